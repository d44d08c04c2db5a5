"""Decisions in the database: kept once, explained by anybody, asked about once."""

from app.incidents.rules import Incident
from app.slack.mrkdwn import Mrkdwn
from app.timeline import queries_decisions, service, service_decisions
from app.timeline.rules import Decision
from app.timeline.rules_decisions import ANSWERS, fingerprint
from app.timeline.service_meanings import ASK_ASSUMPTION
from app.vocabulary import EntryKind
from tests.factories import ALICE, BOB, CHANNEL, NOW, TEAM, Stored, found, gesture, mark, ts

MESSAGE = ts()
STUCK = Mrkdwn("They are stuck.")
UNSEEN = {name: fingerprint(None) for name in ANSWERS}


def decide(stored: Stored, incident: Incident, *, key: str = "decided") -> None:
    told = Decision(assumed=STUCK, intent=Mrkdwn("Fresh prices."))
    words = Mrkdwn("Restart")
    stored.do(service_decisions.decide, incident, words, "", told, gesture(key))


def entry_id(stored: Stored, incident: Incident) -> int:
    (entry,) = stored.timeline(incident)
    return entry.id


def explain(stored: Stored, incident: Incident, words: str) -> None:
    told = Decision(assumed=Mrkdwn(words))
    stored.do(service_decisions.explain, entry_id(stored, incident), told, UNSEEN)


def assumed(stored: Stored, incident: Incident) -> str | None:
    (entry,) = stored.timeline(incident)
    return entry.decision.assumed if entry.decision else None


def test_a_decision_by_the_form_is_kept_once_with_what_was_told(stored: Stored) -> None:
    incident = stored.incident()

    decide(stored, incident)
    decide(stored, incident)

    (entry,) = stored.timeline(incident)
    assert (entry.kind, entry.text, entry.author) == (EntryKind.DECISION, "Restart", ALICE)
    assert entry.decision == Decision(assumed=STUCK, intent=Mrkdwn("Fresh prices."))


def test_a_marked_decision_is_asked_about_once_it_has_been_read(stored: Stored) -> None:
    incident = stored.incident()
    stored.mark(mark(MESSAGE, emoji="scales"))
    assert stored.waiting(ASK_ASSUMPTION) == []

    stored.fill(found(MESSAGE, "We restart."))

    (row,) = stored.waiting(ASK_ASSUMPTION)
    assert row.arguments == {"entry": entry_id(stored, incident)}


def test_a_kept_message_is_asked_about_when_it_is_marked_as_a_decision(stored: Stored) -> None:
    stored.incident()
    stored.keep(found(MESSAGE, "We restart."))
    assert stored.waiting(ASK_ASSUMPTION) == []

    stored.mark(mark(MESSAGE, emoji="scales"))

    assert len(stored.waiting(ASK_ASSUMPTION)) == 1


def test_having_been_asked_does_not_touch_the_answers(stored: Stored) -> None:
    incident = stored.incident()
    stored.keep(found(MESSAGE, "We restart."), emoji="scales")
    explain(stored, incident, "They are stuck.")

    stored.do(service_decisions.was_asked, entry_id(stored, incident), now=NOW)

    assert assumed(stored, incident) == STUCK
    assert stored.do(queries_decisions.decision, entry_id(stored, incident)).was_asked


def test_two_who_explain_at_once_are_both_heard(stored: Stored) -> None:
    incident = stored.incident()
    stored.keep(found(MESSAGE, "We restart."), emoji="scales")
    decided = entry_id(stored, incident)

    outcomes = stored.at_once(
        [
            lambda session: service_decisions.explain(
                session, decided, Decision(assumed=Mrkdwn("one")), UNSEEN
            ),
            lambda session: service_decisions.explain(
                session, decided, Decision(assumed=Mrkdwn("two")), UNSEEN
            ),
        ]
    )

    assert [outcome.exception() for outcome in outcomes] == [None, None]
    assert sorted((assumed(stored, incident) or "").splitlines()) == ["one", "two"]


def test_the_answer_comes_back_with_the_mark(stored: Stored) -> None:
    incident = stored.incident()
    stored.keep(found(MESSAGE, "We restart."), emoji="scales")
    explain(stored, incident, "They are stuck.")

    stored.mark(mark(MESSAGE, emoji="scales", is_on=False, order=2))
    assert stored.timeline(incident) == []
    stored.mark(mark(MESSAGE, emoji="scales", order=3))

    assert assumed(stored, incident) == STUCK


def test_only_decisions_without_an_assumption_are_listed(stored: Stored) -> None:
    incident = stored.incident()
    for micros, text in enumerate(("We restart.", "We wait, assuming it ends.", "We pause.")):
        stored.keep(found(ts(NOW, micros), text), emoji="scales")
    decide(stored, incident)

    listed = stored.do(queries_decisions.unexplained_decisions, incident.id)

    assert [each.text for each in listed] == ["We restart.", "We pause."]


def test_a_deleted_decision_takes_what_was_told_along(stored: Stored) -> None:
    incident = stored.incident()
    stored.keep(found(MESSAGE, "We restart.", author=BOB), emoji="scales")
    explain(stored, incident, "SECRET")

    stored.do(service.follow_deletion, TEAM, CHANNEL, MESSAGE, now=NOW)

    assert "SECRET" not in stored.everything()
