"""Facilitators on a stage: at the hour of a review they walk everybody through its rewind, pressing
what is offered.
"""

import re
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from app.retelling_forms import press_in_letters
from app.reviews.service import OPEN_MEETING
from app.reviews.views import START
from app.reviews.views_facilitator import ACCEPT
from app.reviews.views_stops import FINISH, NEXT
from app.sandbox.world import Channel, Json, Message
from app.stage import Stage

PACE = timedelta(minutes=2)
"""From one press to the next: so short that people on the stage go on where they were."""

_PRESSED = {START, NEXT, FINISH}
_FACILITATES = re.compile(r"<@(\w+)> facilitates")


async def pass_time(stage: Stage, moment: datetime, channels: Collection[str]) -> None:
    """Let time pass until `moment`, and the reviews of these channels take place on the way."""
    while (meets_at := await stage.onward.next_due_at(OPEN_MEETING)) and meets_at <= moment:
        await stage.move_to(meets_at)
        for channel in channels:
            await _walk(stage, stage.slack.channel(channel))
    await stage.move_to(moment)


async def _walk(stage: Stage, channel: Channel) -> None:
    """From the first button to the last, if somebody facilitates; each press leads to another.
    Whoever is asked to facilitate has said yes by then.
    """
    for user in list(stage.slack.slack.world.users):
        if user != stage.slack.bot_user_id:
            await press_in_letters(stage.slack.person(user), ACCEPT)
    await stage.settled()
    facilitator = _facilitator(channel)
    while facilitator is not None and (offered := _offered(channel)):
        message, element = offered
        await stage.move_to(stage.clock.now() + PACE)
        person = stage.slack.person(facilitator)
        await person.click(channel.id, message.ts, element["action_id"], element["value"])
        await stage.settled()


def _facilitator(channel: Channel) -> str | None:
    said = (_FACILITATES.search(str(message.blocks)) for message in channel.in_order())
    return next((found[1] for found in said if found), None)


def _offered(channel: Channel) -> tuple[Message, Json] | None:
    """The newest button that leads on."""
    return next(
        (
            (message, element)
            for message in reversed(channel.in_order())
            for element in _buttons(message)
            if element.get("action_id") in _PRESSED
        ),
        None,
    )


def _buttons(message: Message) -> Iterator[Json]:
    for block in message.blocks:
        if block["type"] == "actions":
            yield from block["elements"]
