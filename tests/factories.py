"""Arranging what a test is about: a workspace, its people, an incident, marks."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from app.db.tables import OutboxRow
from app.incidents import queries as incident_queries
from app.incidents import service as incident_service
from app.incidents.rules import Declaration, Incident
from app.incidents.service import Gesture
from app.slack.ids import ChannelId, EmojiName, MessageTs, TeamId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.timeline.rules import FoundMessage, Mark
from app.vocabulary import Severity
from app.workspace import service as workspace_service

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


def declaration(title: str = "Search is down", *, is_private: bool = False) -> Declaration:
    return Declaration(
        title=Mrkdwn(title),
        severity=Severity.SEV2,
        impact=None,
        is_private=is_private,
        lead=ALICE,
    )


def mark(
    message: MessageTs,
    *,
    by: UserId = BOB,
    emoji: str = "pushpin",
    is_on: bool = True,
    order: int = 1,
) -> Mark:
    """`order` is the order in which Slack's events about this mark happened."""
    return Mark(
        channel=CHANNEL,
        ts=message,
        user=by,
        emoji=EmojiName(emoji),
        is_on=is_on,
        event_ts=ts(NOW + timedelta(hours=1), order),
    )


def found(
    message: MessageTs, text: str, *, edited_ts: str | None = None, author: UserId = CAROL
) -> FoundMessage:
    return FoundMessage(
        ts=message,
        thread=None,
        author=author,
        text=Mrkdwn(text),
        edited_ts=edited_ts,
        files=(),
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

    def person(self, user: UserId, zone: str | None = "UTC", *, is_bot: bool = False) -> UserId:
        self.do(
            workspace_service.save_profile,
            TEAM,
            user,
            name=user.removeprefix("U0").capitalize(),
            time_zone=zone,
            is_bot=is_bot,
            is_active=True,
            now=NOW,
        )
        return user

    def incident(self, *, is_private: bool = False, key: str = "declared") -> Incident:
        """A declared incident whose channel is open."""
        incident_id = self.do(
            incident_service.declare, TEAM, declaration(is_private=is_private), gesture(key)
        )
        self.do(incident_service.channel_opened, incident_id, CHANNEL, "inc-1", now=NOW)
        return self.do(incident_queries.incident, incident_id)

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
