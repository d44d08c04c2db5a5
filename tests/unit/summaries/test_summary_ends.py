"""Decisions and hand-offs as a summary tells them: only what was told, by role, with its gaps."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from app.slack.mrkdwn import Mrkdwn
from app.summaries.markdown import markdown
from app.summaries.rules_document import Section, SectionKey
from app.summaries.rules_story import KeptEntry
from app.summaries.telling import generate
from app.timeline.rules import Decision, Handoff
from app.timeline.rules_handoffs import LEAD_SUBJECT
from app.vocabulary import EntryKind, Role
from tests.unit.summaries.stories import (
    COMMS,
    LEAD,
    OUTSIDER,
    RESPONDER,
    START,
    entry,
    marks,
    story,
)


def words(**told: str) -> dict[str, Any]:
    return {name: Mrkdwn(text) for name, text in told.items()}


def decided(**told: str) -> Section:
    one = entry(1, "Restart the indexers.", author=LEAD, marks=marks(scales=1))
    kept = entry(1, one.text, author=LEAD, marks=one.marks, decision=Decision(**words(**told)))
    return generate(story([kept])).section(SectionKey.DECISIONS)


def handed(number: int = 1, text: str = "Handed over.", **ends: Any) -> KeptEntry:  # noqa: ANN401 - any field
    usual: dict[str, Any] = {
        "subject": Mrkdwn("The migration"),
        "giver": LEAD,
        "receiver": RESPONDER,
        "state_given": Mrkdwn("Running fine."),
    }
    handoff = Handoff(**usual | ends)
    return entry(number, text, kind=EntryKind.HANDOFF, handoff=handoff, author=LEAD)


def handoff_lines(*entries: KeptEntry) -> list[str]:
    section = generate(story(entries)).section(SectionKey.HANDOFFS)
    return [statement.text for statement in section.statements]


def test_intent_comes_before_what_was_known_and_how_it_turned_out_comes_last() -> None:
    section = decided(
        outcome="They worked at their limit",
        assumed="They were stuck",
        known="Restarts had helped",
        intent="Fresh prices quickly",
        pressure="A mail at noon",
        alternatives="Pause the import",
    )
    assert section.statements[0].text == (
        "Restart the indexers. Intent: Fresh prices quickly. Known then: Restarts had helped. "
        "Assumed: They were stuck. Also possible: Pause the import. Pressing: A mail at noon. "
        "It turned out: They worked at their limit."
    )
    assert section.note is None


def test_what_nobody_told_is_said_to_be_untold() -> None:
    section = decided(assumed="They were stuck")
    assert section.statements[0].text == "Restart the indexers. Assumed: They were stuck."
    assert section.note is not None
    assert "Some decisions still lack" in section.note


def test_an_assumption_that_the_message_states_is_not_told_twice() -> None:
    text = Mrkdwn("Restart, assuming that they are stuck.")
    kept = entry(1, text, marks=marks(scales=1), decision=Decision(assumed=text))
    (statement,) = generate(story([kept])).section(SectionKey.DECISIONS).statements
    assert statement.text == text


def test_answers_name_nobody_and_judge_nobody() -> None:
    section = decided(known="Teo Marchetti said so", assumed="Mira should have checked, idiots")
    text = section.statements[0].text
    assert "Teo" not in text
    assert "Known then: A responder said so." in text
    assert "idiots" not in text
    assert "Assumed: told, and the words for it are still being found." in text


def test_a_handoff_goes_from_role_to_role_with_both_ends() -> None:
    (line,) = handoff_lines(
        handed(
            open_questions=Mrkdwn("Who mails?"),
            read_back=Mrkdwn("Half is done, I mail"),
            received_at=START,
        )
    )
    assert line == (
        "The lead handed over to a responder: The migration. Where things stood: Running fine. "
        "Open then: Who mails? Read back: Half is done, I mail."
    )


def test_half_a_handoff_shows_its_gap() -> None:
    (unanswered,) = handoff_lines(handed())
    assert unanswered.endswith("Not read back, as far as we know.")
    (taken,) = handoff_lines(
        handed(
            role=Role.LEAD,
            subject=LEAD_SUBJECT,
            receiver=COMMS,
            state_given=None,
            received_at=START,
        )
    )
    assert taken == (
        "The lead handed over to the new lead. Where things stood was not told, as far as we know."
    )


def test_a_lead_that_goes_on_goes_to_the_new_lead_everywhere() -> None:
    words = f"Handed the lead to <@{RESPONDER}>."
    given = handed(text=words, role=Role.LEAD, subject=LEAD_SUBJECT)
    told = generate(replace(story([given]), roles={LEAD: "lead", RESPONDER: "lead"}))
    happened = [statement.text for statement in told.section(SectionKey.WHAT_HAPPENED).statements]
    assert "Handed the lead to the new lead." in happened
    (line,) = [statement.text for statement in told.section(SectionKey.HANDOFFS).statements]
    assert line.startswith("The lead handed over to the new lead. ")


def test_a_message_that_reads_back_is_told_with_the_handoff_and_is_its_evidence() -> None:
    given = handed(
        1,
        "<@U2> the import is yours",
        subject=None,
        state_given=Mrkdwn("<@U2> the import is yours"),
        read_back=Mrkdwn("I have the import"),
        received_at=START + timedelta(minutes=3),
        answer_id=102,
    )
    answer = entry(2, "I have the import", kind=EntryKind.HANDOFF)
    (statement,) = generate(story([given, answer])).section(SectionKey.HANDOFFS).statements
    assert statement.text == "A responder, the import is yours. Read back: I have the import."
    assert statement.evidence == (1, 2)
    happened = generate(story([given, answer])).section(SectionKey.WHAT_HAPPENED).statements
    assert [each.evidence for each in happened] == [(1,)]


def test_people_without_a_role_are_colleagues_in_a_handoff() -> None:
    (line,) = handoff_lines(handed(giver=None, receiver=OUTSIDER))
    assert line.startswith("A colleague handed over to a colleague: The migration.")
    assert "<@" not in markdown(generate(story([handed(giver=None, receiver=OUTSIDER)])))
