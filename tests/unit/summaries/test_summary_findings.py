"""What the review found, and what is done next, as a summary tells it."""

from datetime import date

import pytest

from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.summaries.markdown import markdown
from app.summaries.rules_document import Section, SectionKey
from app.summaries.rules_story import Change, Found, Told
from app.summaries.telling import generate
from app.summaries.views import summary_messages
from app.vocabulary import Category, FindingKind, FollowUpState, Strength
from tests.unit.summaries.stories import COMMS, LEAD, RESPONDER, entry, marks, story

ENTRIES = [entry(1, "Queue grows."), entry(2, "No alert."), entry(3, "Back.")]


def found(text: str = "The limit dated from last year.", **changes: object) -> Found:
    values = {
        "id": 1,
        "kind": FindingKind.FACTOR,
        "category": Category.STRETCH,
        "text": Mrkdwn(text),
        "by": LEAD,
        "evidence": (1, 2),
    }
    return Found(**{**values, **changes})  # type: ignore[arg-type]


def change(text: str = "Reject imports that would pass the limit", **changes: object) -> Change:
    values = {
        "text": Mrkdwn(text),
        "by": LEAD,
        "strength": Strength.ENGINEER,
        "state": FollowUpState.OPEN,
        "factors": (1,),
        "owner": RESPONDER,
        "due_on": date(2026, 3, 18),
    }
    return Change(**{**values, **changes})  # type: ignore[arg-type]


def section(key: SectionKey, *findings: Found, **changes: object) -> Section:
    return generate(story(ENTRIES, findings=findings, **changes)).section(key)


def test_a_factor_says_its_kind_and_the_entries_that_show_it() -> None:
    two = section(SectionKey.FACTORS, found(), found("No owner.", category=Category.OWNERSHIP))
    first, second = two.statements
    assert (first.lead_in(), first.text) == ("Stretch", "The limit dated from last year.")
    assert first.evidence == (1, 2)
    assert second.lead_in() == "Ownership"
    assert two.note is None


def test_a_factor_without_an_entry_says_so() -> None:
    (alone,) = section(SectionKey.FACTORS, found(evidence=())).statements
    assert alone.text.endswith("No entry shows it yet.")


def test_one_factor_alone_asks_for_others() -> None:
    assert "What else contributed?" in (section(SectionKey.FACTORS, found()).note or "")


def test_a_bypass_is_told_with_what_made_it_reasonable() -> None:
    reasonable = Mrkdwn("Teo Marchetti had forty minutes until the mail")
    bypass = found(
        "The import ran outside of its window",
        category=Category.PROCESS_BYPASSED,
        reasonable=reasonable,
    )
    (told,) = section(SectionKey.FACTORS, bypass).statements
    assert told.text == (
        "The import ran outside of its window. "
        "What made that reasonable: A responder had forty minutes until the mail."
    )


@pytest.mark.parametrize(
    ("kind", "key", "lead_in"),
    [
        (FindingKind.PRESSURE_POINT, SectionKey.PRESSURE, "Pressure point"),
        (FindingKind.BLIND_SPOT, SectionKey.PRESSURE, "Blind spot"),
        (FindingKind.HELPED, SectionKey.HELPED, "Helped"),
        (FindingKind.LUCK, SectionKey.HELPED, "Luck"),
        (FindingKind.LEARNING, SectionKey.LEARNED, None),
        (FindingKind.OPEN_QUESTION, SectionKey.QUESTIONS, None),
    ],
)
def test_each_finding_has_its_section(
    kind: FindingKind, key: SectionKey, lead_in: str | None
) -> None:
    filled = section(key, found("The board stayed green.", kind=kind))
    (told,) = filled.statements
    assert (told.lead_in(), told.text, told.evidence) == (
        lead_in,
        "The board stayed green.",
        (1, 2),
    )
    assert filled.note is None


def test_what_was_marked_stands_beside_what_was_found() -> None:
    marked = [*ENTRIES, entry(4, "Nobody looks at age.", marks=marks(bulb=1))]
    told = generate(story(marked, findings=(found(kind=FindingKind.BLIND_SPOT),)))
    assert len(told.section(SectionKey.PRESSURE).statements) == 2


