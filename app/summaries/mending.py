"""What the buttons of the checklist open that mend what is open: each the form that other features
have for it, on top of the checklist.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from slack_sdk.models.views import View

from app.deps import Deps
from app.incidents.rules import Incident
from app.reviews.handlers_findings import finding_form, findings_list
from app.reviews.handlers_participants import participants_form
from app.reviews.rules import Review
from app.reviews.rules_finding_forms import Adding
from app.reviews.views_facilitator import facilitator_form
from app.slack.ids import UserId
from app.summaries.rules_checklist import Item
from app.timeline import queries_decisions, queries_entries, views_decisions, views_entries
from app.timeline import views as timeline_views
from app.timeline.rules_entries import Place


@dataclass(frozen=True, slots=True)
class Asked:
    """Who wants to mend which review."""

    incident: Incident
    review: Review
    user: UserId


async def form_to_mend(deps: Deps, item: Item, asked: Asked) -> View:
    """The form that mends an item of the checklist; for what has none, the timeline to look at."""
    return await _FORMS.get(item, _timeline)(deps, asked)


async def _entry(_: Deps, asked: Asked) -> View:
    return views_entries.add_form(asked.incident)


async def _timeline(deps: Deps, asked: Asked) -> View:
    place, team = Place(asked.incident.id), asked.incident.team
    page = await deps.db.read(queries_entries.timeline_page, team, place, asked.user, at=None)
    return timeline_views.timeline_page(page)


async def _decisions(deps: Deps, asked: Asked) -> View:
    found = await deps.db.read(queries_decisions.unexplained_decisions, asked.incident.id)
    return views_decisions.decision_list(asked.incident, found)


async def _finding(deps: Deps, asked: Asked) -> View:
    return await finding_form(deps, Adding(review=asked.review.id))


async def _findings(deps: Deps, asked: Asked) -> View:
    return await findings_list(deps, asked.review.id, 1)


async def _people(deps: Deps, asked: Asked) -> View:
    return await participants_form(deps, asked.incident, asked.review, asked.user)


async def _facilitator(_: Deps, asked: Asked) -> View:
    return facilitator_form(asked.incident, asked.review)


_FORMS: Mapping[Item, Callable[[Deps, Asked], Awaitable[View]]] = {
    Item.PHASES: _entry,
    Item.ALL_PHASES: _entry,
    Item.SILENCE: _entry,
    Item.DECISIONS: _decisions,
    Item.HANDOFFS: _finding,
    Item.FACTORS: _finding,
    Item.GROUPS: _finding,
    Item.HELPED: _finding,
    Item.QUESTION: _finding,
    Item.TEXT: _findings,
    Item.REFLECTIONS: _people,
    Item.REFLECTED: _people,
    Item.FACILITATOR: _facilitator,
}
