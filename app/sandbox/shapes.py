"""The small language in which the tables of what a payload may contain are written.

A `Check` looks at one value and yields what Slack would complain about, in Slack's words and with
a JSON pointer. Block Kit's tables are in `blocks_objects`, `blocks_elements`, `blocks_rich_text`
and `blocks_layout`, the manifest's in `manifest`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Surface = Literal["message", "modal", "home"]
Code = Literal[
    "missing_field", "unknown_field", "wrong_type", "unsupported_type", "failed_constraint"
]


@dataclass(frozen=True, slots=True)
class Problem:
    """One complaint, in the shape of Slack's `blocks.validate`.

    `missing_field` and `failed_constraint` are Slack's codes, the other codes are ours; the
    messages are those seen in Slack's answers.
    """

    code: Code
    message: str
    field: str
    pointer: str

    @property
    def located(self) -> str:
        """The complaint as every other method words it."""
        return f"{self.message} [json-pointer:{self.pointer}]"


Json = Mapping[str, object]
Check = Callable[[object, str], Iterator[Problem]]
Rule = Callable[[Json, str], Iterator[Problem]]
Fields = Mapping[str, Check]


def problem(code: Code, message: str, pointer: str, field: str | None = None) -> Problem:
    """A problem whose field, unless named, is the last part of the pointer."""
    return Problem(code, message, field or pointer.rpartition("/")[2], pointer)


def broken(message: str, pointer: str) -> Problem:
    return problem("failed_constraint", message, pointer)


def mistyped(wanted: str, pointer: str) -> Problem:
    return problem("wrong_type", f"must provide {wanted}", pointer)


def missing(field: str, pointer: str) -> Problem:
    return problem("missing_field", f"missing required field: {field}", pointer, field)


def objects(value: object, pointer: str) -> Iterator[tuple[Json, str]]:
    """The objects in an array, each with its pointer; none when it is no array."""
    for index, item in enumerate(value if isinstance(value, list) else []):
        if isinstance(item, dict):
            yield item, f"{pointer}/{index}"


def string(*, at_most: int | None = None, at_least: int = 1) -> Check:
    def check(value: object, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield mistyped("a string", pointer)
        elif len(value) < at_least:
            yield broken(f"must be more than {at_least - 1} characters", pointer)
        elif at_most is not None and len(value) > at_most:
            yield broken(f"must be less than {at_most + 1} characters", pointer)

    return check


def web_url(at_most: int) -> Check:
    """A link Slack fetches or opens in a browser."""
    length = string(at_most=at_most)

    def check(value: object, pointer: str) -> Iterator[Problem]:
        yield from length(value, pointer)
        if isinstance(value, str) and not value.startswith(("http://", "https://")):
            yield broken("must be a valid URL", pointer)

    return check


def integer(at_least: int, at_most: int | None = None) -> Check:
    def check(value: object, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield mistyped("an integer", pointer)
        elif value < at_least:
            yield broken(f"must be at least {at_least}", pointer)
        elif at_most is not None and value > at_most:
            yield broken(f"must be at most {at_most}", pointer)

    return check


def number(value: object, pointer: str) -> Iterator[Problem]:
    if not isinstance(value, int | float) or isinstance(value, bool):
        yield mistyped("a number", pointer)


def boolean(value: object, pointer: str) -> Iterator[Problem]:
    if not isinstance(value, bool):
        yield mistyped("a boolean", pointer)


def word(*allowed: str) -> Check:
    def check(value: object, pointer: str) -> Iterator[Problem]:
        if value not in allowed:
            yield broken(f"must be one of: {', '.join(allowed)}", pointer)

    return check


def items(of: Check, *, at_most: int | None = None, at_least: int = 1) -> Check:
    def check(value: object, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield mistyped("an array", pointer)
            return
        if len(value) < at_least:
            yield broken(f"must provide at least {at_least} items", pointer)
        if at_most is not None and len(value) > at_most:
            yield broken(f"no more than {at_most} items allowed", pointer)
        for index, item in enumerate(value):
            yield from of(item, f"{pointer}/{index}")

    return check


def shape(required: Fields, optional: Fields | None = None, *rules: Rule) -> Check:
    """An object with these keys and no others.

    The rules compare keys with each other; they see only an object whose keys are sound each.
    """
    known = {**required, **(optional or {})}

    def check(value: object, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield mistyped("an object", pointer)
            return
        found = list(_key_problems(value, required, known, pointer))
        yield from found
        if not found:
            for rule in rules:
                yield from rule(value, pointer)

    return check


def _key_problems(value: Json, required: Fields, known: Fields, pointer: str) -> Iterator[Problem]:
    for key in required:
        if key not in value:
            yield missing(key, pointer)
    for key, item in value.items():
        if key in known:
            yield from known[key](item, f"{pointer}/{key}")
        else:
            message = f"invalid additional property: {key}"
            yield problem("unknown_field", message, pointer, key)


def typed(table: Mapping[str, Check]) -> Check:
    """An object whose `type` chooses its shape; the shape does not list `type` again.

    The table is looked up at each check, so that a table may contain itself.
    """

    def check(value: object, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield mistyped("an object", pointer)
        elif "type" not in value:
            yield missing("type", pointer)
        elif not isinstance(value["type"], str) or value["type"] not in table:
            yield unsupported(value["type"], pointer)
        else:
            rest = {key: item for key, item in value.items() if key != "type"}
            yield from table[value["type"]](rest, pointer)

    return check


def unsupported(kind: object, pointer: str) -> Problem:
    return problem("unsupported_type", f"unsupported type: {kind}", f"{pointer}/type")


def one_of(*keys: str) -> Rule:
    """Exactly one of the keys."""

    def rule(value: Json, pointer: str) -> Iterator[Problem]:
        given = [key for key in keys if key in value]
        if not given:
            yield missing(" or ".join(keys), pointer)
        if len(given) > 1:
            yield broken(f"must provide only one of: {', '.join(given)}", pointer)

    return rule


def some_of(*keys: str) -> Rule:
    """One of the keys or several."""

    def rule(value: Json, pointer: str) -> Iterator[Problem]:
        if not any(key in value for key in keys):
            yield missing(" or ".join(keys), pointer)

    return rule


def ordered(low: str, high: str) -> Rule:
    """Where both integers are given, the first is not above the second."""

    def rule(value: Json, pointer: str) -> Iterator[Problem]:
        least, most = value.get(low), value.get(high)
        if isinstance(least, int) and isinstance(most, int) and least > most:
            yield broken(f"{low} must not be more than {high}", f"{pointer}/{low}")

    return rule
