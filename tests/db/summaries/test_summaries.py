"""Summaries: told from what is kept now, in versions, and free of what was deleted."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.tables import SummaryRow
from app.incidents import service as incident_service
from app.incidents.rules import Incident
from app.reviews import queries as review_queries
from app.reviews import service as review_service
from app.reviews import service_findings
from app.reviews.rules import Review
from app.reviews.rules_finding_forms import Wording
from app.reviews.rules_proposal import Resolution
from app.reviews.service import WRITE_SUMMARY
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.summaries import queries, service
from app.summaries.rules_document import Document
from app.summaries.rules_story import Story
from app.summaries.telling import generate
from app.timeline import queries as timeline_queries
from app.timeline import service as timeline_service
from app.timeline import service_entries, service_system
from app.timeline.service import FORGET
from app.vocabulary import EntryKind, FindingKind, Phase
from tests.factories import (
    ALICE,
    BOB,
    CAROL,
    CHANNEL,
    NOW,
    TEAM,
    Stored,
    found,
    gesture,
    mark,
    ts,
)

DANA = UserId("U0DANA")
SECRET = "xyzzy-secret"


def reviewed(stored: Stored, *, facilitator: UserId | None = DANA) -> tuple[Incident, Review]:
    """A resolved incident with three kept messages and its review."""
    incident = stored.incident()
    for micros, words in enumerate(("queue grew", f"restarted {SECRET}", "queue is empty")):
        stored.keep(found(ts(NOW, micros), words, author=CAROL), by=BOB)
    form = Resolution(
        began_at=NOW - timedelta(hours=1),
        ended_at=NOW + timedelta(hours=1),
        impact=Mrkdwn("no results"),
        eased_by=Mrkdwn("a restart"),
        meets_at=NOW + timedelta(days=2),
        facilitator=facilitator,
    )
    stored.do(review_service.resolve, incident, form, gesture("resolve"))
    review = stored.do(review_queries.review_of, incident.id)
    assert review is not None
    return stored.now(incident.id), review


def story(stored: Stored, review: Review) -> Story:
    return stored.do(queries.story, review.id)


def tell(stored: Stored, review: Review) -> Document:
    return generate(story(stored, review))


def store(stored: Stored, review: Review, document: Document) -> None:
    stored.do(service.store, TEAM, review.id, document, now=NOW)


def versions(stored: Stored, review: Review) -> list[int]:
    def query(session: Session) -> list[int]:
        rows = select(SummaryRow.version).where(SummaryRow.review_id == review.id)
        return list(session.scalars(rows.order_by(SummaryRow.version)))

    return stored.do(query)


def delete_second(stored: Stored) -> None:
    stored.do(timeline_service.follow_deletion, TEAM, CHANNEL, ts(NOW, 1), now=NOW)


def test_what_came_by_the_way_is_told_where_a_finding_rests_on_it(stored: Stored) -> None:
    incident, review = reviewed(stored)
    words = Mrkdwn("The channel was called something else")
    stored.do(service_system.record_step, TEAM, incident.id, "named", words, at=NOW)
    (aside,) = [entry for entry in stored.timeline(incident) if entry.text == words]
    assert aside.id not in [entry.entry_id for entry in story(stored, review).entries]

    surprise = Wording(kind=FindingKind.LEARNING, text=Mrkdwn("Two names were in use"))
    add = service_findings.add_finding
    stored.do(add, TEAM, review.id, surprise, [aside.id], gesture("learned"))

    told = story(stored, review)
    assert aside.id in [entry.entry_id for entry in told.entries]
    assert [one.evidence for one in told.findings] == [(aside.number,)]


def test_a_story_tells_the_incident_as_it_stands(stored: Stored) -> None:
    incident, review = reviewed(stored)

    told = story(stored, review)

    assert (told.incident_number, told.title) == (1, "Search is down")
    assert (told.severity, told.state, told.review_state) == ("sev2", "resolved", "scheduled")
    assert (told.started_at, told.resolved_at) == (incident.started_at, incident.resolved_at)
    assert (told.impact, told.eased_by) == ("no results", "a restart")
    assert told.timeline_url == f"https://acme.slack.com/archives/{CHANNEL}"


def test_a_story_has_the_kept_entries_with_their_marks_phases_and_permalinks(
    stored: Stored,
) -> None:
    _, review = reviewed(stored)
    stored.mark(mark(ts(NOW, 1), by=ALICE, emoji="scales"))

    second = story(stored, review).entries[1]

    assert (second.text, second.author) == (f"restarted {SECRET}", CAROL)
    assert (second.kind, second.phase) == (EntryKind.DECISION, Phase.DIAGNOSE)
    assert second.marks == {"keep": 1, "decision": 1}
    address = ts(NOW, 1).replace(".", "")
    assert second.permalink == f"https://acme.slack.com/archives/{CHANNEL}/p{address}"


def test_the_permalink_of_a_reply_leads_into_its_thread(stored: Stored) -> None:
    _, review = reviewed(stored)
    stored.keep(found(ts(NOW, 9), "a reply", thread=ts(NOW, 0)))

    reply = story(stored, review).entries[-1]

    assert reply.permalink is not None
    assert reply.permalink.endswith(f"?thread_ts={ts(NOW, 0)}&cid={CHANNEL}")


def test_a_note_has_no_permalink(stored: Stored) -> None:
    incident, review = reviewed(stored)
    stored.do(service_entries.add_note, incident, Mrkdwn("typed"), gesture("note", at=NOW))

    (note,) = [entry for entry in story(stored, review).entries if entry.text == "typed"]
    assert note.permalink is None


def test_entries_without_words_deleted_ones_and_those_let_go_are_left_out(
    stored: Stored,
) -> None:
    _, review = reviewed(stored)
    stored.mark(mark(ts(NOW, 8)))
    stored.mark(mark(ts(NOW, 2), is_on=False, order=2))
    delete_second(stored)

    assert [entry.text for entry in story(stored, review).entries] == ["queue grew"]


def test_the_numbers_are_those_of_the_timeline(stored: Stored) -> None:
    incident, review = reviewed(stored)
    stored.mark(mark(ts(NOW - timedelta(minutes=1))))

    numbers = {entry.entry_id: entry.number for entry in story(stored, review).entries}
    on_timeline = {
        entry.id: entry.number for entry in stored.do(timeline_queries.timeline, incident.id)
    }

    # The first still waits for its words; the third is a step of the review, and no part of it.
    assert sorted(numbers.values()) == [2, 4, 5]
    assert numbers == {entry_id: on_timeline[entry_id] for entry_id in numbers}


def test_everybody_has_a_role_and_the_lead_is_the_lead_whatever_else_they_did(
    stored: Stored,
) -> None:
    incident, review = reviewed(stored)
    stored.do(incident_service.change_lead, incident, BOB, gesture("lead"))

    roles = story(stored, review).roles

    assert roles == {ALICE: "lead", BOB: "lead", CAROL: "responder", DANA: "facilitator"}


def test_a_lead_who_facilitates_is_told_of_as_the_lead(stored: Stored) -> None:
    _, review = reviewed(stored, facilitator=ALICE)

    assert story(stored, review).roles[ALICE] == "lead"


def test_names_of_everybody_known_can_be_replaced(stored: Stored) -> None:
    stored.person(CAROL)
    stored.person(UserId("U0ERIN"))
    _, review = reviewed(stored)

    assert story(stored, review).names == {CAROL: ("Carol",), "U0ERIN": ("Erin",)}


def test_a_story_costs_the_same_statements_at_any_length(stored: Stored) -> None:
    _, review = reviewed(stored)
    before = stored.count_statements(queries.story, review.id)
    for micros in range(20, 40):
        stored.keep(found(ts(NOW, micros), "more"))

    assert stored.count_statements(queries.story, review.id) == before


def test_a_stored_summary_is_read_as_it_was_written_and_shown(stored: Stored) -> None:
    incident, review = reviewed(stored)
    document = tell(stored, review)

    store(stored, review, document)

    newest = stored.do(queries.newest_summary, review.id)
    assert newest is not None
    assert (newest.version, newest.document) == (1, document)
    assert (newest.review, newest.incident) == (review, incident)
    (row,) = stored.waiting(service.SHOW)
    assert (row.key, row.arguments) == (f"{service.SHOW}:{review.id}", {"review": review.id})


def test_without_a_summary_there_is_none(stored: Stored) -> None:
    _, review = reviewed(stored)

    assert stored.do(queries.newest_summary, review.id) is None


def test_telling_the_same_again_makes_no_version_but_is_shown(stored: Stored) -> None:
    _, review = reviewed(stored)
    store(stored, review, tell(stored, review))
    (before,) = stored.waiting(service.SHOW)

    store(stored, review, tell(stored, review))

    assert versions(stored, review) == [1]
    (after,) = stored.waiting(service.SHOW)
    assert after.version == before.version + 1


def test_something_new_makes_a_version_and_the_earlier_one_stays(stored: Stored) -> None:
    _, review = reviewed(stored)
    store(stored, review, tell(stored, review))
    stored.keep(found(ts(NOW, 5), "the index was rebuilt"))

    store(stored, review, tell(stored, review))

    assert versions(stored, review) == [1, 2]
    newest = stored.do(queries.newest_summary, review.id)
    assert newest is not None
    assert newest.document == tell(stored, review)


def test_a_standing_summary_is_pinned_once(stored: Stored) -> None:
    _, review = reviewed(stored)

    stored.do(service.shown, TEAM, review.id, now=NOW)
    stored.do(service.shown, TEAM, review.id, now=NOW)

    assert len(stored.waiting(service.PIN)) == 1


def test_each_version_is_left_as_a_file_once(stored: Stored) -> None:
    _, review = reviewed(stored)

    for version in (1, 1, 2):
        stored.do(service.send_files, TEAM, review.id, version, now=NOW)

    keys = sorted(row.key for row in stored.waiting(service.SEND_FILE))
    assert keys == [f"{service.SEND_FILE}:{review.id}:{version}" for version in (1, 2)]


def test_a_deletion_has_the_summaries_forget(stored: Stored) -> None:
    incident, _ = reviewed(stored)

    delete_second(stored)

    (row,) = stored.waiting(FORGET)
    assert row.arguments == {"incident": incident.id}


def test_no_version_keeps_the_words_of_a_deleted_message(stored: Stored) -> None:
    _, review = reviewed(stored)
    store(stored, review, tell(stored, review))
    stored.keep(found(ts(NOW, 5), "the index was rebuilt"))
    store(stored, review, tell(stored, review))
    delete_second(stored)
    assert SECRET in stored.everything()

    stored.do(service.forget, TEAM, review, tell(stored, review), now=NOW)

    assert SECRET not in stored.everything()
    assert versions(stored, review) == [3], "numbers go on: a file of each was left in Slack"
    assert len(stored.waiting(service.SHOW)) == 1


def test_a_deletion_that_the_newest_version_does_not_tell_of_leaves_it_alone(
    stored: Stored,
) -> None:
    _, review = reviewed(stored)
    store(stored, review, tell(stored, review))
    stored.mark(mark(ts(NOW, 1), is_on=False, order=2))
    store(stored, review, tell(stored, review))
    delete_second(stored)

    stored.do(service.forget, TEAM, review, tell(stored, review), now=NOW)

    assert SECRET not in stored.everything()
    assert versions(stored, review) == [2]


def test_a_summary_told_before_a_deletion_and_stored_after_it_is_told_anew(
    stored: Stored,
) -> None:
    _, review = reviewed(stored)
    told_before = tell(stored, review)
    delete_second(stored)

    store(stored, review, told_before)
    stored.do(service.forget, TEAM, review, told_before, now=NOW)

    assert SECRET not in stored.everything()
    assert versions(stored, review) == []
    assert len(stored.waiting(review_service.WRITE_SUMMARY)) == 1
    assert len(stored.waiting(FORGET)) == 1


def test_a_message_cannot_be_deleted_between_the_check_and_the_storing_of_a_summary(
    stored: Stored,
) -> None:
    """Else the deletion would find no summary to clean, and the summary no deletion."""
    _, review = reviewed(stored)
    told_before = tell(stored, review)

    def keep(session: Session) -> None:
        service.store(session, TEAM, review.id, told_before, now=NOW)

    def delete(session: Session) -> bool:
        timeline_service.follow_deletion(session, TEAM, CHANNEL, ts(NOW, 1), now=NOW)
        return queries.newest_summary(session, review.id) is not None

    assert stored.overlapping(keep, delete).result(), "the deletion waited for the summary"


def test_of_two_that_are_stored_at_once_the_later_one_is_told_anew_or_stored_after_it(
    stored: Stored,
) -> None:
    _, review = reviewed(stored)
    early = tell(stored, review)
    stored.keep(found(ts(NOW, 5), "the index was rebuilt"))
    late = tell(stored, review)

    def keep(document: Document) -> Callable[[Session], None]:
        return lambda session: service.store(session, TEAM, review.id, document, now=NOW)

    stored.overlapping(keep(early), keep(late)).result()

    newest = stored.do(queries.newest_summary, review.id)
    is_stored = newest is not None and newest.document == late
    assert is_stored or len(stored.waiting(WRITE_SUMMARY)) == 1
