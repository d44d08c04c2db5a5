import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.slack.ids import UserId
from app.slack.mrkdwn import (
    NOTHING,
    Mrkdwn,
    bold,
    clip,
    esc,
    harmless,
    link,
    mentioned_users,
    moment,
    plain,
    received,
    user_mention,
    without_mentions,
)

READABLE = st.text(st.characters(exclude_categories=("Cs", "Cc")))
TOKENS = st.sampled_from(
    [
        "<@U0ALICE>",
        "<@W0ALICE|alice>",
        "<#C0INC|inc-7>",
        "<!here>",
        "<!channel|x>",
        "<!subteam^S1>",
        "<!subteam^S1|@oncall>",
        "<https://acme.example/a?b=1&amp;c=2|the board>",
        "<mailto:a@acme.example|a@acme.example>",
        "<!date^1772528400^{date} {time}|2026-03-03>",
        "&amp;",
        "&lt;",
        "&gt;",
        "👩‍🚒",
    ]
)
MARKUP = st.lists(TOKENS | st.text(max_size=8).map(esc), max_size=12).map(
    lambda pieces: Mrkdwn("".join(pieces))
)
"""Text as Slack delivers it, which is all that the system stores."""


@given(READABLE)
def test_escaped_text_reads_as_it_was_typed(typed: str) -> None:
    assert plain(esc(typed)) == typed


@given(st.text())
def test_escaped_text_holds_no_markup_and_nothing_unreadable(typed: str) -> None:
    escaped = esc(typed)
    assert not set("<>") & set(escaped)
    assert re.sub("&(?:amp|lt|gt);", "", escaped).count("&") == 0
    escaped.encode()
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", escaped)


def test_line_ends_and_tabs_stay() -> None:
    assert esc("first\nsecond\tthird") == "first\nsecond\tthird"


def test_escaping_twice_shows_the_escapes() -> None:
    assert plain(esc(esc("a < b"))) == "a &lt; b"


def test_text_from_slack_is_taken_as_it_is_but_for_control_characters() -> None:
    assert received("<@U0ALICE> a &lt; b\x00\ud83d") == "<@U0ALICE> a &lt; b"


@pytest.mark.parametrize(
    ("shout", "said"),
    [
        ("<!channel>", "@channel"),
        ("<!here>", "@here"),
        ("<!everyone>", "@everyone"),
        ("<!channel|channel>", "@channel"),
        ("<!channel|x>", "@channel"),
        ("<!here|@here>", "@here"),
        ("<!subteam^S1>", "@group"),
        ("<!subteam^S1|@oncall>", "@oncall"),
        ("<!subteam^S1|>", "@group"),
    ],
)
def test_a_call_to_everybody_is_disarmed(shout: str, said: str) -> None:
    assert harmless(Mrkdwn(f"hey {shout}!")) == f"hey {said}!"


def test_disarming_leaves_people_links_and_times_alone() -> None:
    text = Mrkdwn("<@U0ALICE> <#C1> <https://a.example|b> <!date^1^{date}|then>")
    assert harmless(text) == text


@given(MARKUP)
def test_nothing_disarmed_can_notify_a_group(text: Mrkdwn) -> None:
    assert not re.search(r"<!(?!date\^)", harmless(text))


@given(MARKUP, st.integers(1, 80))
def test_clipped_text_keeps_its_limit_and_whole_pieces(text: Mrkdwn, limit: int) -> None:
    clipped = clip(text, limit)
    assert len(clipped) <= limit
    if len(text) <= limit:
        assert clipped == text
        return
    assert clipped.endswith("…")
    kept = clipped.removesuffix("…")
    assert text.startswith(kept)
    assert kept.count("<") == kept.count(">")
    assert re.sub("&(?:amp|lt|gt);", "", re.sub("<[^<>]*>", "", kept)).count("&") == 0


