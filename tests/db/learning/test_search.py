"""Search: found by any form of a word on both databases, and only by who may see it."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.db import search as index
from app.db.search import Place, Wanted
from app.db.tables import EntryRow, FindingRow, FollowUpRow, IncidentRow, SummaryRow
from app.incidents.rules import Incident
from app.learning import queries, rules
from app.learning.rules_hits import Results
from app.reviews.rules import Review
from app.slack.ids import ChannelId, MessageTs, UserId
from app.slack.mrkdwn import Mrkdwn
from app.summaries import queries as summary_queries
from app.summaries import service as summary_service
from app.summaries.telling import generate
from app.timeline import service as timeline_service
from tests.db.learning.rows import a_change, a_finding, add, resolve
from tests.factories import ALICE, BOB, CAROL, CHANNEL, NOW, TEAM, Stored, found, mark, ts

OUTSIDER = UserId("U0OUT")
DANA = UserId("U0DANA")


def look_for(
    stored: Stored, typed: str, *, viewer: UserId = OUTSIDER, here: ChannelId | None = None
) -> Results:
    words = rules.typed_words(Mrkdwn(typed))
    return stored.do(queries.search, TEAM, viewer, words, here=here)


def lines(results: Results) -> list[str]:
    return [line.text for hit in results.hits for line in hit.lines]


def labels(results: Results) -> list[str]:
    return [hit.about.label for hit in results.hits]


def summarize(stored: Stored, review: Review) -> None:
    document = generate(stored.do(summary_queries.story, review.id))
    stored.do(summary_service.store, TEAM, review.id, document, now=NOW)


def delete(stored: Stored, message: MessageTs) -> None:
    """Its author deletes the message."""
    stored.do(timeline_service.follow_deletion, TEAM, CHANNEL, message, now=NOW)


@pytest.fixture
def incident(stored: Stored) -> Incident:
    """`Search is down`, with an entry."""
    found_incident = stored.incident()
    stored.keep(found(ts(NOW), "Good morning.\nThe queue of the indexers grew.\nMore later."))
    return found_incident


@pytest.mark.parametrize("typed", ["queue", "QUEUES", "indexer queue", "growing? no, grew"])
def test_the_line_that_says_the_words_is_found_in_any_form(
    stored: Stored, incident: Incident, typed: str
) -> None:
    results = look_for(stored, typed)
    assert labels(results) == ["INC-1"]
    assert lines(results) == ["The queue of the indexers grew."]


def test_a_title_is_found(stored: Stored, incident: Incident) -> None:
    (hit,) = look_for(stored, "searches").hits
    assert (hit.about.label, hit.about.title, hit.lines) == ("INC-1", "Search is down", ())
    assert hit.about.url == f"https://acme.slack.com/archives/{CHANNEL}"


def test_an_entry_leads_to_its_message(stored: Stored, incident: Incident) -> None:
    (hit,) = look_for(stored, "queue").hits
    (line,) = hit.lines
    assert line.what == "Timeline"
    assert line.url == f"https://acme.slack.com/archives/{CHANNEL}/p{ts(NOW).replace('.', '')}"


@pytest.mark.parametrize("typed", ["qeue", "queeu", "indxer", "indxeer quuee"])
def test_a_misspelled_word_finds_what_was_meant_and_says_that_it_is_only_close(
    stored: Stored, incident: Incident, typed: str
) -> None:
    results = look_for(stored, typed)
    assert lines(results) == ["The queue of the indexers grew."]
    assert results.is_close


def test_what_says_only_some_of_the_words_is_found_when_nothing_says_all(
    stored: Stored, incident: Incident
) -> None:
    assert look_for(stored, "queue").is_close is False
    results = look_for(stored, "queue zeppelin")
    assert lines(results) == ["The queue of the indexers grew."]
    assert results.is_close


def test_words_that_nobody_wrote_find_nothing(stored: Stored, incident: Incident) -> None:
    assert look_for(stored, "zeppelin") == Results()


@pytest.mark.parametrize(
    "typed",
    [
        '"', "'", "queue'); DROP TABLE entries; --", "que*", "NOT queue", "text:queue", "a OR b",
        "NEAR(a b)", "(((", "^queue", "queue & !grew", "<-> |", "\\", ":*", "%_", "{queue}", "ß ☃",
        "قائمة", "x" * 199, "the and of", "queue " * 30,
    ],
)  # fmt: skip
def test_nothing_typed_is_syntax_or_an_error(
    stored: Stored, incident: Incident, typed: str
) -> None:
    words = rules.typed_words(Mrkdwn(typed))
    if words:
        look_for(stored, typed)
    assert lines(look_for(stored, "queue"))


def test_words_that_are_joined_by_signs_are_found_on_their_own(
    stored: Stored, incident: Incident
) -> None:
    stored.keep(found(ts(NOW, 2), "payments-api at db7.eu.acme.example/v2 lost café_orders"))
    for typed in ("payments", "acme", "v2", "cafe", "orders", "db7"):
        assert len(lines(look_for(stored, typed))) == 1, typed


def test_findings_changes_and_impact_are_found_and_say_what_they_are(
    stored: Stored, incident: Incident
) -> None:
    review = resolve(stored, incident)
    add(stored, a_finding(review, "The write limit dates from a smaller catalogue"))
    add(stored, a_change(review, "Reject imports above 70 percent"))
    for typed, what in [
        ("limits", "Factor that contributed"),
        ("import", "Change"),
        ("results day", "What users noticed"),
    ]:
        (hit,) = look_for(stored, typed).hits
        assert [line.what for line in hit.lines] == [what]


def test_a_summary_is_found_by_its_newest_version_only(stored: Stored, incident: Incident) -> None:
    review = resolve(stored, incident)
    summarize(stored, review)
    stored.fill(found(ts(NOW), "The stack of the indexers grew.", edited_ts=ts(NOW, 9)))
    summarize(stored, review)

    def texts(session: Session) -> list[str]:
        of_review = select(SummaryRow.search_text).order_by(SummaryRow.version)
        return list(session.scalars(of_review))

    first, second = stored.do(texts)
    assert first == ""
    assert "stack" in second
    assert look_for(stored, "queue") == Results()
    assert lines(look_for(stored, "stack")) == ["The stack of the indexers grew."]


def test_an_edit_is_followed(stored: Stored, incident: Incident) -> None:
    stored.fill(found(ts(NOW), "The stack grew.", edited_ts=ts(NOW, 9)))
    assert look_for(stored, "queue") == Results()
    assert lines(look_for(stored, "stack")) == ["The stack grew."]


def test_what_is_deleted_or_taken_off_is_not_found(stored: Stored, incident: Incident) -> None:
    stored.keep(found(ts(NOW, 2), "The stack grew."))
    stored.mark(mark(ts(NOW, 2), is_on=False, order=2))
    assert look_for(stored, "stack") == Results()
    delete(stored, ts(NOW))
    assert look_for(stored, "queue") == Results()


def test_the_index_of_sqlite_keeps_no_word_of_what_is_deleted(
    stored: Stored, incident: Incident
) -> None:
    if stored.engine.dialect.name != "sqlite":
        return
    stored.keep(found(ts(NOW, 2), "The zeppelin grew."))
    delete(stored, ts(NOW, 2))
    stored.do(index.forget_words)

    def pages(session: Session) -> bytes:
        return b"".join(session.scalars(text("SELECT block FROM search_entries_data")))

    assert b"zeppelin" not in stored.do(pages)
    assert b"queue"[:4] in stored.do(pages)


def test_what_judges_is_not_shown_until_it_is_reworded(stored: Stored, incident: Incident) -> None:
    stored.keep(found(ts(NOW, 2), "Bob was careless and forgot the stack again, what an idiot"))
    assert look_for(stored, "stack") == Results()
    stored.fill(found(ts(NOW, 2), "The stack was not restarted.", edited_ts=ts(NOW, 9)))
    assert lines(look_for(stored, "stack")) == ["The stack was not restarted."]


def test_nobody_is_found_by_name(stored: Stored, incident: Incident) -> None:
    stored.person(BOB)
    stored.keep(found(ts(NOW, 2), "Bob restarted the stack."))
    assert lines(look_for(stored, "stack")) == ["A colleague restarted the stack."]
    assert look_for(stored, "bob") == Results()


@pytest.mark.parametrize(
    ("viewer", "here", "sees"),
    [
        (OUTSIDER, None, False),
        (CAROL, None, False),
        (ALICE, None, True),
        (OUTSIDER, ChannelId("C0ELSE"), False),
        (OUTSIDER, CHANNEL, True),
    ],
)
@pytest.mark.parametrize("typed", ["queue", "search", "qeuue", "zeppelin queue"])
def test_a_private_incident_is_found_by_who_may_know_of_it_and_in_its_channel(
    stored: Stored, typed: str, viewer: UserId, here: ChannelId | None, *, sees: bool
) -> None:
    stored.incident(is_private=True)
    stored.keep(found(ts(NOW), "The queue grew."))
    results = look_for(stored, typed, viewer=viewer, here=here)
    assert bool(results.hits) is sees


def test_many_hits_of_one_incident_do_not_hide_another(stored: Stored, incident: Incident) -> None:
    for number in range(2, 16):
        stored.keep(found(ts(NOW, number), f"The queue said {number * 37}."))
    other = stored.incident(key="other", channel=ChannelId("C0OTHER"))
    review = resolve(stored, other)
    add(stored, a_change(review, "Drain the queue every morning, before the import begins"))
    results = look_for(stored, "queue")
    assert sorted(labels(results)) == ["INC-1", "INC-2"]
    assert len(lines(results)) == 4
    assert results.more == 12


def test_a_search_costs_the_same_however_many_incidents_there_are(
    stored: Stored, incident: Incident
) -> None:
    costs = [_cost(stored, "queue"), _cost(stored, "qeuue")]
    for number in range(12):
        channel = ChannelId(f"C0N{number}")
        more = stored.incident(key=f"more {number}", channel=channel)
        add(stored, a_change(resolve(stored, more), f"Drain the queue {number}"))
    assert [_cost(stored, "queue"), _cost(stored, "qeuue")] == costs
    assert costs[0] <= 5
    assert costs[1] <= 7


def _cost(stored: Stored, typed: str) -> int:
    words = rules.typed_words(Mrkdwn(typed))
    return stored.count_statements(queries.search, TEAM, OUTSIDER, words)


@pytest.mark.parametrize("place", Place)
def test_the_index_follows_what_is_written_and_taken_away(stored: Stored, place: Place) -> None:
    review = resolve(stored, stored.incident())
    add(stored, a_finding(review, "x"), a_change(review, "x"))
    stored.keep(found(ts(NOW), "x"))
    summarize(stored, review)
    column = {
        Place.INCIDENTS: IncidentRow.impact,
        Place.ENTRIES: EntryRow.text,
        Place.FINDINGS: FindingRow.text,
        Place.FOLLOWUPS: FollowUpRow.text,
        Place.SUMMARIES: SummaryRow.search_text,
    }[place]

    def says(session: Session, word: str) -> int:
        return len(session.execute(index.found(session, place, Wanted(((word,),)))).all())

    def write(session: Session, words: str | None) -> None:
        for row in session.scalars(select(column.class_)):
            setattr(row, column.key, words)

    stored.do(write, "zeppelins fly")
    assert stored.do(says, "zeppelin") > 0
    stored.do(write, "" if place is not Place.INCIDENTS else None)
    assert stored.do(says, "zeppelin") == 0


def test_only_letters_and_digits_can_be_looked_for() -> None:
    for groups in ((), (("a b",),), (("",),), (("a'",),)):
        with pytest.raises(ValueError, match="words"):
            Wanted(groups)
