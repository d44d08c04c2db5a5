"""Slack in, for letters: choosing which one wants, switching one kind off and on again."""

from app.deps import Deps
from app.slack.listeners import Form, Listener, Press, Reply, Whisper, on_form, on_press
from app.vocabulary import Letter
from app.workspace import queries, service_letters, views_letters


async def on_open(deps: Deps, press: Press) -> Reply:
    workspace = await deps.db.read(queries.workspace, press.team)
    muted = await deps.db.read(queries.muted, press.team, press.user)
    form = views_letters.letters_form(workspace.choices.unsent, muted)
    await deps.slack(press.team).open_form(press.trigger, form)
    return None


async def on_letters_form(deps: Deps, form: Form) -> Reply:
    wanted = views_letters.parse_letters(form.values, form.context)
    await deps.db.commit(service_letters.choose, form.team, form.user, wanted)
    return None


async def on_mute(deps: Deps, press: Press) -> Reply:
    kind = Letter(press.value)
    await deps.db.commit(service_letters.mute, press.team, press.user, kind)
    return Whisper(views_letters.muted(kind))


async def on_unmute(deps: Deps, press: Press) -> Reply:
    kind = Letter(press.value)
    await deps.db.commit(service_letters.unmute, press.team, press.user, kind)
    return Whisper(views_letters.unmuted(kind), replaces=True)


LISTENERS: tuple[Listener[Deps], ...] = (
    on_press(views_letters.OPEN_LETTERS, on_open),
    on_form(views_letters.LETTERS_FORM, on_letters_form),
    on_press(views_letters.MUTE, on_mute),
    on_press(views_letters.UNMUTE, on_unmute),
)
