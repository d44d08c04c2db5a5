"""Slack in, for letters: switching a kind of them off, and on again."""

from app.deps import Deps
from app.slack.listeners import Listener, Press, Reply, Whisper, on_press
from app.vocabulary import Letter
from app.workspace import service_letters, views_letters


async def on_mute(deps: Deps, press: Press) -> Reply:
    kind = Letter(press.value)
    await deps.db.commit(service_letters.mute, press.team, press.user, kind)
    return Whisper(views_letters.muted(kind))


async def on_unmute(deps: Deps, press: Press) -> Reply:
    kind = Letter(press.value)
    await deps.db.commit(service_letters.unmute, press.team, press.user, kind)
    return Whisper(views_letters.unmuted(kind), replaces=True)


LISTENERS: tuple[Listener[Deps], ...] = (
    on_press(views_letters.MUTE, on_mute),
    on_press(views_letters.UNMUTE, on_unmute),
)
