"""What people write in the place of sections, and what changes beneath it."""

from dataclasses import replace
from typing import Any

import pytest

from app.reviews.rules_rewind import Rewind
from app.sandbox.inputs import values
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.slack.shown import field_of
from app.summaries.html import html
from app.summaries.markdown import markdown
from app.summaries.plain_text import plain_text
from app.summaries.published import published
from app.summaries.rules_corrections import (
    CORRECTABLE,
    Correction,
    Difference,
    difference,
    may_correct,
    renumbered,
    seen,
)
from app.summaries.rules_differences import words_changed
from app.summaries.rules_document import (
    Document,
    SectionKey,
    Statement,
    from_json,
    to_json,
)
from app.summaries.rules_lines import Known
from app.summaries.rules_story import Change, Story
from app.summaries.telling import generate
from app.summaries.views import CORRECT, summary_messages
from app.summaries.views_corrections import (
    FIELD,
    FIELDS_MAX,
    HEADINGS,
    SectionContext,
    SectionForm,
    field_texts,
    parse_section,
    parse_typed,
    section_form,
)
from app.vocabulary import FollowUpState, Strength
from tests.factories import ALICE, BOB, CAROL
from tests.samples import a_review, an_incident
from tests.unit.summaries.stories import LEAD, RESPONDER, START, entry, story

SHORT = SectionKey.IN_SHORT


def said(text: str, *evidence: int) -> Statement:
    return Statement(text=Mrkdwn(text), evidence=evidence)


def written(*statements: Statement, key: SectionKey = SHORT, **changes: Any) -> Story:  # noqa: ANN401 - any field
    return story([entry(1), entry(2)], written={key: statements}, **changes)


def test_what_somebody_wrote_stands_whatever_is_told_beneath() -> None:
    words = said("Search was a day behind.", 1)
    section = generate(written(words)).section(SHORT)
    assert section.statements == (words,)
    assert section.is_written
    assert section.told == generate(story([entry(1), entry(2)])).section(SHORT).statements


def test_a_section_without_words_is_told() -> None:
    assert generate(written()) == generate(story([entry(1), entry(2)]))


def test_it_is_marked_in_every_rendering() -> None:
    told = written(said("Search was a day behind.", 1))
    document = generate(told)
    (first, *_) = summary_messages(document).first.blocks[1:2]
    for text in (
        first.to_dict()["text"]["text"],
        markdown(document),
        html(document),
        plain_text(document),
    ):
        assert "in the words of the team" in text
        assert "[1]" in text.replace("\\", "")
    assert '"is_written": true' in published(document, told)
    assert from_json(to_json(document)) == document


def test_names_in_it_are_told_by_role() -> None:
    document = generate(written(said("Mira Halvorsen told Teo.", 1)))
    assert document.section(SHORT).statements[0].text == "The lead told a responder."


def test_owners_of_changes_are_named_where_changes_are_told() -> None:
    change = Change(
        text=Mrkdwn("Reject imports"),
        by=LEAD,
        strength=Strength.ENGINEER,
        state=FollowUpState.OPEN,
        owner=RESPONDER,
    )
    words = said("Reject large imports · <@U2|Teo> · asked by Mira Halvorsen")
    told = written(words, key=SectionKey.FORWARD, changes=(change,))
    (statement,) = generate(told).section(SectionKey.FORWARD).statements
    assert statement.text == "Reject large imports · <@U2|Teo> · asked by the lead"
    elsewhere = generate(replace(told, written={SHORT: (words,)})).section(SHORT)
    assert "<@" not in elsewhere.statements[0].text


def test_a_difference_is_what_is_told_now_and_what_is_told_no_more() -> None:
    kept, gone, new = said("Kept.", 1), said("Gone.", 2), said("New.", 3)
    since = difference((kept, gone), (kept, new))
    assert (since.added, since.gone) == ((new,), (gone,))
    assert not difference((kept, gone), (gone, kept))
    withheld = replace(said("Entry 4 waits.", 4), is_withheld=True)
    assert not difference((withheld,), (replace(withheld, text=Mrkdwn("Entry 4 waits longer.")),))


def test_a_correction_that_was_taken_back_has_nothing_beneath_it() -> None:
    taken = Correction(section=SHORT, statements=(), based_on=(), told=(said("New."),))
    assert not taken.difference


def test_evidence_follows_its_entry_to_another_number() -> None:
    assert renumbered([said("It grew.", 1, 2)], {1: 101, 2: 102}) == (said("It grew.", 101, 102),)
    assert renumbered([said("It grew.", 101, 102)], {102: 3}) == (said("It grew.", 3),)


