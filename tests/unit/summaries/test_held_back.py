"""What judges somebody is held back until it is reworded, and nothing that is told judges."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.language.detection import judges
from app.language.report import labelled
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn, esc, plain
from app.summaries.html import html
from app.summaries.markdown import markdown
from app.summaries.plain_text import plain_text
from app.summaries.rules_checklist import Facts
from app.summaries.rules_document import Document, Subject, from_json, to_json
from app.summaries.rules_held import held_back
from app.summaries.rules_story import Change, Found, KeptEntry, Story, Told
from app.summaries.telling import generate
from app.summaries.views import summary_messages
from app.summaries.views_held import held_lines
from app.timeline.rules import Decision
from app.vocabulary import Category, EntryKind, FindingKind, FollowUpState, Meaning, Phase, Strength
from tests.product_words import product_words_avoided
from tests.samples import a_handoff, texts
from tests.unit.language.sentences import HELD_OUT
from tests.unit.summaries.stories import (
    LEAD,
    OUTSIDER,
    PEOPLE,
    RESPONDER,
    START,
    entry,
    recorded,
    recorded_story,
    story,
)

ROOT = Path(__file__).parents[3]
LEARNED = [
    one
    for name in ("chat", "chat-more", "forms", "written")
    for one in labelled((ROOT / f"training/labelled/{name}.jsonl").read_text("utf-8").splitlines())
]
ALL = [esc(one.text) for one in [*HELD_OUT, *LEARNED]]
BLAME = Mrkdwn("Teo should have checked the dashboard, as always.")
NAMES = {word for names in PEOPLE.values() for name in names for word in name.split()}


def rendered(document: Document) -> Iterator[str]:
    """Every text that a reader sees, whole and line by line."""
    messages = summary_messages(document)
    blocks = [
        block.to_dict()
        for message in (messages.first, *messages.replies)
        for block in message.blocks
    ]
    for block in blocks:
        text = block["text"]["text"] if "text" in block else block["elements"][0]["text"]
        yield text
        yield plain(text)
        yield from text.splitlines()
    yield from markdown(document).splitlines()
    yield from plain_text(document).splitlines()
    body = html(document).partition("<body>")[2]
    body = re.sub("</?code>", "`", body)  # what is shown, not said
    yield from (unescape(re.sub("<[^<>]*>", "", line)) for line in body.splitlines())


def assert_calm(document: Document) -> None:
    for text in rendered(document):
        assert not judges(text), text


def assert_nameless(told: Story) -> None:
    """Apart from who owns a change."""
    unowned = replace(told, changes=tuple(replace(each, owner=None) for each in told.changes))
    for text in rendered(generate(unowned)):
        assert not NAMES & set(re.findall(r"\w+", text)), text


def test_the_recording_judges_nobody_in_any_rendering() -> None:
    assert_calm(generate(recorded_story(recorded())))


@pytest.mark.parametrize("file", sorted((ROOT / "app/scenarios/past").glob("*.json")), ids=str)
def test_stories_of_the_past_judge_nobody(file: Path) -> None:
    told = json.loads(file.read_text("utf-8"))
    said = [each["text"] for each in told["events"] if each.get("text")]
    document = generate(story([entry(n, text) for n, text in enumerate(said, start=1)]))
    assert_calm(document)
    assert said


TEXTS = st.sampled_from(ALL)
USERS = st.sampled_from([LEAD, RESPONDER, OUTSIDER])


@st.composite
def entries(draw: st.DrawFn, number: int) -> KeptEntry:
    text = draw(TEXTS)
    if draw(st.booleans()):
        text = Mrkdwn(f"{text} <@{RESPONDER}> and Mira saw it.")
    maybe = st.none() | TEXTS
    handoff = a_handoff(state_given=draw(maybe), open_questions=draw(maybe), read_back=draw(maybe))
    return entry(
        number,
        text,
        kind=draw(st.sampled_from(EntryKind)),
        phase=draw(st.sampled_from(Phase)),
        author=draw(USERS),
        marks=draw(st.dictionaries(st.sampled_from(Meaning), st.just(1), max_size=2)),
        decision=draw(
            st.none() | st.builds(Decision, intent=maybe, known=maybe, assumed=maybe, outcome=maybe)
        ),
        handoff=draw(st.sampled_from([None, handoff])),
        accounts=tuple(
            draw(st.lists(st.builds(Told, text=TEXTS, by=USERS, id=st.just(3)), max_size=1))
        ),
    )


@st.composite
def stories(draw: st.DrawFn) -> Story:
    count = draw(st.integers(0, 8))
    return story(
        [draw(entries(n)) for n in range(1, count + 1)],
        title=draw(TEXTS),
        impact=draw(st.none() | TEXTS),
        eased_by=draw(st.none() | TEXTS),
        mitigated_at=draw(st.sampled_from([None, START + timedelta(hours=1)])),
        findings=tuple(
            draw(
                st.lists(
                    st.builds(
                        Found,
                        id=st.integers(1, 9),
                        kind=st.sampled_from(FindingKind),
                        text=TEXTS,
                        by=USERS,
                        category=st.sampled_from(Category),
                        reasonable=st.none() | TEXTS,
                        evidence=st.sampled_from([(), (1,)]),
                    ),
                    max_size=5,
                )
            )
        ),
        changes=tuple(
            draw(
                st.lists(
                    st.builds(
                        Change,
                        id=st.integers(1, 9),
                        text=TEXTS,
                        by=USERS,
                        strength=st.sampled_from(Strength),
                        state=st.sampled_from(FollowUpState),
                        owner=st.sampled_from([None, LEAD]),
                        due_on=st.just(date(2026, 3, 18)),
                        reason=st.none() | TEXTS,
                    ),
                    max_size=3,
                )
            )
        ),
        parked=tuple(
            draw(st.lists(st.builds(Told, text=TEXTS, by=USERS, id=st.just(2)), max_size=2))
        ),
    )


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(stories())
def test_whatever_people_wrote_no_rendering_judges_or_names_anybody(told: Story) -> None:
    document = generate(told, Facts())
    assert_calm(document)
    assert_nameless(told)
    held = held_back(document, told.cast())
    for listed in texts([block.to_dict() for block in held_lines(held)]):
        assert not judges(listed["text"]), listed
        assert not NAMES & set(re.findall(r"\w+", listed["text"])), listed
    assert bool(held) == any(
        each.is_withheld for section in document.sections for each in section.statements
    )
    assert from_json(to_json(document)) == document


def judging_everywhere() -> Story:
    kept = entry(
        1,
        BLAME,
        kind=EntryKind.DECISION,
        decision=Decision(intent=BLAME, assumed=Mrkdwn("The queue was empty.")),
        accounts=(Told(id=4, text=BLAME, by=LEAD),),
    )
    given_on = entry(
        2, "Handed over.", kind=EntryKind.HANDOFF, handoff=a_handoff(state_given=BLAME)
    )
    return story(
        [kept, given_on],
        title=BLAME,
        impact=BLAME,
        eased_by=BLAME,
        findings=(
            Found(id=5, kind=FindingKind.FACTOR, text=BLAME, by=LEAD, reasonable=BLAME),
            Found(id=6, kind=FindingKind.LEARNING, text=BLAME, by=LEAD),
        ),
        changes=(
            Change(
                id=7,
                text=BLAME,
                by=LEAD,
                strength=Strength.PROCESS,
                state=FollowUpState.DECIDED_NOT,
                reason=BLAME,
            ),
        ),
        parked=(Told(id=8, text=BLAME, by=UserId("U2")),),
    )


def test_each_thing_that_is_held_back_is_known_by_where_it_is_stored() -> None:
    told = judging_everywhere()
    held = held_back(generate(told), told.cast())
    assert [one.key for one in held] == [
        "incident:0:title",
        "incident:0:impact",
        "incident:0:eased_by",
        "entry:101:text",
        "account:4:text",
        "decision:101:intent",
        "finding:5:text",
        "finding:5:reasonable",
        "handoff:102:state_given",
        "finding:6:text",
        "change:7:text",
        "change:7:reason",
        "finding:8:text",
    ]
    said = held[3].quote
    assert said.subject is Subject.ENTRY
    assert (said.number, said.at) == (1, told.entries[0].occurred_at)


def test_what_stands_instead_says_that_something_happened() -> None:
    document = generate(judging_everywhere())
    text = markdown(document)
    assert "dashboard" not in text
    assert "A decision at 09:21; the words for it are still being found." in text
    assert "What users noticed is told; the words for it are still being found." in text
    assert text.count("still being found") >= 12
    assert "The queue was empty." in text
    for line in text.splitlines():
        assert product_words_avoided(line) == ()


def test_once_it_is_reworded_the_gap_is_gone() -> None:
    told = story([entry(1, BLAME)])
    assert held_back(generate(told), told.cast())
    again = story([entry(1, "The dashboard showed the queue at 09:21.")])
    assert held_back(generate(again), again.cast()) == ()
    assert "The dashboard showed the queue" in markdown(generate(again))


def test_what_is_no_judgement_of_a_person_does_not_become_one_of_a_role() -> None:
    for text in ("I have coordination from <@U4>.", "Handed the lead to <@U4>."):
        told = story([entry(1, text)], roles={OUTSIDER: "lead", RESPONDER: "lead"})
        assert held_back(generate(told), told.cast()) == ()
