import string
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn, esc, plain
from app.summaries.markdown import markdown
from app.summaries.rules_choice import FEWEST, MOST, chosen
from app.summaries.rules_document import Document, SectionKey, Statement, from_json, to_json
from app.summaries.rules_story import Found, KeptEntry, Story
from app.summaries.telling import generate
from app.vocabulary import Category, Confidence, EntryKind, FindingKind, Phase
from tests.product_words import product_words_avoided
from tests.unit.summaries.stories import (
    LEAD,
    START,
    entry,
    marks,
    recorded,
    recorded_story,
    story,
)

SCENARIO = recorded()
FROM_KEPT_ENTRIES = SCENARIO["expected"]["facts"][:-1]
"""The last fact is a change, which nobody can tell yet."""


def happened(told: Story) -> tuple[Statement, ...]:
    return generate(told).section(SectionKey.WHAT_HAPPENED).statements


def in_short(told: Story) -> str:
    return " ".join(each.text for each in generate(told).section(SectionKey.IN_SHORT).statements)


def many(count: int) -> list[KeptEntry]:
    return [entry(n, f"{word(n)} {word(n * 7)} changed") for n in range(1, count + 1)]


def word(number: int) -> str:
    letters = string.ascii_lowercase
    return "".join(letters[(number * step) % 26] for step in (3, 5, 7, 11, 17))


# The recorded incident.


@pytest.mark.parametrize("fact", FROM_KEPT_ENTRIES, ids=lambda fact: fact["fact"])
def test_the_recorded_incident_keeps_its_facts(fact: dict[str, Any]) -> None:
    text = markdown(generate(recorded_story(SCENARIO)))
    assert any(words in text for words in fact["any_of"])


@pytest.mark.parametrize("part", SCENARIO["expected"]["must_not"], ids=lambda part: part["what"])
def test_the_recorded_incident_leaves_out(part: dict[str, Any]) -> None:
    text = markdown(generate(recorded_story(SCENARIO))).casefold()
    assert not [words for words in part["none_of"] if words.casefold() in text]


def test_the_recorded_incident_names_nobody() -> None:
    text = markdown(generate(recorded_story(SCENARIO))).casefold()
    words = [name for person in SCENARIO["people"] for name in person["name"].casefold().split()]
    assert not [name for name in [*words, "u0spl"] if name in text]


def test_the_recorded_incident_fits_the_length_of_a_summary() -> None:
    assert FEWEST <= len(happened(recorded_story(SCENARIO))) <= MOST


# The form.


def test_all_twelve_sections_stand_in_their_order_whatever_is_known() -> None:
    document = generate(story())
    assert [section.key for section in document.sections] == list(SectionKey)


def test_an_empty_section_says_that_nobody_told_and_what_to_do() -> None:
    document = generate(story(review_state="scheduled"))
    empty = [each for each in document.sections if not each.statements]
    assert len(empty) == 9
    assert all(each.note and each.note.startswith("Nobody has told us yet. ") for each in empty)


def test_the_title_line_says_when_how_severe_how_long_and_how_far() -> None:
    title = generate(story([entry()])).section(SectionKey.TITLE)
    assert title.heading == "Review: Search showed old prices"
    assert title.statements[0].text == (
        "Wed 4 March 2026 · INC-7 · sev2 · 3 h 10 min · resolved · review: building forward · "
        "<https://acme.slack.com/archives/C1|1 entry>"
    )


def test_in_short_tells_impact_span_and_what_eased_it() -> None:
    told = story(
        impact=Mrkdwn("Search showed prices from the day before"),
        eased_by=Mrkdwn("Pausing the import and rebuilding the index. More later."),
        mitigated_at=START + timedelta(hours=2, minutes=5),
    )
    assert in_short(told) == (
        "Search showed prices from the day before. It lasted 3 h 10 min, from Wed 4 March 09:20 to "
        "12:30 UTC; it eased after 2 h 5 min: Pausing the import and rebuilding the index."
    )


@pytest.mark.parametrize("impact", [None, "Slow pages. And more."])
@pytest.mark.parametrize("eased_by", [None, "A restart."])
def test_in_short_says_what_is_unknown(impact: Mrkdwn | None, eased_by: Mrkdwn | None) -> None:
    told = in_short(story(impact=impact, eased_by=eased_by))
    assert ("Nobody has told us yet what users noticed." in told) is (impact is None)
    assert ("nobody has told us yet what eased it." in told) is (eased_by is None)


def test_in_short_names_the_chain_and_never_one_cause() -> None:
    kinds = [Category.HANDOFF, Category.ASSUMPTION, Category.STRETCH, Category.ASSUMPTION]
    factors = tuple(
        Found(id=n, kind=FindingKind.FACTOR, text=Mrkdwn("x"), by=LEAD, category=kind)
        for n, kind in enumerate(kinds)
    )
    assert in_short(story(findings=factors)).endswith(
        " A hand-off, assumptions and a stretched system contributed together."
    )
    assert "contributed" not in in_short(story(findings=factors[:1]))


