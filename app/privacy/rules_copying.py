"""What of a workspace is written into files that somebody takes along, and how. No I/O.

A file per table, a JSON object a line. Not in them: secrets, what names gestures and messages, what
the bot remembers for its own work, who was forgotten and who wants no messages.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from app.privacy.rules_ledger import LEDGER, Part, What

FORMAT = "onward-workspace/1"
_PARTS = frozenset({Part.WORKSPACE, Part.REVIEW, Part.TIMELINE, Part.REFLECTIONS})
_NEVER = frozenset({What.HIDDEN, What.KEY, What.OPT_OUT, What.CONTENT})
_TABLES_LEFT_OUT = frozenset({"forgotten", "mutes"})


def copied_tables() -> Sequence[str]:
    """By name, in the order of the ledger."""
    return [
        name
        for name, holding in LEDGER.items()
        if holding.part in _PARTS and name not in _TABLES_LEFT_OUT
    ]


def copied_columns(table: str) -> Sequence[str]:
    return [name for name, what in LEDGER[table].columns.items() if what not in _NEVER]


def content_column(table: str) -> str | None:
    """Where a file lies that is copied beside."""
    return next(iter(LEDGER[table].of(What.CONTENT)), None)


def line(values: Mapping[str, Any]) -> str:
    """One object, without a line break within. Times are in UTC."""
    plain = {name: _plain(value) for name, value in values.items()}
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")) + "\n"


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return value
