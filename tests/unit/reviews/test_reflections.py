"""The questions before a review: who is asked what, the form's round trip, what is kept."""

import pytest

from app.manifest import MANIFEST
from app.reviews.rules_reflections import (
    Answer,
    Given,
    Parts,
    how_many_are_asked,
    questions_for,
    rewritten,
)
from app.reviews.views_reading import Reading, parse_quote, parse_reading, quote_form, reading_page
from app.reviews.views_reflections import parse_reflections, parse_sheet, reflection_form
from app.sandbox.clock import SandboxClock
from app.sandbox.faults import Faults
from app.sandbox.manifest import load_manifest
from app.sandbox.setup import new_slack
from app.sandbox.slack import Slack
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import Audience, Question
from tests.factories import ALICE, BOB, CAROL, NOW
from tests.samples import ENTRIES, a_review, a_rewind, a_sheet
from tests.unit.test_forms import submitted

PARTS = Parts(leads=frozenset({ALICE}), owners=frozenset({BOB}), responders=frozenset({ALICE, BOB}))
SAW = Answer(7, Question.SAW, Mrkdwn("A &lt;queue&gt;"), Audience.NAMED, BOB)
HIDDEN = Answer(8, Question.SAW, Mrkdwn("A queue"), Audience.UNNAMED, None)


@pytest.mark.parametrize(
    ("user", "first", "number"),
    [
        (ALICE, Question.DECIDED, 4),
        (BOB, Question.PROCESS, 3),
        (CAROL, Question.SAW, 2),
    ],
)
def test_everybody_is_asked_by_their_part(user: UserId, first: Question, number: int) -> None:
    asked = questions_for(user, PARTS)
    assert (asked[0], len(asked)) == (first, number)


@pytest.fixture
def slack() -> Slack:
    return new_slack(load_manifest(MANIFEST), SandboxClock(NOW), Faults(), 3.0)


def test_a_question_for_the_lead_alone_is_asked_of_one() -> None:
    asked = how_many_are_asked({ALICE, BOB, CAROL}, PARTS)
    assert (asked[Question.PRESSURE], asked[Question.PROCESS]) == (1, 2)


def test_what_has_a_name_comes_back_filled_in(slack: Slack) -> None:
    form = reflection_form(a_sheet(given={Question.SAW: SAW}), "f" * 32)
    assert parse_reflections(submitted(slack, form)) == {
        Question.SAW: Given(SAW.text, Audience.NAMED),
        **dict.fromkeys(
            (Question.DECIDED, Question.SURPRISED, Question.HELPED),
            Given(None, Audience.FACILITATOR),
        ),
    }
    assert parse_sheet(str(form.private_metadata)) == (3, "f" * 32)


def test_each_answer_has_its_own_audience(slack: Slack) -> None:
    form = reflection_form(a_sheet(), "f" * 32)
    given = parse_reflections(
        submitted(slack, form, saw="It grew.", saw_audience="unnamed", helped="  ")
    )
    assert given[Question.SAW] == Given(Mrkdwn("It grew."), Audience.UNNAMED)
    assert given[Question.HELPED] == Given(None, Audience.FACILITATOR)


def test_the_form_says_where_a_name_is_easy_to_guess() -> None:
    many, few = a_sheet(), a_sheet(asked=dict.fromkeys(Question, 2))
    assert "easy to guess" not in str(reflection_form(many, "f").to_dict())
    assert "Two people are asked this" in str(reflection_form(few, "f").to_dict())


def test_a_named_answer_replaces_ones_own_and_keeps_its_id() -> None:
    given = {Question.SAW: Given(Mrkdwn("Two queues"), Audience.FACILITATOR)}
    assert rewritten([SAW, HIDDEN], given, BOB, [99]) == [
        HIDDEN,
        Answer(7, Question.SAW, Mrkdwn("Two queues"), Audience.FACILITATOR, BOB),
    ]


def test_an_answer_that_loses_its_name_loses_its_id() -> None:
    given = {Question.SAW: Given(Mrkdwn("Two queues"), Audience.UNNAMED)}
    assert rewritten([SAW], given, BOB, [99]) == [
        Answer(99, Question.SAW, Mrkdwn("Two queues"), Audience.UNNAMED, None)
    ]


def test_an_emptied_answer_goes_and_nobody_elses_does() -> None:
    given = {Question.SAW: Given(None, Audience.FACILITATOR)}
    assert rewritten([SAW, HIDDEN], given, BOB, [99]) == [HIDDEN]
    assert rewritten([SAW, HIDDEN], given, ALICE, [99]) == [SAW, HIDDEN]


def test_the_reading_page_names_nobody_who_did_not_want_it() -> None:
    reading = Reading(review=a_review(), answers=[HIDDEN], quoted={}, roles={BOB: "lead"})
    shown = str(reading_page(reading, 1).to_dict())
    assert "Without a name" in shown
    assert BOB not in shown


def test_the_quote_form_gives_back_the_stop_that_was_chosen(slack: Slack) -> None:
    rewind = a_rewind(0)
    entries = {stop.entry_id: ENTRIES[0] for stop in rewind.stops}
    form = quote_form(a_review(), 2**61, rewind, entries)
    assert parse_quote(submitted(slack, form, stop="2")) == 2
    assert parse_reading(str(form.private_metadata)) == (3, 2**61)
