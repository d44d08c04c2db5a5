"""Block Kit's composition objects: text, options, confirmation and the like."""

from collections.abc import Iterator

from app.sandbox import limits
from app.sandbox.shapes import (
    Check,
    Json,
    Problem,
    Rule,
    boolean,
    broken,
    items,
    number,
    objects,
    one_of,
    shape,
    some_of,
    string,
    typed,
    web_url,
    word,
)


def texts(at_most: int = limits.TEXT) -> dict[str, Check]:
    """The two kinds of text object."""
    text = {"text": string(at_most=at_most)}
    return {
        "plain_text": shape(text, {"emoji": boolean}),
        "mrkdwn": shape(text, {"verbatim": boolean}),
    }


def any_text(at_most: int) -> Check:
    return typed(texts(at_most))


def plain(at_most: int) -> Check:
    return typed({"plain_text": texts(at_most)["plain_text"]})


RAW_TEXT = shape({"text": string()})
RAW_NUMBER = shape({"value": number, "text": string()})

CONFIRM = shape(
    {"title": plain(limits.CONFIRM_TITLE), "text": any_text(limits.CONFIRM_TEXT)},
    {
        "confirm": plain(limits.CONFIRM_ANSWER),
        "deny": plain(limits.CONFIRM_ANSWER),
        "style": word("primary", "danger"),
    },
)

PLAIN_OPTION = shape(
    {"text": plain(limits.OPTION_TEXT), "value": string(at_most=limits.OPTION_VALUE)},
    {"description": plain(limits.OPTION_DESCRIPTION)},
)
# Checkboxes and radio buttons may write their options in mrkdwn, menus may not.
RICH_OPTION = shape(
    {"text": any_text(limits.OPTION_TEXT), "value": string(at_most=limits.OPTION_VALUE)},
    {"description": any_text(limits.OPTION_DESCRIPTION)},
)
OVERFLOW_OPTION = shape(
    {"text": plain(limits.OPTION_TEXT), "value": string(at_most=limits.OPTION_VALUE)},
    {
        "description": plain(limits.OPTION_DESCRIPTION),
        "url": web_url(limits.OPTION_URL),
    },
)
OPTION_GROUP = shape(
    {
        "label": plain(limits.OPTION_GROUP_LABEL),
        "options": items(PLAIN_OPTION, at_most=limits.SELECT_OPTIONS),
    }
)

DISPATCH_CONFIG = shape(
    {
        "trigger_actions_on": items(
            word("on_enter_pressed", "on_character_entered"), at_most=limits.DISPATCH_TRIGGERS
        )
    }
)
CONVERSATION_FILTER = shape(
    {},
    {
        "include": items(word("im", "mpim", "private", "public")),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    some_of("include", "exclude_external_shared_channels", "exclude_bot_users"),
)
SLACK_FILE = shape({}, {"id": string(), "url": web_url(limits.IMAGE_URL)}, one_of("id", "url"))
WORKFLOW = shape(
    {
        "trigger": shape(
            {"url": web_url(limits.BUTTON_URL)},
            {"customizable_input_parameters": items(shape({"name": string(), "value": string()}))},
        )
    }
)
FEEDBACK_BUTTON = shape(
    {"text": plain(limits.BUTTON_TEXT), "value": string(at_most=limits.BUTTON_VALUE)},
    {"accessibility_label": string(at_most=limits.ACCESSIBILITY_LABEL)},
)
IMAGE_SOURCE = {"image_url": web_url(limits.IMAGE_URL), "slack_file": SLACK_FILE}
IMAGE = shape(
    {"alt_text": string(at_most=limits.IMAGE_ALT_TEXT)},
    IMAGE_SOURCE,
    one_of("image_url", "slack_file"),
)


def distinct_values(value: Json, pointer: str) -> Iterator[Problem]:
    """No two options of one menu have the same value."""
    seen = set()
    for option, option_pointer in _options_of(value, pointer):
        if option["value"] in seen:
            message = f'option value "{option["value"]}" already exists'
            yield broken(message, f"{option_pointer}/value")
        seen.add(option["value"])


def initial_among_options(key: str) -> Rule:
    """What is chosen beforehand equals, in every part, one of the options."""

    def rule(value: Json, pointer: str) -> Iterator[Problem]:
        chosen = value.get(key, [])
        options = [option for option, _ in _options_of(value, pointer)]
        for option in chosen if isinstance(chosen, list) else [chosen]:
            if option not in options:
                yield broken(f"{key} must match one of the options", f"{pointer}/{key}")

    return rule


def _options_of(menu: Json, pointer: str) -> Iterator[tuple[Json, str]]:
    """The options of a menu, those in groups included, each with its pointer."""
    yield from objects(menu.get("options"), f"{pointer}/options")
    for group, group_pointer in objects(menu.get("option_groups"), f"{pointer}/option_groups"):
        yield from objects(group["options"], f"{group_pointer}/options")
