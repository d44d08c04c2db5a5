"""The facilitator's brief as it is planned: once for each who facilitates."""

from datetime import timedelta

from app.incidents import service as incident_service
from app.incidents.rules import Incident
from app.reviews import queries_brief, service_facilitator, service_participants, service_schedule
from app.reviews.rules import Review
from app.reviews.service_brief import SEND_BRIEF
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from tests.db.reviews.test_meeting import MEETS, resolved
from tests.factories import BOB, CAROL, NOW, Stored, found, gesture, ts

DANA = UserId("U0DANA")
HOUR = timedelta(hours=1)


def briefed(stored: Stored) -> list[str]:
    """Whose brief waits."""
    return [row.arguments["user"] for row in stored.waiting(SEND_BRIEF)]


def name(stored: Stored, incident: Incident, review: Review, user: UserId, key: str) -> None:
    stored.do(service_facilitator.name, incident, review.id, user, None, gesture(key))


def test_a_brief_that_came_due_while_the_review_was_off_goes_once_it_is_back(
    stored: Stored,
) -> None:
    incident, review = resolved(stored)
    stored.do(service_schedule.call_off, incident, review.id, gesture("off"))
    stored.deliver(now=MEETS - HOUR, posts=False)
    assert briefed(stored) == []

    stored.do(service_schedule.bring_back, incident, review.id, gesture("back", at=MEETS))

    assert briefed(stored) == [CAROL]


def test_who_facilitates_again_is_briefed_unless_their_brief_was_sent(stored: Stored) -> None:
    incident, review = resolved(stored)
    name(stored, incident, review, DANA, "dana")
    stored.deliver(now=MEETS - HOUR, posts=False)  # Carol's finds that Dana facilitates
    name(stored, incident, review, CAROL, "carol")
    assert briefed(stored) == [CAROL]
    stored.deliver(now=MEETS - HOUR)

    name(stored, incident, review, DANA, "dana again")
    stored.deliver(now=MEETS - HOUR)
    name(stored, incident, review, CAROL, "carol again")

    assert briefed(stored) == []


def test_it_sends_the_facilitator_to_nobody_who_would_rather_not_take_part(stored: Stored) -> None:
    incident, review = resolved(stored)
    for n, user in enumerate((BOB, DANA)):
        stored.fill()
        stored.keep(found(ts(NOW, n), "I restart it.", author=user), emoji="scales")
    assert {each.user for each in stored.do(queries_brief.brief, review.id).people} == {BOB, DANA}

    stored.do(service_participants.decline, incident, review.id, BOB, now=NOW)

    assert {each.user for each in stored.do(queries_brief.brief, review.id).people} == {DANA}


def test_it_says_the_title_without_names_and_none_that_judges(stored: Stored) -> None:
    incident, review = resolved(stored)
    stored.person(BOB)
    titles = {
        "Bob's import doubled the catalog": "A responder's import doubled the catalog",
        "Bob should have checked the import": "its title waits to be reworded",
    }
    stored.keep(found(ts(NOW), "I restart it.", author=BOB))
    for title, told in titles.items():
        was = stored.now(incident.id).title
        change = gesture(f"title {title}")
        stored.do(incident_service.reword, incident, "title", Mrkdwn(title), change, was=was)
        assert stored.do(queries_brief.brief, review.id).incident.title == told
