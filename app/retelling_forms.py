"""The forms of a review as people on a stage fill them in: only with what the form offers them."""

from collections.abc import Collection, Iterator, Mapping

from app.sandbox import forms, inputs
from app.sandbox.inputs import Placed
from app.sandbox.people import Person
from app.sandbox.world import Json, Message

_SHOWN = 40
"""Characters of a text that are enough to know it in a list of options."""


def offered_in_letters(person: Person, action_id: str) -> tuple[Message, Json] | None:
    """The newest button of this kind in somebody's direct messages with the bot."""
    return next(
        (
            (message, placed.element)
            for message in reversed(person.hears_from_app())
            for placed in inputs.elements(message.blocks)
            if placed.element.get("action_id") == action_id
        ),
        None,
    )


async def press_in_letters(person: Person, action_id: str) -> bool:
    """Press it where it is offered; False when it is not."""
    found = offered_in_letters(person, action_id)
    if found is None:
        return False
    message, element = found
    await person.click(message.channel, message.ts, action_id, element.get("value"))
    return True


def open_fields(person: Person) -> frozenset[str]:
    """The fields that can be filled in, by their ids; none where no form is open."""
    blocks = person.modal.blocks if person.modal else []
    return frozenset(placed.address[0] for placed in inputs.fillable(blocks))


def options_saying(person: Person, field: str, texts: Collection[str]) -> list[str]:
    """The options of a menu, by value, that begin to say one of these texts after whatever stands
    before it.
    """
    starts = [_words(text)[:_SHOWN] for text in texts]
    return [
        option["value"]
        for option in forms.options(_placed(person, field).element)
        if any(start in _words(option["text"]["text"]) for start in starts)
    ]


async def submit(person: Person, values: Mapping[str, object]) -> frozenset[str]:
    """Fill in what there is a field for, and send it; once more if the form comes back with a note
    about the wording: people keep their words here. The fields that there are not.
    """
    if person.modal is None:
        return frozenset(values)
    there, form = open_fields(person), _open_form(person)
    told = {field: value for field, value in values.items() if field in there}
    problems = await person.submit(told)
    if not problems and _open_form(person) == form:
        await person.submit()
    if person.modal is not None:
        await person.close_modal(whole_stack=True)
    return frozenset(values) - there


def _open_form(person: Person) -> str | None:
    return person.modal.given["callback_id"] if person.modal else None


def _placed(person: Person, field: str) -> Placed:
    return next(placed for placed in _fillable(person) if placed.address[0] == field)


def _fillable(person: Person) -> Iterator[Placed]:
    return inputs.fillable(person.modal.blocks if person.modal else [])


def _words(text: str) -> str:
    return " ".join(text.split())
