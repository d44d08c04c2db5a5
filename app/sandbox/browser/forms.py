"""The verbs that fill in and use what the app shows: buttons, menus, modals, the home tab."""

from collections.abc import Awaitable, Callable, Mapping

from app.sandbox import inputs
from app.sandbox.browser.asked import Asked, uploads
from app.sandbox.browser.controls import NotPossibleError
from app.sandbox.browser.desk import Desk
from app.sandbox.browser.window import Window
from app.sandbox.people import Person
from app.sandbox.world import Json


class FormError(NotPossibleError):
    """A form that was not accepted: a sentence for each field, by block_id."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("Please have another look at the marked fields.")
        self.errors = errors


async def click(desk: Desk, window: Window, asked: Asked) -> None:
    await desk.person(window).click(
        asked.text("channel"),
        asked.text("ts"),
        asked.text("action_id"),
        _chosen(asked.value("value")),
        block_id=asked.text_or_none("block_id"),
    )


async def click_in_modal(desk: Desk, window: Window, asked: Asked) -> None:
    action_id, block_id = asked.text("action_id"), asked.text_or_none("block_id")
    value = _chosen(asked.value("value"))
    await desk.person(window).click_in_modal(action_id, value, block_id=block_id)


async def click_home(desk: Desk, window: Window, asked: Asked) -> None:
    action_id, block_id = asked.text("action_id"), asked.text_or_none("block_id")
    value = _chosen(asked.value("value"))
    await desk.person(window).click_home(action_id, value, block_id=block_id)


async def fill(desk: Desk, window: Window, asked: Asked) -> None:
    person = desk.person(window)
    person.fill(_entered(person, asked))
    desk.slack.notice()


async def submit(desk: Desk, window: Window, asked: Asked) -> Json:
    person, view = desk.person(window), desk.person(window).modal
    errors = await person.submit(_entered(person, asked))
    if view is not None:
        desk.windows.form_errors.pop(view.id, None)
    if errors and view is not None:
        desk.windows.form_errors[view.id] = errors
        desk.slack.notice()
        raise FormError(errors)
    return {}


async def close_modal(desk: Desk, window: Window, asked: Asked) -> None:
    await desk.person(window).close_modal(whole_stack=asked.flag("whole_stack"))


async def look_up(desk: Desk, window: Window, asked: Asked) -> list[Json]:
    return await desk.person(window).look_up(asked.text("action_id"), asked.text("typed"))


def _entered(person: Person, asked: Asked) -> dict[str, object]:
    """The values as a person enters them: attached files become files of the workspace first."""
    values = {block_id: _chosen(value) for block_id, value in asked.values().items()}
    blocks = person.modal.blocks if person.modal else []
    for placed in inputs.fillable(blocks):
        block_id = placed.address[0]
        if placed.element["type"] == "file_input" and values.get(block_id):
            values[block_id] = [person.attach(one) for one in uploads(values[block_id])]
    return values


def _chosen(value: object) -> object:
    """What was entered; an emptied field is an empty one, whatever it held."""
    if isinstance(value, dict) and "value" not in value:
        return {key: _chosen(each) for key, each in value.items()}
    return None if value == "" else value


VERBS: Mapping[str, Callable[[Desk, Window, Asked], Awaitable[object]]] = {
    "click": click,
    "click_in_modal": click_in_modal,
    "click_home": click_home,
    "fill": fill,
    "submit": submit,
    "close_modal": close_modal,
    "look_up": look_up,
}
