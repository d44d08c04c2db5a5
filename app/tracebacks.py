"""How an error stands in the log: what kind it is and where it happened. Not what it says, since
libraries quote in it what they were given, and that may be somebody's words, or a secret.
"""

import errno
import sqlite3
import traceback
from collections.abc import Iterator

THEN = "\n\nand then:\n"
_ABOUT_CODE = (
    AttributeError,
    ImportError,
    NameError,
    NotImplementedError,
    RecursionError,
    TypeError,
)
"""Such an error quotes names of the program, not values."""


def told(error: BaseException) -> str:
    """The error and those that led to it, the first one first."""
    return THEN.join(_one(each) for each in reversed(list(_chain(error))))


def _one(error: BaseException) -> str:
    kind = type(error)
    lines = [
        *traceback.format_list(traceback.extract_tb(error.__traceback__)),
        f"{kind.__module__}.{kind.__qualname__}{_more(error)}",
    ]
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    return "".join(lines) + "".join(f"{THEN}{told(each)}" for each in inner)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        yield following
        seen.add(id(following))
        hidden = following.__suppress_context__
        following = following.__cause__ or (None if hidden else following.__context__)


def _more(error: BaseException) -> str:
    """What helps to find the fault and quotes nothing: names of the program, of constraints, and
    the system's own for what went wrong.
    """
    if isinstance(error, _ABOUT_CODE):
        return f": {error}"
    if isinstance(error, OSError) and error.errno:
        return f": {errno.errorcode.get(error.errno, error.errno)}"
    if isinstance(error, sqlite3.Error):
        name = getattr(error, "sqlite_errorname", "")
        return f": {error}" if name.startswith("SQLITE_CONSTRAINT") else f": {name}"
    state = getattr(error, "sqlstate", None)  # PostgreSQL quotes the whole row
    if state:
        constraint = getattr(getattr(error, "diag", None), "constraint_name", None)
        return f": {state} {constraint or ''}".rstrip()
    return ""
