"""A fact in the place of words that are held back, wherever those are kept."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.errors import UserError
from app.followups import service as followup_service
from app.followups.rules import Draft
from app.incidents import service as incident_service
from app.incidents.rules import Incident
from app.reviews import service as review_service
from app.reviews import service_contributions, service_findings
from app.reviews.rules import Review
from app.reviews.rules_finding_forms import Wording
from app.reviews.service import WRITE_SUMMARY
from app.slack.mrkdwn import Mrkdwn
from app.summaries import queries, service_held
from app.summaries.markdown import markdown
from app.summaries.rules_held import Held, held_back
from app.summaries.telling import generate
from app.timeline import service_decisions, service_handoffs
from app.timeline.rules import Decision
from app.timeline.rules_handoffs import HandoffDraft
from app.vocabulary import Category, FindingKind, FollowUpState, Strength
from tests.db.summaries.test_summaries import reviewed
from tests.factories import ALICE, BOB, NOW, TEAM, Stored, found, gesture, ts

BLAME = Mrkdwn("Bob should have checked the dashboard, as always.")
FACT = Mrkdwn("The dashboard showed 4,000 items at 09:20.")


def judging(stored: Stored) -> tuple[Incident, Review]:
    """A review in which everything that somebody wrote judges."""
    incident, review = reviewed(stored)
    stored.keep(found(ts(NOW, 7), BLAME, author=ALICE), by=BOB)
    entry_id = stored.timeline(incident)[-1].id
    told = Decision(intent=BLAME, assumed=BLAME)
    stored.do(service_decisions.decide, incident, BLAME, "", told, gesture("decide", by=ALICE))
    draft = HandoffDraft(
        subject=BLAME, receiver=BOB, is_of_lead=False, state_given=BLAME, open_questions=None
    )
    stored.do(service_handoffs.hand_off, incident, draft, gesture("hand", by=ALICE))
    stored.do(service_contributions.add_account, TEAM, entry_id, BLAME, gesture("beside", by=BOB))
    wording = Wording(
        kind=FindingKind.FACTOR, text=BLAME, category=Category.PROCESS_BYPASSED, reasonable=BLAME
    )
    stored.do(service_findings.add_finding, TEAM, review.id, wording, [], gesture("find"))
    change = Draft(
        text=BLAME, strength=Strength.PROCESS, state=FollowUpState.DECIDED_NOT, reason=BLAME
    )
    stored.do(followup_service.add, TEAM, review.id, change, gesture("change"))
    for name in ("title", "impact", "eased_by"):
        was, set_so = getattr(incident, name), gesture(f"set {name}")
        stored.do(incident_service.reword, incident, name, BLAME, set_so, was=was)
    return stored.now(incident.id), review


def held(stored: Stored, review: Review) -> tuple[Held, ...]:
    story = stored.do(queries.story, review.id)
    return held_back(generate(story), story.cast())


def put(stored: Stored, incident: Incident, review: Review, one: Held) -> None:
    change = gesture(f"put {one.key}")
    stored.do(service_held.put_fact, incident, review.id, one.quote, FACT, change)


def test_whatever_is_held_back_can_be_replaced_until_nothing_is(stored: Stored) -> None:
    incident, review = judging(stored)
    kinds = {one.quote.subject for one in held(stored, review)}
    assert {kind.value for kind in kinds} == {
        *("incident", "entry", "decision", "handoff", "account", "finding", "change"),
    }
    for _ in range(30):
        left = held(stored, review)
        if not left:
            break
        put(stored, incident, review, left[0])
    assert held(stored, review) == ()
    text = markdown(generate(stored.do(queries.story, review.id)))
    assert "still being found" not in text
    assert "The dashboard showed 4,000 items" in text


def test_what_somebody_changed_meanwhile_stays(stored: Stored) -> None:
    incident, review = judging(stored)
    for one in held(stored, review):
        stale = replace(one, quote=replace(one.quote, text=Mrkdwn("Something else.")))
        with pytest.raises(UserError):
            put(stored, incident, review, stale)
    assert len(held(stored, review)) > 5


def test_a_summary_that_was_written_is_told_anew(stored: Stored) -> None:
    incident, review = judging(stored)
    stored.do(review_service.close_meeting, TEAM, review.id, now=NOW + timedelta(days=3))
    stored.deliver(now=NOW + timedelta(days=4))
    assert stored.waiting(WRITE_SUMMARY) == []
    for one in held(stored, review)[:1]:
        put(stored, incident, review, one)
    assert stored.waiting(WRITE_SUMMARY) != []
