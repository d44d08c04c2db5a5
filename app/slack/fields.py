"""Inputs of forms and reading them back: each kind of field's element and its value, side by side.

Values are what Slack sends as an element's state: ../shared/slack.md §6.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from slack_sdk.models.blocks import (
    ChannelSelectElement,
    CheckboxesElement,
    DatePickerElement,
    DateTimePickerElement,
    InputInteractiveElement,
    InteractiveElement,
    Option,
    OptionGroup,
    PlainTextInputElement,
    PlainTextObject,
    RadioButtonsElement,
    StaticMultiSelectElement,
    StaticSelectElement,
    UserMultiSelectElement,
    UserSelectElement,
)

from app.slack.gone import is_stand_in, people_among
from app.slack.ids import ChannelId, UserId
from app.slack.mrkdwn import Mrkdwn, esc

Values = Mapping[str, Mapping[str, Any]]
TEXT_MAX = 3000


def text_input(
    initial: str = "",
    *,
    multiline: bool = False,
    max_length: int = TEXT_MAX,
    placeholder: str | None = None,
) -> InputInteractiveElement:
    """A line or a box of plain text; a longer `initial` is cut to what Slack accepts."""
    return PlainTextInputElement(
        action_id="value",
        initial_value=initial[:max_length] or None,
        multiline=multiline,
        max_length=max_length,
        placeholder=placeholder,
    )


def choice(
    options: Sequence[Option], initial: str | None = None, *, heard_as: str = "value"
) -> InputInteractiveElement:
    """One of a few options, chosen by value. `heard_as` is the press that choosing is, in a field
    that is heard at once.
    """
    chosen = next((option for option in options if option.value == initial), None)
    return StaticSelectElement(action_id=heard_as, options=list(options), initial_option=chosen)


def radio(options: Sequence[Option], initial: str | None = None) -> InputInteractiveElement:
    """One of at most ten options, all in sight."""
    chosen = next((option for option in options if option.value == initial), None)
    return RadioButtonsElement(action_id="value", options=list(options), initial_option=chosen)


def grouped_choice(
    groups: Sequence[tuple[str, Sequence[Option]]], initial: str | None = None
) -> InputInteractiveElement:
    """One of many options, chosen by value, each under its group's label."""
    offered = [option for _, options in groups for option in options]
    return StaticSelectElement(
        action_id="value",
        option_groups=[
            OptionGroup(label=PlainTextObject(text=label), options=list(options))
            for label, options in groups
        ],
        initial_option=next((option for option in offered if option.value == initial), None),
    )


def several(options: Sequence[Option], chosen: Collection[str]) -> InputInteractiveElement:
    """Any number of options, a hundred at most to choose from; those in `chosen` are chosen."""
    initial = [option for option in options if option.value in chosen]
    return StaticMultiSelectElement(
        action_id="value", options=list(options), initial_options=initial or None
    )


def checkbox(option: Option, *, is_ticked: bool = False) -> InputInteractiveElement:
    """A single box to tick."""
    ticked = [option] if is_ticked else None
    return CheckboxesElement(action_id="value", options=[option], initial_options=ticked)


def checkboxes(options: Sequence[Option], ticked: Collection[str]) -> InputInteractiveElement:
    """Boxes to tick, ten at most; those whose values are in `ticked` are ticked already."""
    initial = [option for option in options if option.value in ticked]
    return CheckboxesElement(
        action_id="value", options=list(options), initial_options=initial or None
    )


def person(initial: UserId | None = None) -> InputInteractiveElement:
    return UserSelectElement(action_id="value", initial_user=_shown(initial))


def person_menu(action_id: str, chosen: UserId | None) -> InteractiveElement:
    """A choice of a person that acts at once; it stands beside a text."""
    return UserSelectElement(action_id=action_id, initial_user=_shown(chosen))


def people(initial: Sequence[UserId] = ()) -> InputInteractiveElement:
    shown = [*people_among(initial)]
    return UserMultiSelectElement(action_id="value", initial_users=shown or None)


def _shown(user: UserId | None) -> UserId | None:
    """Slack refuses a form with somebody it does not know."""
    return None if user is None or is_stand_in(user) else user


def public_channel(initial: ChannelId | None = None) -> InputInteractiveElement:
    return ChannelSelectElement(action_id="value", initial_channel=initial)


def moment(initial: datetime | None = None) -> InputInteractiveElement:
    """A date and time; Slack shows and reads it in the person's own zone."""
    seconds = int(initial.timestamp()) if initial else None
    return DateTimePickerElement(action_id="value", initial_date_time=seconds)


def day(initial: date | None = None) -> InputInteractiveElement:
    """A date without a time, in nobody's zone."""
    shown = initial.isoformat() if initial else None
    return DatePickerElement(action_id="value", initial_date=shown)


def read_text(values: Values, field: str) -> Mrkdwn | None:
    """What was typed, as Mrkdwn; None when nothing but white space was."""
    typed = str(values.get(field, {}).get("value") or "").strip()
    return esc(typed) if typed else None


def read_choice(values: Values, field: str) -> str | None:
    selected = values.get(field, {}).get("selected_option")
    return str(selected["value"]) if selected else None


def read_checkbox(values: Values, field: str) -> bool:
    return bool(values.get(field, {}).get("selected_options"))


def read_checkboxes(values: Values, field: str) -> frozenset[str]:
    """The values that are ticked, or chosen of several."""
    ticked = values.get(field, {}).get("selected_options") or ()
    return frozenset(str(option["value"]) for option in ticked)


def read_person(values: Values, field: str) -> UserId | None:
    selected = values.get(field, {}).get("selected_user")
    return UserId(selected) if selected else None


def read_people(values: Values, field: str) -> tuple[UserId, ...]:
    return tuple(map(UserId, values.get(field, {}).get("selected_users") or ()))


def read_channel(values: Values, field: str) -> ChannelId | None:
    selected = values.get(field, {}).get("selected_channel")
    return ChannelId(selected) if selected else None


def read_moment(values: Values, field: str) -> datetime | None:
    """An aware datetime in UTC."""
    seconds = values.get(field, {}).get("selected_date_time")
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def read_day(values: Values, field: str) -> date | None:
    chosen = values.get(field, {}).get("selected_date")
    return date.fromisoformat(chosen) if chosen else None
