"""Arranging what a test is about: a workspace, its people, an incident, marks."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Engine, event, select, text
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import OutboxRow, PostRow, Table
from app.db.upsert import insert_once
from app.incidents import queries as incident_queries
from app.incidents import service as incident_service
from app.incidents.rules import Declaration, Incident
from app.incidents.service import Gesture
from app.slack.ids import ChannelId, EmojiName, MessageTs, TeamId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.timeline import queries as timeline_queries
from app.timeline import service as timeline_service
from app.timeline.rules import Entry, FoundMessage, Mark
from app.vocabulary import Meaning, Severity
from app.workspace import service as workspace_service
from app.workspace.rules_marks import DEFAULT_MARKS, meaning_of

P = ParamSpec("P")
T = TypeVar("T")

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
"""A Tuesday."""

TEAM = TeamId("T0ACME")
BOT = UserId("U0BOT")
ALICE = UserId("U0ALICE")
BOB = UserId("U0BOB")
CAROL = UserId("U0CAROL")
CHANNEL = ChannelId("C0INC")


def ts(at: datetime = NOW, micros: int = 0) -> MessageTs:
    return MessageTs(f"{int(at.timestamp())}.{micros:06d}")


def gesture(key: str, by: UserId = ALICE, at: datetime = NOW) -> Gesture:
    return Gesture(by=by, at=at, key=key)


def declaration(
    title: str = "Search is down", *, is_private: bool = False, lead: UserId = ALICE
) -> Declaration:
    return Declaration(
        title=Mrkdwn(title),
        severity=Severity.SEV2,
        impact=None,
        is_private=is_private,
        lead=lead,
    )


def mark(
    message: MessageTs,
    *,
    by: UserId = BOB,
    emoji: str = "pushpin",
    is_on: bool = True,
    order: int = 1,
    channel: ChannelId = CHANNEL,
) -> Mark:
    """`order` is the order in which Slack's events about this mark happened."""
    return Mark(
        channel=channel,
        ts=message,
        user=by,
        emoji=EmojiName(emoji),
        meaning=meaning_of(EmojiName(emoji), DEFAULT_MARKS) or Meaning.KEEP,
        is_on=is_on,
        event_ts=ts(NOW + timedelta(hours=1), order),
    )


def found(
    message: MessageTs,
    text: str,
    *,
    edited_ts: str | None = None,
    author: UserId = CAROL,
    thread: MessageTs | None = None,
    files: Sequence[Mapping[str, str]] = (),
) -> FoundMessage:
    return FoundMessage(
        ts=message,
        thread=thread,
        author=author,
        text=Mrkdwn(text),
        edited_ts=edited_ts,
        files=files,
    )


class Stored:
    """A database with one registered workspace. `do` is one committed transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.do(
            workspace_service.register,
            TEAM,
            name="Acme",
            url="https://acme.slack.com/",
            bot_user=BOT,
            now=NOW,
        )

    def do(
        self, use_case: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            return use_case(session, *args, **kwargs)

    def waiting(self, effect: str) -> list[OutboxRow]:
        """The outbox rows of this effect that are not finished."""

        def query(session: Session) -> list[OutboxRow]:
            is_waiting = OutboxRow.effect == effect, OutboxRow.finished_at.is_(None)
            return list(session.scalars(select(OutboxRow).where(*is_waiting)))

        return self.do(query)

    def deliver(self, *, now: datetime, posts: bool = True) -> None:
        """The worker does what is due; what it sends stands, unless it finds nothing to send."""
        jobs = self.do(outbox.claim, worker="w", now=now, lease_for=timedelta(minutes=1), limit=99)
        for job in jobs:
            if posts:
                place = {"channel_id": CHANNEL, "message_ts": ts(now, job.id)}
                row = {"team_id": TEAM, "key": job.key, **place}
                self.do(insert_once, PostRow, row, unique=("team_id", "key"))
            self.do(outbox.finish, job, now=now)

    def overlapping(
        self, first: Callable[[Session], object], then: Callable[[Session], T]
    ) -> Future[T]:
        """`then` begins while the transaction of `first` is open, which ends once `then` has to
        wait for it or is done.
        """
        with ThreadPoolExecutor(1) as other:
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                first(session)
                session.flush()
                outcome = other.submit(self.do, then)
                while not (outcome.done() or self._somebody_waits()):
                    pass
            return outcome

    def at_once(self, use_cases: Sequence[Callable[[Session], T]]) -> list[Future[T]]:
        """Each in a thread of its own, let go at the same moment, all done."""
        start = Barrier(len(use_cases))

        def run(use_case: Callable[[Session], T]) -> T:
            start.wait()
            return self.do(use_case)

        with ThreadPoolExecutor(len(use_cases)) as threads:
            return [threads.submit(run, use_case) for use_case in use_cases]

    def _somebody_waits(self) -> bool:
        if self.engine.dialect.name == "sqlite":
            return True  # whoever begins while somebody writes
        waiting = text(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        with self.engine.connect() as connection:
            return bool(connection.execute(waiting).scalar_one())

    def everything(self) -> str:
        """All that the database says, of every column of every table."""

        def query(session: Session) -> str:
            tables = Table.metadata.sorted_tables
            rows = (row for each in tables for row in session.execute(select(each)))
            return "\n".join(repr(tuple(row)) for row in rows)  # a Row's own repr is shortened

        return self.do(query)

    def person(
        self,
        user: UserId,
        zone: str | None = "UTC",
        *,
        is_bot: bool = False,
        is_active: bool = True,
    ) -> UserId:
        self.do(
            workspace_service.save_profile,
            TEAM,
            user,
            names=[user.removeprefix("U0").capitalize()],
            time_zone=zone,
            is_bot=is_bot,
            is_active=is_active,
            now=NOW,
        )
        return user

    def incident(
        self, *, is_private: bool = False, key: str = "declared", channel: ChannelId = CHANNEL
    ) -> Incident:
        """A declared incident whose channel is open."""
        incident_id = self.do(
            incident_service.declare, TEAM, declaration(is_private=is_private), gesture(key)
        )
        self.do(incident_service.channel_opened, incident_id, channel, "inc-1", now=NOW)
        return self.now(incident_id)

    def now(self, incident_id: int) -> Incident:
        """The incident as it stands now."""
        return self.do(incident_queries.incident, incident_id)

    def mark(self, mark: Mark) -> None:
        self.do(timeline_service.change_mark, TEAM, mark, now=NOW)

    def fill(self, *messages: FoundMessage, missing: Sequence[MessageTs] = ()) -> None:
        """What reading the channel brings."""
        self.do(timeline_service.fill, TEAM, CHANNEL, messages, missing, now=NOW)

    def keep(self, message: FoundMessage, *, emoji: str = "pushpin", by: UserId = BOB) -> None:
        """A message that somebody marked and that has been read."""
        self.mark(mark(message.ts, emoji=emoji, by=by))
        self.fill(message)

    def timeline(self, incident: Incident) -> Sequence[Entry]:
        return self.do(timeline_queries.timeline, incident.id)

    def count_statements(
        self, use_case: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> int:
        """How many SQL statements a use case sends, BEGIN and COMMIT not counted."""
        statements: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            if not statement.startswith("BEGIN"):
                statements.append(statement)

        event.listen(self.engine, "before_cursor_execute", note)
        try:
            self.do(use_case, *args, **kwargs)
        finally:
            event.remove(self.engine, "before_cursor_execute", note)
        return len(statements)
