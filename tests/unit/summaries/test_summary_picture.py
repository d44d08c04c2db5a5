"""The picture of an incident: what stands where, and the words that say the same."""

import itertools
import struct
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.drawing import DrawingError, drawn
from app.slack.ids import UserId
from app.summaries.rules_picture import ALT_TEXT, NEAR, Picture, Sign, picture
from app.summaries.rules_story import KeptEntry
from app.timeline.rules import Handoff
from app.vocabulary import EntryKind, Phase, Source
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

_AUTHORS = st.sampled_from([LEAD, RESPONDER, COMMS, OUTSIDER, None])
_KINDS = st.sampled_from(list(EntryKind))


def pictured(entries: Iterable[KeptEntry], **changes: Any) -> Picture:  # noqa: ANN401 - any field
    found = picture(story(entries, **changes))
    assert found is not None
    return found


def test_one_moment_is_no_picture() -> None:
    assert picture(story([])) is None
    assert picture(story([entry(1), entry(2, occurred_at=entry(1).occurred_at)])) is None


def test_each_role_has_a_lane_with_the_lead_on_top_and_systems_at_the_bottom() -> None:
    found = pictured(
        [
            entry(1, author=RESPONDER),
            entry(2, author=None, source=Source.HOOK),
            entry(3, author=OUTSIDER),
            entry(4, author=LEAD),
            entry(5, author=COMMS),
        ]
    )
    assert found.lanes == ("Lead", "Communications", "Responder", "Others", "Systems")
    assert sorted(dot.lane for dot in found.dots) == [0, 1, 2, 3, 4]


def test_what_lies_close_together_is_one_dot_that_says_how_many() -> None:
    found = pictured(
        [entry(n, occurred_at=START + timedelta(seconds=n)) for n in range(1, 60)]
        + [entry(60, occurred_at=START + timedelta(hours=3))]
    )
    assert [dot.count for dot in found.dots] == [59, 1]


def test_a_group_shows_its_most_telling_kind() -> None:
    found = pictured(
        [
            entry(1),
            entry(2, kind=EntryKind.SIGNAL),
            entry(90),
        ]
    )
    assert [dot.sign for dot in found.dots] == [Sign.SIGNAL, Sign.WORD]


def test_decisions_stand_by_themselves_with_their_numbers() -> None:
    found = pictured([entry(1), entry(2, marks=marks(scales=1)), entry(3), entry(90)])
    assert [(dot.sign, dot.numbers) for dot in found.dots if dot.numbers] == [(Sign.DECISION, (2,))]


def test_a_handoff_leads_from_lane_to_lane_and_to_when_it_was_read_back() -> None:
    given_at = START + timedelta(minutes=30)
    both = Handoff(
        giver=LEAD, receiver=RESPONDER, given_at=given_at, received_at=given_at + timedelta(hours=1)
    )
    half = replace(both, received_at=None)
    found = pictured([entry(1, handoff=both, author=LEAD), entry(2, handoff=half), entry(90)])
    complete, open_ended = found.arrows
    assert found.lanes[complete.giver] == "Lead"
    assert found.lanes[complete.receiver] == "Responder"
    assert complete.end is not None
    assert complete.end > complete.start
    assert open_ended.end is None


def test_silences_of_half_an_hour_are_shown_between_start_and_end() -> None:
    found = pictured([entry(1), entry(80), entry(100), entry(189)])
    assert [band.words for band in found.silences] == ["quiet\n1 h 19 min", "quiet\n1 h 29 min"]


def test_phases_follow_one_another_without_a_gap() -> None:
    found = pictured(
        [
            entry(1, phase=Phase.DETECT),
            entry(60, phase=Phase.MITIGATE),
            entry(120, phase=Phase.RECOVER),
            entry(200, phase=Phase.AFTER),
        ]
    )
    assert [band.words for band in found.phases] == [
        "before",
        "noticing",
        "understanding",
        "easing",
        "recovering",
        "after",
    ]
    edges = [(band.start, band.end) for band in found.phases]
    assert all(end == start for (_, end), (start, _) in itertools.pairwise(edges))
    assert edges[-1][1] == 1


def test_what_happened_long_before_does_not_squeeze_the_incident() -> None:
    found = pictured([entry(1, occurred_at=START - timedelta(days=200)), entry(2), entry(90)])
    assert found.dots[0].x == 0
    assert found.ended is not None
    assert found.ended - found.started > 0.6


def test_days_are_told_where_there_is_more_than_one() -> None:
    one_day = pictured([entry(1), entry(90)])
    two_days = pictured([entry(1), entry(90)], resolved_at=START + timedelta(hours=20))
    assert all("\n" not in tick.words for tick in one_day.ticks)
    assert [tick.words for tick in two_days.ticks if "\n" in tick.words] == [
        "12:00\n4 Mar",
        "00:00\n5 Mar",
    ]


def test_the_words_say_what_the_picture_shows() -> None:
    handoff = Handoff(giver=LEAD, receiver=COMMS, given_at=START + timedelta(minutes=5))
    found = pictured(
        [entry(1, handoff=handoff), entry(2, marks=marks(scales=1)), entry(80), entry(189)]
    )
    assert found.alt == (
        "Timeline of INC-7, Wed 4 March 2026, from 09:20 to 12:30 UTC, 3 h 10 min. "
        "4 entries by role: responder 4. "
        "09:22 decision [2]. 09:22 quiet for 1 h 18 min. "
        "09:25 hand-off from lead to communications, not read back. "
        "10:40 quiet for 1 h 49 min."
    )


@given(st.lists(st.tuples(st.integers(-9_000, 9_000), _AUTHORS, _KINDS), max_size=120))
def test_any_incident_fits_on_it(said: list[tuple[int, UserId | None, EntryKind]]) -> None:
    entries = [
        entry(n, "Mira said so.", occurred_at=START + timedelta(minutes=at), author=by, kind=kind)
        for n, (at, by, kind) in enumerate(sorted(said, key=lambda each: each[0]), start=1)
    ]
    found = picture(story(entries))
    if found is None:
        return
    assert sum(dot.count for dot in found.dots) == len(entries)
    assert len(found.alt) <= ALT_TEXT + 2
    assert "Mira" not in found.alt
    for lane in range(len(found.lanes)):
        places = sorted(dot.x for dot in found.dots if dot.lane == lane and not dot.numbers)
        assert all(0 <= x <= 1 for x in places)
        assert len(places) <= 1 / NEAR + 1


async def test_it_is_drawn_as_a_png_that_a_phone_shows_sharply() -> None:
    found = pictured([entry(1), entry(2, marks=marks(scales=1)), entry(90)])
    image = await drawn(found.values())
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", image[16:24])
    assert width == 1440
    assert height < width


async def test_what_cannot_be_drawn_is_an_error_and_no_picture() -> None:
    found = pictured([entry(1), entry(90)])
    with pytest.raises(DrawingError, match="exit status 1"):
        await drawn(replace(found, lanes=()).values())
