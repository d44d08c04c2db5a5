"""Which settings are logged when somebody changes them, and how a change is told. No I/O."""

from calendar import day_name
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.slack.ids import ChannelId, UserId
from app.slack.mrkdwn import Mrkdwn, channel_mention, esc, moment, user_mention

NAMES: Mapping[str, str] = {
    "announce_channel_id": "Announce incidents in",
    "guests_start": "Guests start incidents",
    "facilitator_ids": "Who can facilitate reviews",
    "facilitator_group": "Facilitators in a user group",
    "meeting_link": "Meeting link",
    "unsent": "Messages that nobody gets",
    "digest_day": "Tell weekly what is going on",
    "digest_at": "At what time",
    "tells_patterns": "Tell monthly what reviews have in common",
    "time_zone": "Time zone",
    "day_starts_at": "Day starts at",
    "day_ends_at": "Day ends at",
    "holiday_country": "Country whose holidays are kept free",
    "unrecorded": "Not recorded by itself",
    "keeps_files": "Copies of files",
    "drafts": "Summaries in a language model's words",
    "marks": "Marks of our own",
    "keeps_texts_days": "Days for which texts of timelines are kept",
    "keeps_answers_days": "Days for which answers are kept",
    "keeps_incidents_days": "Days for which incidents are kept",
    "webhook_url": "Outgoing webhook",
    "webhook_secret": "Secret of the outgoing webhook",
}
"""By the column in which it is stored."""
SECRETS = frozenset({"meeting_link", "webhook_url", "webhook_secret"})
"""That it changed is logged, and nothing of what it is: an address may hold a key."""
RETENTION = frozenset({"keeps_texts_days", "keeps_answers_days", "keeps_incidents_days"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChange:
    """What somebody changed, and when; `was` and `became` are as stored."""

    setting: str
    was: Any
    became: Any
    by: UserId | None
    at: datetime


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> Mapping[str, tuple[Any, Any]]:
    """What each setting was and became; of a secret only that it was and became something."""
    return {
        name: (bool(was), bool(after[name])) if name in SECRETS else (was, after[name])
        for name, was in before.items()
        if was != after[name]
    }


def told(change: SettingChange) -> Mrkdwn:
    """One line: what changed, from what to what, by whom and when."""
    name = NAMES.get(change.setting, change.setting)
    return Mrkdwn(f"*{esc(name)}*: {_values(change)} · {by_whom(change)}")


def by_whom(change: SettingChange) -> Mrkdwn:
    who = user_mention(change.by) if change.by else "Onward"
    return Mrkdwn(f"{who}, {moment(change.at)}")


def _values(change: SettingChange) -> str:
    if change.setting in SECRETS:
        return "changed" if change.became else "removed"
    say = _SAID.get(change.setting, _plain)
    return f"{say(change.was)} → {say(change.became)}"


def _plain(value: Any) -> str:  # noqa: ANN401 - whatever was stored
    if value is None or value in ("", [], {}):
        return "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    if isinstance(value, dict):
        return "; ".join(f"{_plain(name)}: {_plain(each)}" for name, each in value.items())
    return esc(str(value))


def _people(value: Any) -> str:  # noqa: ANN401
    return ", ".join(user_mention(UserId(user)) for user in value or ()) or "nobody"


def _channel(value: Any) -> str:  # noqa: ANN401
    return channel_mention(ChannelId(value)) if value else "nowhere"


def _day(value: Any) -> str:  # noqa: ANN401
    return day_name[value] if value is not None else "never"


def _limit(value: Any) -> str:  # noqa: ANN401
    return str(value) if value else "no limit"


_SAID: Mapping[str, Callable[[Any], str]] = {
    "announce_channel_id": _channel,
    "facilitator_ids": _people,
    "digest_day": _day,
    **dict.fromkeys(RETENTION, _limit),
}
