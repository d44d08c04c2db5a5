"""What a home page says in one statement is what the rules of reviews say person by person."""

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.tables import (
    AccountRow,
    ConfirmationRow,
    EntryRow,
    HandoffRow,
    IncidentRow,
    MarkRow,
    ParticipantRow,
    ReviewRow,
    RoleRow,
    Table,
)
from app.home import queries_share
from app.incidents import queries as incident_queries
from app.incidents.rules import Incident
from app.reviews import queries, queries_calibration
from app.slack.ids import UserId
from app.timeline.rules import REVIEW_STEP
from app.vocabulary import EntryKind, Meaning, Role, Source, Stance
from tests.db.reviews.test_rewind import reviewed
from tests.factories import ALICE, CHANNEL, NOW, Stored

ELSEWHERE = "C0OTHER"
NOBODY = "U0NOBODY"


def entry(key: str, **changes: Any) -> EntryRow:  # noqa: ANN401 - any column
    return EntryRow(
        **{
            "incident_id": 1,
            "source": Source.MESSAGE,
            "source_key": key,
            "occurred_at": NOW,
            "kind": EntryKind.OBSERVATION,
            "text": "The queue grew",
            "author_id": NOBODY,
            "recorded_by": NOBODY,
            "recorded_at": NOW,
            "channel_id": CHANNEL,
            "filled_at": NOW,
            **changes,
        }
    )


def marked(user: str, number: int, *, is_on: bool, meaning: Meaning = Meaning.KEEP) -> MarkRow:
    return MarkRow(
        entry_id=number,
        user_id=user,
        emoji="pushpin",
        meaning=meaning,
        is_on=is_on,
        event_ts="1.0",
    )


MARKED, BROUGHT, GONE = 1001, 1002, 1003
"""Entries that people mark: one of the incident, one from elsewhere, one that was removed."""

WAYS_IN: dict[str, Callable[[str], Table | None]] = {
    "nothing": lambda _user: None,
    "declared": lambda _user: None,
    "role": lambda user: RoleRow(
        incident_id=1, role=Role.SCRIBE, user_id=user, since_at=NOW, until_at=NOW
    ),
    "said": lambda user: entry(user, author_id=user),
    "said_elsewhere": lambda user: entry(user, author_id=user, channel_id=ELSEWHERE),
    "said_nowhere": lambda user: entry(user, author_id=user, channel_id=None),
    "removed": lambda user: entry(user, author_id=user, recorded_by=user, removed_at=NOW),
    "kept": lambda user: entry(user, recorded_by=user),
    "hook": lambda user: entry(user, recorded_by=user, source=Source.HOOK),
    "moved_the_date": lambda user: entry(f"{REVIEW_STEP}{user}", author_id=user, recorded_by=user),
    "marked": lambda user: marked(user, MARKED, is_on=True),
    "unmarked": lambda user: marked(user, MARKED, is_on=False),
    "marked_elsewhere": lambda user: marked(user, BROUGHT, is_on=True),
    "marked_what_is_gone": lambda user: marked(user, GONE, is_on=True),
}


def crowd(session: Session) -> list[UserId]:
    """Somebody for each way in and each stance."""
    session.add_all(
        [
            entry("marked", id=MARKED),
            entry("brought", id=BROUGHT, channel_id=ELSEWHERE),
            entry("gone", id=GONE, removed_at=NOW),
        ]
    )
    session.flush()
    users = []
    for number, (way, stance) in enumerate(product(WAYS_IN, (None, *Stance))):
        user = ALICE if (way, stance) == ("declared", None) else UserId(f"U0CROWD{number}")
        row = WAYS_IN[way](user)
        session.add_all([row] if row else [])
        if stance:
            session.add(ParticipantRow(review_id=1, user_id=user, stance=stance))
        users.append(user)
    return users


def has(session: Session, condition: Any) -> bool:  # noqa: ANN401 - a condition of SQL
    found = select(ReviewRow.id).join(IncidentRow, IncidentRow.id == ReviewRow.incident_id)
    return session.scalar(found.where(condition)) is not None


@pytest.mark.parametrize("is_private", [False, True])
def test_who_takes_part(stored: Stored, *, is_private: bool) -> None:
    _, review = reviewed(stored)
    stored.do(lambda session: setattr(session.get_one(IncidentRow, 1), "is_private", is_private))
    users = stored.do(crowd)
    incident: Incident = stored.do(incident_queries.incident, 1)

    by_rule = stored.do(queries.participants, incident, review)
    by_statement = {user for user in users if stored.do(has, queries_share.takes_part(user))}

    assert by_statement == by_rule & {*users}
    assert 0 < len(by_statement) < len(users)


WHO = (
    (True, "The queue grew"),
    (False, "The queue grew"),
    (False, "<@{user}> saw it"),
    (False, "<@{user}|dana> saw it"),
    (True, ""),
)
"""Whether they are the author, and the text."""
KINDS = (
    (Source.MESSAGE, EntryKind.OBSERVATION),
    (Source.SYSTEM, EntryKind.OBSERVATION),
    (Source.MESSAGE, EntryKind.STATUS),
    (Source.SYSTEM, EntryKind.HANDOFF),
)
ENDS = ("none", "of_others", "given", "received", "given_marked", "given_unmarked", "given_answer")
READ = ("unread", "confirmed", "told_beside", "not_read_from_slack", "reworded_unread")


def part_of(user: str, number: int, is_author: bool, *how: Any) -> Iterator[Table]:  # noqa: ANN401
    """One entry that may concern somebody, with what is known of it."""
    text, (source, kind), end, read = how
    is_filled = read != "not_read_from_slack"
    yield entry(
        f"{user}:{number}",
        id=number,
        source=source,
        kind=kind,
        text=text.format(user=user),
        author_id=user if is_author else NOBODY,
        filled_at=NOW if is_filled and read != "reworded_unread" else None,
        worded_by=NOBODY if read == "reworded_unread" else None,
    )
    if end != "none":
        yield HandoffRow(
            entry_id=number,
            giver_id=user if end.startswith("given") else NOBODY,
            receiver_id=user if end == "received" else NOBODY,
        )
    if "marked" in end:
        on = end == "given_marked"
        yield marked(NOBODY, number, is_on=on, meaning=Meaning.HANDOFF)
    if end == "given_answer":
        yield entry(f"{user}:answered", id=10 * number, author_id=NOBODY)
        yield HandoffRow(entry_id=10 * number, answer_entry_id=number)
    if read == "confirmed":
        yield ConfirmationRow(entry_id=number, user_id=user)
    if read == "told_beside":
        yield AccountRow(entry_id=number, key=user, said_by=user, text="I saw it", said_at=NOW)


@pytest.mark.parametrize("database_url", ["sqlite_url"], indirect=True)
def test_who_has_something_to_read_back(stored: Stored) -> None:
    _, review = reviewed(stored)
    users = []

    def fill(session: Session) -> None:
        unread = ((*who, kind, end, READ[0]) for who, kind, end in product(WHO, KINDS, ENDS))
        read = ((*WHO[0], KINDS[0], ENDS[0], one) for one in READ[1:])
        cases = [*unread, *read]
        for number, case in enumerate(cases, 2000):
            user = UserId(f"U0CASE{number}")
            users.append(user)
            for row in part_of(user, number, *case):
                session.add(row)
                session.flush()

    stored.do(fill)
    by_rule = {
        user for user in users if stored.do(queries_calibration.part, review.id, user).unread
    }
    by_statement = {user for user in users if stored.do(has, queries_share.has_unread(user))}

    assert by_statement == by_rule
    assert 0 < len(by_statement) < len(users)