@pytest.mark.parametrize(
    ("text", "limit", "left"),
    [
        ("short", 5, "short"),
        ("a longer one", 9, "a longer…"),
        ("see <https://a.example|the board>", 20, "see…"),
        ("a &lt; b", 5, "a…"),
        ("<https://a.example>", 5, "…"),
    ],
)
def test_a_cut_falls_before_what_does_not_fit(text: str, limit: int, left: str) -> None:
    assert clip(Mrkdwn(text), limit) == left


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<@U0ALICE> and <@U0BOB|bob>", "@U0ALICE and bob"),
        ("<https://a.example/?x=1&amp;y=2>", "https://a.example/?x=1&y=2"),
        ("<https://a.example|the board>", "the board"),
        ("<mailto:a@b.example>", "a@b.example"),
        ("<#C0INC|inc-7>", "inc-7"),
        ("<!here>", "@here"),
        ("<!date^1^{date}|3 March>", "3 March"),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2", "1 < 2 && 3 > 2"),
        ("&amp;lt;", "&lt;"),
        ("", ""),
    ],
)
def test_plain_text_is_what_a_reader_sees(text: str, read: str) -> None:
    assert plain(Mrkdwn(text)) == read


def test_mentions_are_told_in_their_order_with_repetitions() -> None:
    text = Mrkdwn("<@U0BOB|bob> to <@U0ALICE>, then <@U0BOB>; not <#C1> or &lt;@U0CAROL&gt;")
    assert mentioned_users(text) == ["U0BOB", "U0ALICE", "U0BOB"]
    assert mentioned_users(NOTHING) == []


def test_a_mention_is_replaced_by_what_the_person_is_called() -> None:
    names = {UserId("U0ALICE"): "the <lead>", UserId("U0BOB"): "a responder"}
    text = Mrkdwn("<@U0ALICE> asked <@U0BOB|bob> about <#C1|inc-1>")
    said = without_mentions(text, lambda user: names[user])
    assert said == "the &lt;lead&gt; asked a responder about <#C1|inc-1>"


@given(MARKUP)
def test_no_mention_of_a_person_is_left(text: Mrkdwn) -> None:
    assert mentioned_users(without_mentions(text, lambda _user: "somebody")) == []


def test_a_moment_is_shown_in_the_readers_zone_with_utc_to_fall_back_on() -> None:
    at = datetime(2026, 3, 3, 9, 5, 59, tzinfo=UTC)
    assert moment(at) == "<!date^1772528759^{date_short_pretty} at {time}|2026-03-03 09:05 UTC>"
    assert moment(at, "{time}") == "<!date^1772528759^{time}|09:05 UTC>"


def test_the_fallback_of_a_moment_is_utc_whatever_zone_it_came_in() -> None:
    at = datetime(2026, 3, 3, 1, 30, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert plain(moment(at)) == "2026-03-02 16:30 UTC"


@given(st.integers(0, 10**10), st.timezones())
def test_a_moment_names_the_same_instant(seconds: int, zone: ZoneInfo) -> None:
    shown = moment(datetime.fromtimestamp(seconds, zone))
    assert shown.startswith(f"<!date^{seconds}^")
    assert shown.endswith(" UTC>")


def test_a_link_has_a_plain_label() -> None:
    assert link("https://a.example", "a|b <c>") == "<https://a.example|a¦b &lt;c&gt;>"


def test_a_mention_of_a_person_is_found_again() -> None:
    assert mentioned_users(user_mention(UserId("U0ALICE"))) == ["U0ALICE"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Search is down", "*Search is down*"),
        ("5 * 3 *is* 15", "*5 ∗ 3 ∗is∗ 15*"),
        ("see <https://a.example/*|a*b> *", "*see <https://a.example/*|a*b> ∗*"),
        ("two\nlines ", "*two lines*"),
    ],
)
def test_nothing_in_bold_text_ends_the_bold(text: str, shown: str) -> None:
    assert bold(text) == shown
