"""A request of the browser: typed access to its arguments, which anybody may have written."""

import base64
import binascii
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass

from app.sandbox.browser.controls import NotPossibleError
from app.sandbox.members import Upload

LARGEST_NUMBER = 10**15


@dataclass(frozen=True, slots=True)
class Asked:
    """`id` comes back with the answer. A missing or misshapen argument raises NotPossibleError."""

    id: object
    verb: str
    arguments: Mapping[str, object]

    def text(self, name: str) -> str:
        """A string that has to be there; it may be empty."""
        value = self.arguments.get(name)
        if not isinstance(value, str):
            raise NotPossibleError(f"{self.verb} needs “{name}” as text.")
        return value

    def text_or_none(self, name: str) -> str | None:
        """A string, None when it is missing or empty."""
        return self.text(name) or None if self.arguments.get(name) is not None else None

    def flag(self, name: str) -> bool:
        """True or false, false when missing."""
        return self.arguments.get(name) is True

    def number(self, name: str, *, default: float) -> float:
        """A number, and none of the endless ones that JSON lets pass here."""
        value = self.arguments.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            value = math.nan
        if not -LARGEST_NUMBER < value < LARGEST_NUMBER:
            raise NotPossibleError(f"{self.verb} needs “{name}” as a number.")
        return value

    def value(self, name: str) -> object:
        """Whatever was entered or chosen; None when nothing was."""
        return self.arguments.get(name)

    def values(self) -> dict[str, object]:
        """What a form holds, by block_id."""
        values = self.arguments.get("values")
        if values is None:
            return {}
        if not isinstance(values, dict):
            raise NotPossibleError(f"{self.verb} needs “values” by block_id.")
        return values

    def uploads(self, name: str = "files") -> list[Upload]:
        """Files that were attached."""
        return uploads(self.arguments.get(name) or [])


def asked_of(text: str) -> Asked:
    """The request in a frame; one that is none asks for nothing and is refused."""
    try:
        said = _clean(json.loads(text))
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        return Asked(None, "", {})
    return Asked(said.get("id"), str(said.get("do") or ""), said)


def uploads(given: object) -> list[Upload]:
    """Files as the browser sends them: name, mimetype, and the bytes in base64."""
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise NotPossibleError("Files are a list of {name, mimetype, base64}.")
    return [_upload(one) for one in given]


def _upload(given: Mapping[str, object]) -> Upload:
    try:
        content = base64.b64decode(str(given["base64"]), validate=True)
    except (KeyError, binascii.Error):
        raise NotPossibleError("A file could not be read; try to attach it again.") from None
    name = str(given.get("name") or "file").replace("\\", "/").rpartition("/")[2] or "file"
    return Upload(name, content, str(given.get("mimetype") or "application/octet-stream"))


def _clean(said: object) -> object:
    """The same without half characters, which JSON can spell and no database can keep."""
    match said:
        case str():
            return said.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case list():
            return [_clean(each) for each in said]
        case dict():
            return {_clean(key): _clean(each) for key, each in said.items()}
        case _:
            return said
