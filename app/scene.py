"""Who works in the sandbox's workspace, and what has happened there before anybody looks.

The past is told through the bot like everything else: what it posted is what it really posts.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from app import rewinding
from app.retelling import Retelling
from app.stage import Stage

PAST = Path(__file__).parent / "scenarios" / "past"
TOLD_ON = date(2026, 3, 3)
"""The morning in the recordings of the past."""

HOME = ZoneInfo("Europe/Berlin")
OPENS = time(9, 30)
LEAD_IN = timedelta(days=8)
"""How long before the morning the bot was installed."""

LAST_EVENING = timedelta(hours=12)
"""How long before the morning the reviews of the past are over."""

TUESDAY = 1


def first_morning(today: date) -> datetime:
    """When the sandbox opens: Tuesday of that week, when the first person's day has begun."""
    tuesday = today + timedelta(days=TUESDAY - today.weekday())
    return datetime.combine(tuesday, OPENS, HOME)


def begins_at(morning: datetime) -> datetime:
    """When the stage has to begin, for the past to be past in the morning."""
    return morning - LEAD_IN


async def set_scene(stage: Stage, morning: datetime) -> None:
    """People, channels, the bot, two incidents and their reviews, a little talk, and good
    morning.
    """
    recordings = [json.loads(file.read_text("utf-8")) for file in sorted(PAST.glob("*.json"))]
    slack = stage.slack
    slack.add_channel("general", is_general=True)
    for one in recordings[0]["people"]:
        slack.add_person(one["name"], id=one["id"], title=one["role"], tz=one["tz"])
    slack.add_channel("incidents", members=[one["id"] for one in recordings[0]["people"]])
    await stage.start_bot()
    await stage.settled()
    later_by = timedelta(days=(morning.date() - TOLD_ON).days)
    past = [Retelling(recording, stage, later_by=later_by) for recording in recordings]
    told: list[str] = []
    for one in past:
        await _tell(one, stage, told)
        told.append(one.incident_channel.id)
    await rewinding.pass_time(stage, morning - LAST_EVENING, told)
    await _talk(stage, morning)
    await stage.move_to(morning)


async def _tell(past: Retelling, stage: Stage, told: Sequence[str]) -> None:
    """While reviews of what was told before take place."""
    past.move_in()
    await past.choose_facilitator()
    for event in past.events:
        await rewinding.pass_time(stage, past.due_at(event, stage.clock.now()), told)
        await past.tell(event)


async def _talk(stage: Stage, morning: datetime) -> None:
    """What people say to each other while the computers start."""
    for minutes, user, text in TALK:
        await stage.move_to(morning - timedelta(minutes=minutes))
        await stage.slack.person(user).say("general", text)
    await stage.settled()


TALK = (
    (21, "U0ADA", "Good morning! I am on call this week."),
    (18, "U0TOMAS", "Morning :coffee: The new checkout goes out at eleven."),
    (9, "U0PRIYA", "Good afternoon from Chennai. The queue is quiet so far :crossed_fingers:"),
)