def test_in_short_has_three_sentences_at_most() -> None:
    eased_at = START + timedelta(minutes=5)
    for impact in (None, Mrkdwn("Slow pages. And more.")):
        told = in_short(story(impact=impact, mitigated_at=eased_at))
        assert "it eased after 5 min: nobody has told us how." in told
        assert told.count(".") == told.count(". ") + 1 <= 3


def test_an_incident_that_is_not_over_is_told_as_far_as_it_goes() -> None:
    document = generate(story(resolved_at=None, state="monitoring"))
    assert "not over yet · monitoring" in document.section(SectionKey.TITLE).statements[0].text
    assert "was not over when this was written" in in_short(story(resolved_at=None))


def test_one_entry_gives_a_short_document() -> None:
    document = generate(story([entry(1, "Queue grew to 4,000.")]))
    [only] = document.section(SectionKey.WHAT_HAPPENED).statements
    assert only == Statement(
        text=Mrkdwn("Queue grew to 4,000."),
        evidence=(1,),
        at=START + timedelta(minutes=1),
        label="First signal",
        confidence=Confidence.OBSERVED,
    )
    assert "Told from 1 entry and no reflections" in document.sections[-1].statements[0].text


def test_what_nobody_told_of_a_small_incident_is_one_line_and_no_form_full_of_blanks() -> None:
    document = generate(story([entry(1, "Queue grew to 4,000.")]))
    text = markdown(document)
    assert text.count("obody has told us yet") == 3  # twice in short, once for all the rest
    assert "## Decisions" not in text
    assert "decisions and what we knew then; " in document.sections[-1].statements[-1].text
    assert len(text.split()) < 180


def test_before_the_review_it_asks_to_bring_what_is_missing_and_afterwards_no_more() -> None:
    ahead = generate(story([], review_state="scheduled")).section(SectionKey.QUESTIONS)
    over = generate(story([entry(n) for n in range(3)])).section(SectionKey.QUESTIONS)

    assert "Bring one question" in (ahead.note or "")
    assert over.note == "Nobody has told us yet. Type `/incident finding` to tell it."


def test_marks_and_kinds_put_entries_into_their_sections() -> None:
    document = generate(
        story(
            [
                entry(1, "We pause imports.", marks=marks(scales=1), author=LEAD),
                entry(2, "Handing over to day.", kind=EntryKind.HANDOFF),
                entry(3, "The board measures the entry.", marks=marks(bulb=2)),
                entry(4, "The old index was still there.", marks=marks(four_leaf_clover=1)),
                entry(5, "The guide named the command.", marks=marks(star=1)),
            ]
        )
    )
    found = {each.key: [s.evidence for s in each.statements] for each in document.sections}
    assert found[SectionKey.DECISIONS] == [(1,)]
    assert found[SectionKey.HANDOFFS] == [(2,)]
    assert found[SectionKey.PRESSURE] == [(3,)]
    assert found[SectionKey.HELPED] == [(5,), (4,)]
    decision = document.section(SectionKey.DECISIONS)
    assert decision.statements[0].lead_in() == "Lead"
    assert decision.note is not None


def test_an_entry_without_text_is_counted_but_not_told() -> None:
    document = generate(story([entry(1, "  "), entry(2, "Queue grew.")]))
    assert [each.evidence for each in document.section(SectionKey.WHAT_HAPPENED).statements] == [
        (2,)
    ]
    aside = document.section(SectionKey.WHAT_HAPPENED).aside or ""
    assert aside.endswith("; 1 of 2 entries")
    assert "Told from 2 entries" in document.sections[-1].statements[0].text


# Whose words, and which.


def test_wording_that_judges_people_is_not_quoted() -> None:
    blame = entry(1, "Teo should have checked. amateur hour.", marks=marks(scales=1, bulb=1))
    text = markdown(generate(story([blame])))
    assert "A decision at 09:21; the words for it are still being found." in text
    assert "amateur" not in text
    assert "should have" not in text


def test_a_title_that_judges_people_gives_way_to_the_number() -> None:
    title = generate(story(title=Mrkdwn("Postmortem: Teo was careless with the flag"))).sections[0]
    assert title.heading == "Review: INC-7"
    assert title.note == "It has a title; the words for it are still being found."


def test_no_group_is_notified() -> None:
    told = story([entry(1, "<!channel> <!here|here> <!subteam^S1|@dbas> queue grows")])
    assert "<!" not in str(to_json(generate(told)))


def test_the_same_story_gives_the_same_document() -> None:
    told = story(many(200))
    assert generate(told) == generate(told)


# The choice.


def test_a_short_incident_is_told_in_all_its_entries() -> None:
    assert len(happened(story(many(MOST)))) == MOST


def test_of_many_plain_entries_only_the_fewest_are_told_spread_over_the_time() -> None:
    numbers = [each.number for each in chosen(story(many(300)))]
    assert len(numbers) == FEWEST
    assert numbers == sorted(numbers)
    assert max(b - a for a, b in pairwise(numbers)) < 100


