"""Sealing what must not stand in the database as it is: secrets and tokens (docs/adr/0009).

A seal is a value that is passed in. Without a key it leaves everything as it is.
"""

import base64
import binascii
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from app.errors import OnwardError

SEALED = "sealed:"
"""How each sealed text begins; no secret of ours and no token of Slack's does."""

_KEY_BYTES = 32


class SealedError(OnwardError):
    """A text was sealed with a key that is not at hand."""


class Seal:
    """Seals with the first key, and opens what any of them sealed."""

    def __init__(self, keys: Sequence[str] = ()) -> None:
        each = [Fernet(key) for key in keys]
        self._all = MultiFernet(each) if each else None
        self._newest = each[0] if each else None

    def __repr__(self) -> str:
        return f"Seal(has_key={self.has_key})"

    @property
    def has_key(self) -> bool:
        return self._newest is not None

    def seal(self, text: str) -> str:
        if self._newest is None:
            return text
        return SEALED + self._newest.encrypt(text.encode()).decode()

    def open(self, kept: str) -> str:
        """What was sealed; a text that never was is returned as it is. Raises SealedError."""
        if not kept.startswith(SEALED):
            return kept
        if self._all is None:
            raise SealedError("sealed, and no key is given")
        return _opened(self._all, kept)

    def renewed(self, kept: str) -> str:
        """The same text under the newest key; unchanged where it is under it already."""
        if self._newest is None or self._is_current(kept, self._newest):
            return kept
        return self.seal(self.open(kept))

    def _is_current(self, kept: str, newest: Fernet) -> bool:
        if not kept.startswith(SEALED):
            return False
        try:
            _opened(newest, kept)
        except SealedError:
            return False
        return True


def new_key() -> str:
    return Fernet.generate_key().decode()


def keys_in(listed: str) -> tuple[str, ...]:
    """Keys that are separated by commas, the newest first. Raises ValueError for what is none."""
    keys = tuple(key.strip() for key in listed.split(",") if key.strip())
    if not all(map(_is_key, keys)):
        raise ValueError("has to be a key that `python -m app key` makes, or several with commas")
    return keys


def _is_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, altchars=b"-_", validate=True)) == _KEY_BYTES
    except (binascii.Error, ValueError):  # ValueError: letters that are not ASCII
        return False


def _opened(keys: Fernet | MultiFernet, kept: str) -> str:
    try:
        return keys.decrypt(kept.removeprefix(SEALED)).decode()
    except InvalidToken as error:
        raise SealedError("sealed with a key that is not among those given") from error
