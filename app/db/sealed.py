"""Which columns hold sealed text, and bringing all of them under the newest key, in small steps.

A row that changes meanwhile is left as it is: whoever changed it has sealed it (docs/adr/0009).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, inspect, select, tuple_, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.db.engine import Database
from app.db.tables import HookRow, InstallationRow, Table, WorkspaceRow
from app.errors import ConfigurationError
from app.logs import get_logger
from app.sealing import Seal, SealedError

STEP = 100
OTHER_KEY = (
    "ENCRYPTION_KEY has to hold the key with which secrets in this database were sealed: put it "
    "behind the newest one, with a comma, and start again."
)

log = get_logger("sealing")


@dataclass(frozen=True, slots=True)
class Place:
    """A column of sealed text."""

    table: type[Table]
    column: InstrumentedAttribute[Any]

    @property
    def keys(self) -> Sequence[Any]:
        return inspect(self.table).primary_key


PLACES = (
    Place(HookRow, HookRow.secret),
    Place(WorkspaceRow, WorkspaceRow.webhook_secret),
    Place(InstallationRow, InstallationRow.bot_token),
    Place(InstallationRow, InstallationRow.refresh_token),
)


async def seal_everything(database: Database, seal: Seal, *, step: int = STEP) -> None:
    """Have every secret stand under the newest key, so many rows at a time.

    Raises ConfigurationError, having changed nothing of its place, where one was sealed with a key
    that is not given.
    """
    try:
        changed = [await _seal_place(database, seal, place, step) for place in PLACES]
    except SealedError as error:
        raise ConfigurationError(OTHER_KEY) from error
    if any(changed):
        log.info("sealing.renewed", secrets=sum(changed))


async def _seal_place(database: Database, seal: Seal, place: Place, step: int) -> int:
    """How many were sealed anew."""
    changed, after = 0, None
    while rows := await database.read(_page, place, after, step):
        renewed = [(row, _renewed(seal, row[-1])) for row in rows]
        stale = [(row, text) for row, text in renewed if text != row[-1]]
        if stale:
            await database.commit(_replace, place, stale)
        changed, after = changed + len(stale), tuple(rows[-1])[:-1]
    return changed


def _renewed(seal: Seal, kept: str) -> str:
    seal.open(kept)  # or refuse: without a key, nothing that is sealed can be used
    return seal.renewed(kept)


def _page(
    session: Session, place: Place, after: tuple[Any, ...] | None, step: int
) -> Sequence[Row[Any]]:
    found: Select[Any] = select(*place.keys, place.column).where(place.column.is_not(None))
    if after is not None:
        found = found.where(tuple_(*place.keys) > after)
    return session.execute(found.order_by(*place.keys).limit(step)).all()


def _replace(session: Session, place: Place, stale: Sequence[tuple[Row[Any], str]]) -> None:
    for row, text in stale:
        key, before = tuple(row)[:-1], row[-1]
        is_row = [column == value for column, value in zip(place.keys, key, strict=True)]
        session.execute(
            update(place.table)
            .where(*is_row, place.column == before)
            .values({place.column: text})
            .execution_options(synchronize_session=False)
        )