@pytest.mark.parametrize(
    "changed",
    [
        story([entry(1), entry(2), entry(3)]),
        story([entry(1), entry(2)], impact=Mrkdwn("Nobody found anything.")),
        story([entry(2, entry_id=101), entry(1, entry_id=102)]),
    ],
)
def test_a_form_knows_that_what_it_shows_has_changed(changed: Story) -> None:
    before = generate(story([entry(1), entry(2)]))
    assert seen(before, SHORT, 0) == seen(generate(story([entry(1), entry(2)])), SHORT, 0)
    assert seen(before, SHORT, 0) != seen(before, SHORT, 1)
    assert seen(before, SHORT, 0) != seen(generate(changed), SHORT, 0)


def test_whoever_facilitates_leads_or_writes_it_up_may_correct_it() -> None:
    incident = replace(an_incident(), lead=ALICE)
    review = replace(a_review(), facilitator=BOB, owner=CAROL)
    rewind = Rewind(review_id=review.id)
    for user in (ALICE, BOB, CAROL):
        assert may_correct(user, incident, review, rewind)
    assert not may_correct(UserId("U0ELSE"), incident, review, rewind)


def test_the_pages_call_sections_as_the_summary_does() -> None:
    document = generate(story())
    assert {key: document.section(key).heading for key in CORRECTABLE} == HEADINGS


def a_form(*statements: Statement, wanted: str | None = None) -> SectionForm:
    return SectionForm(
        incident=an_incident(),
        context=SectionContext(review=1, section=SectionKey.WHAT_HAPPENED, seen="s", revision=1),
        statements=statements,
        is_written=False,
        since=Difference(),
        wanted=wanted,
    )


def sent(form: SectionForm) -> dict[str, Any]:
    """What comes back from the form, untouched."""
    given = section_form(form).to_dict()
    states = values(given["blocks"], {})
    return {field_of(block): next(iter(one.values())) for block, one in states.items()}


def test_a_long_section_is_edited_in_several_fields_and_comes_back_whole() -> None:
    statements = tuple(said(f"Line {n}: " + "word " * 60, n) for n in range(1, 30))
    assert 1 < len(field_texts(statements) or ()) <= FIELDS_MAX
    known = Known(SectionKey.WHAT_HAPPENED, START, statements, dict.fromkeys(range(30), START))
    assert parse_section(sent(a_form(*statements)), known) == statements


def test_what_was_written_meanwhile_is_there_again() -> None:
    wanted = "\n".join(f"Mine {n}. " + "word " * 50 for n in range(20))
    assert parse_typed(sent(a_form(said("Theirs."), wanted=wanted))).split() == wanted.split()


def test_a_section_beyond_a_form_says_what_to_do() -> None:
    page = section_form(a_form(*[said("word " * 500, 1)] * 20))
    assert page.submit is None
    assert "longer than a form can hold" in str(page.to_dict())


def test_the_first_message_has_the_button_and_a_preview_has_none() -> None:
    document: Document = generate(story())
    (pressed,) = [
        element["action_id"]
        for block in summary_messages(document, 3).first.blocks
        if block.type == "actions"
        for element in block.to_dict()["elements"]
    ]
    assert pressed == CORRECT
    assert all(block.type != "actions" for block in summary_messages(document).first.blocks)


def test_an_empty_form_is_asked_again() -> None:
    known = Known(SectionKey.WHAT_HAPPENED, START)
    problems = parse_section({FIELD: {"value": " \n "}}, known)
    assert isinstance(problems, dict)
    assert list(problems) == [FIELD]


@pytest.mark.parametrize(
    ("before", "now", "shown"),
    [
        ("It grew fast.", "It grew slowly.", "It grew ~fast.~ *slowly.*"),
        ("It grew.", "It grew.\nThen not.", "It grew.\n*Then not.*"),
        ("", "New.", "*New.*"),
        ("Old.", "", "~Old.~"),
        ("a *b* ~c~", "d", "~a ∗b∗ ∼c∼~ *d*"),
        ("a < b", "a > b", "a ~&lt;~ *&gt;* b"),
    ],
)
def test_what_differs_is_shown_word_by_word(before: str, now: str, shown: str) -> None:
    assert words_changed(before, now, 500) == shown


def test_what_both_say_is_shortened_and_the_whole_is_bounded() -> None:
    alike = " ".join(f"w{n}" for n in range(100))
    assert words_changed(f"{alike} old", f"{alike} new", 500) == (
        "w0 w1 w2 w3 … w96 w97 w98 w99 ~old~ *new*"
    )
    others = " ".join(f"{n} x" for n in range(3000))
    assert len(words_changed(alike, f"{others} {alike}", 300)) <= 302