@pytest.mark.parametrize(("text", "told"), [("The board hides age.", 1), ("You idiot.", 2)])
def test_what_a_finding_beside_it_says_is_not_told_again(text: str, told: int) -> None:
    """As long as the finding can be read."""
    marked = [*ENTRIES, entry(4, "Nobody looks at age.", marks=marks(bulb=1))]
    blind_spot = found(text, kind=FindingKind.BLIND_SPOT, evidence=(4,))
    document = generate(story(marked, findings=(blind_spot,)))
    assert len(document.section(SectionKey.PRESSURE).statements) == told


@pytest.mark.parametrize(
    ("new_to", "says"),
    [(0, "Queues hide age."), (1, "New to 1 person."), (4, "New to 4 people.")],
)
def test_a_learning_says_to_how_many_it_was_new(new_to: int, says: str) -> None:
    learned = found("Queues hide age.", kind=FindingKind.LEARNING, new_to=new_to)
    (told,) = section(SectionKey.LEARNED, learned).statements
    assert told.text.endswith(says)


def test_a_finding_that_judges_is_withheld_and_names_are_roles() -> None:
    judged = found("Bo West should have checked the limit.")
    named = found("Bo West saw it first.", id=2, category=Category.EXPERTISE)
    first, second = section(SectionKey.FACTORS, judged, named).statements
    assert (first.is_withheld, second.is_withheld) == (True, False)
    assert "checked" not in first.text
    assert second.text == "Communications saw it first."


def test_a_change_names_its_factors_its_strength_its_owner_and_its_day() -> None:
    both = (found(), found(id=7, category=Category.OWNERSHIP))
    forward = section(SectionKey.FORWARD, *both, changes=(change(factors=(7, 1)),))
    (told,) = forward.statements
    assert told.text == (
        "Reject imports that would pass the limit → 1, 2 · engineer · "
        f"<@{RESPONDER}|Teo Marchetti> · 18 Mar"
    )
    assert forward.note is None


def test_a_change_that_nobody_took_yet_says_so() -> None:
    unowned = change(owner=None, due_on=None, factors=())
    (told,) = section(SectionKey.FORWARD, changes=(unowned,)).statements
    assert told.text.endswith("limit · engineer · needs an owner · no date yet")


def test_what_was_decided_against_stands_with_its_reason_after_the_changes() -> None:
    against = change(
        "Second index cluster",
        state=FollowUpState.DECIDED_NOT,
        owner=None,
        reason=Mrkdwn("Cost exceeds benefit."),
    )
    idea = Told(text=Mrkdwn("Alert on age"), by=COMMS, evidence=(2,))
    done = change("Raise the limit", state=FollowUpState.DONE)
    forward = section(SectionKey.FORWARD, found(), changes=(against, done), parked=(idea,))
    assert [each.lead_in() for each in forward.statements] == ["Done", "Not now", "Parked"]
    assert forward.statements[1].text == "Second index cluster → 1. Reason: Cost exceeds benefit."


def test_factors_are_numbered_in_slack_and_in_markdown() -> None:
    two = (found(), found("No owner.", id=2, category=Category.OWNERSHIP))
    document = generate(story(ENTRIES, findings=two))
    shown = "\n".join(str(block.to_dict()) for block in summary_messages(document).first.blocks)
    assert "1. *Stretch:*" in shown
    assert "2. *Ownership:*" in shown
    assert "\n2. **Ownership:** No owner." in markdown(document)


def test_markdown_names_an_owner_as_people_know_them() -> None:
    document = generate(story(ENTRIES, findings=(found(),), changes=(change(),)))
    assert "Teo Marchetti" in markdown(document)
    assert RESPONDER not in markdown(document)


def test_an_owner_who_is_not_known_by_name_is_mentioned() -> None:
    stranger = UserId("U0NEW")
    (told,) = section(SectionKey.FORWARD, changes=(change(owner=stranger),)).statements
    assert "<@U0NEW>" in told.text