def test_decisions_signal_end_and_easing_are_always_told() -> None:
    entries = many(100)
    entries[0] = entry(1, "Alert: latency", kind=EntryKind.SIGNAL)
    entries[40] = entry(41, "We fail over.", kind=EntryKind.DECISION)
    entries[59] = entry(60, "Import paused")
    entries[99] = entry(100, "Resolved", kind=EntryKind.STATUS, phase=Phase.AFTER)
    told = story(
        entries,
        mitigated_at=START + timedelta(minutes=60),
        resolved_at=START + timedelta(minutes=100),
    )
    assert {1, 41, 60, 100} <= {each.number for each in chosen(told)}


def test_every_phase_with_entries_is_told() -> None:
    phases = [phase for phase in Phase for _ in range(20)]
    entries = [entry(n, f"{word(n)} {n}", phase=phase) for n, phase in enumerate(phases, start=1)]
    assert {each.phase for each in chosen(story(entries))} == set(Phase)


def test_the_same_thing_is_not_told_twice() -> None:
    entries = [*many(20), *(entry(n, "queue depth is 9,000 now") for n in range(21, 60))]
    told = [each for each in chosen(story(entries)) if "9,000" in each.text]
    assert len(told) == 1


def test_what_several_people_marked_comes_first() -> None:
    entries = many(100)
    entries[49] = entry(50, "plain words here", marks=marks(pushpin=4))
    assert 50 in {each.number for each in chosen(story(entries))}


# Any story.

TEXTS = st.text(max_size=600).map(esc) | st.sampled_from(
    [Mrkdwn("<@U1> and <https://x.example/a|Mira's page>"), Mrkdwn("`a` ```b\nc``` &amp; *d*")]
)


@st.composite
def stories(draw: st.DrawFn) -> Story:
    count = draw(st.integers(0, 40))
    at = START
    entries = []
    for number in range(1, count + 1):
        at += timedelta(seconds=draw(st.sampled_from([0, 1, 60, 40_000])))
        entries.append(
            entry(
                number,
                draw(TEXTS),
                occurred_at=at,
                kind=draw(st.sampled_from(EntryKind)),
                phase=draw(st.sampled_from(Phase)),
                author=draw(st.sampled_from([LEAD, None, UserId("U999")])),
                permalink=draw(st.sampled_from([None, "https://acme.slack.com/p1"])),
            )
        )
    return story(
        entries,
        title=draw(TEXTS),
        impact=draw(st.none() | TEXTS),
        eased_by=draw(st.none() | TEXTS),
        resolved_at=draw(st.sampled_from([None, START, at])),
    )


@settings(max_examples=80, deadline=None)
@given(stories())
def test_any_story_gives_a_sound_document(told: Story) -> None:
    document = generate(told)
    assert [section.key for section in document.sections] == list(SectionKey)
    assert from_json(to_json(document)) == document
    numbers = {each.number for each in told.entries}
    for section in document.sections[2:8]:
        for statement in section.statements:
            assert statement.evidence
            assert set(statement.evidence) <= numbers
            assert statement.text.strip()
    blank = [section for section in document.sections if section not in document.shown()]
    assert not blank or "obody has told us yet about" in document.sections[-1].statements[-1].text
    assert "<!" not in markdown(document)
    assert "<@" not in markdown(document)


def test_a_summary_of_another_version_is_refused() -> None:
    stored = to_json(generate(story())) | {"version": 99}
    with pytest.raises(ValueError, match="version 99"):
        from_json(stored)


# The wording of our own sentences.


def own_words(document: Document) -> list[str]:
    fixed = [f"{each.heading}. {each.aside or ''}. {each.note or ''}" for each in document.sections]
    return fixed + [plain(each.text) for part in document.sections for each in part.statements]


@pytest.mark.parametrize(
    "told",
    [
        story(),
        story(resolved_at=None),
        story([entry(1, "You idiot", marks=marks(scales=1))]),
        story(many(30), mitigated_at=START + timedelta(hours=1), impact=Mrkdwn("Slow pages")),
        story(title=Mrkdwn("human error")),
    ],
)
def test_our_own_sentences_use_none_of_the_words_that_blame(told: Story) -> None:
    for text in own_words(generate(told)):
        assert product_words_avoided(text) == ()


def test_headings_are_in_sentence_case() -> None:
    for section in generate(story()).sections:
        assert section.heading[0].isupper()
        assert section.heading[1:].replace("Search", "").islower()


def test_a_long_incident_with_many_people_loses_no_insight() -> None:
    names = {UserId(f"U{n}"): (f"{word(n).title()} {word(n * 3).title()}x",) for n in range(60)}
    text = "The queue grew to 4,000 items because the import doubled. " * 4
    told = story(
        [entry(n, f"{word(n)} {text}", marks=marks(bulb=1)) for n in range(1, 401)],
        names=names,
        roles=dict.fromkeys(names, "responder"),
    )
    assert len(generate(told).section(SectionKey.PRESSURE).statements) == 400


def test_a_story_over_new_year_names_both_years() -> None:
    told = story(
        started_at=datetime(2025, 12, 31, 22, tzinfo=UTC),
        resolved_at=datetime(2026, 1, 1, 2, tzinfo=UTC),
    )
    line = generate(told).sections[0].statements[0].text
    assert line.startswith("Wed 31 December 2025 to Thu 1 January 2026 · ")
