"""Slack in, for the answers to a note. What is pressed changes the form and is kept nowhere, but
for the wish to see no more of them.
"""

from slack_sdk.models.views import View

from app.deps import Deps
from app.slack.listeners import Listener, Press, Redrawn, Reply, on_press
from app.vocabulary import Letter
from app.wording import rules, views
from app.workspace import service_letters


async def on_use(_: Deps, press: Press) -> Reply:
    noted = views.parse_note(press.shown)
    if noted is None:
        return None
    field, mark = noted
    words = rules.with_suggestion(press.shown.words(field), mark)
    return _redrawn(press, views.form_with_suggestion(press.shown, words))


async def on_edit(_: Deps, press: Press) -> Reply:
    return _redrawn(press, views.form_to_edit(press.shown))


async def on_keep(_: Deps, press: Press) -> Reply:
    return _redrawn(press, views.form_as_written(press.shown))


async def on_hide(deps: Deps, press: Press) -> Reply:
    await deps.db.commit(service_letters.mute, press.team, press.user, Letter.WORDING)
    return _redrawn(press, views.form_without_notes(press.shown))


def _redrawn(press: Press, view: View) -> Reply:
    return Redrawn({press.view: view}) if press.view else None


LISTENERS: tuple[Listener[Deps], ...] = (
    on_press(views.USE, on_use),
    on_press(views.EDIT, on_edit),
    on_press(views.KEEP, on_keep),
    on_press(views.HIDE, on_hide),
)
