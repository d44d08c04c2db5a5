"""Have a language model word the summary, after it was posted without one. Whatever becomes of
that, the summary stands; docs/adr/0007-drafts.md.
"""

import asyncio
from collections.abc import Sequence

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.drafting import Ask, DraftingError
from app.drafting.answer import Answer
from app.errors import NotYetError
from app.logs import get_logger
from app.reviews import queries as review_queries
from app.summaries import queries, queries_draft, service_draft
from app.summaries.rules_document import Document
from app.summaries.rules_draft import BETWEEN, DraftLine, next_ask
from app.summaries.rules_draft_facts import Facts, facts_of
from app.summaries.rules_draft_prompt import INSTRUCTIONS
from app.summaries.rules_drafting import accepted
from app.summaries.rules_story import Story
from app.summaries.telling import told_by_rules

log = get_logger("drafts")


async def draft(deps: Deps, job: Job) -> None:
    """Ask about what is known now, at most once in fifteen minutes and once about the same."""
    review_id = job.arguments["review"]
    incident, review = await deps.db.read(review_queries.with_incident, review_id)
    is_allowed = await deps.db.read(queries_draft.is_allowed, incident)
    if deps.ask is None or review.is_off or not is_allowed:
        return
    story = await deps.db.read(queries.story, review_id)
    _, facts = await asyncio.to_thread(_told, story)
    if not await _is_time(deps, review_id, facts):
        return
    answer = await _answer(deps, deps.ask, review_id, facts)
    found = await asyncio.to_thread(accepted, answer, facts, story) if answer else None
    if found:
        log.info("drafts.answered", kept=len(found.lines), dropped=dict(found.dropped))
    await _keep(deps, job, found.lines if found else ())


async def _keep(deps: Deps, job: Job, lines: Sequence[DraftLine]) -> None:
    """What still holds: somebody may have deleted a message while the model wrote about it."""
    story = await deps.db.read(queries.story, job.arguments["review"])
    document, facts = await asyncio.to_thread(_told, story)
    known = {fact.digest for fact in facts.by_id.values()}
    await deps.db.commit(
        service_draft.answered,
        job.team_id,
        job.arguments["review"],
        [line for line in lines if known.issuperset(line.facts)],
        document,
        now=deps.clock.now(),
    )


def _told(story: Story) -> tuple[Document, Facts]:
    document = told_by_rules(story)
    return document, facts_of(document, story.cast().names)


async def _is_time(deps: Deps, review_id: int, facts: Facts) -> bool:
    now = deps.clock.now()
    due_at = next_ask(await deps.db.read(queries_draft.asked_for, review_id), facts.digest, now)
    if due_at is not None and due_at > now:
        raise NotYetError("the model was asked a moment ago", until_at=due_at)
    return due_at is not None


async def _answer(deps: Deps, ask: Ask, review_id: int, facts: Facts) -> Answer | None:
    now = deps.clock.now()
    await deps.db.commit(service_draft.asked, review_id, facts.digest, now=now)
    try:
        return await ask(INSTRUCTIONS, facts.prompt())
    except DraftingError as error:
        log.warning("drafts.failed", trouble=error.trouble.value)
        if error.trouble.may_pass:
            raise NotYetError("the model may answer later", until_at=now + BETWEEN) from None
        return None


EFFECTS: Effects = {service_draft.DRAFT: draft}
