"""Use cases of entries by hand: adding, rewording, moving, removing, bringing back."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import EntryRow, EntryVersionRow, IncidentRow, MarkRow
from app.db.upsert import AGAINST_CHANGES, insert_once, upsert
from app.errors import FieldError, UserError
from app.incidents.rules import Incident
from app.incidents.service import Gesture
from app.slack.ids import ChannelId, TeamId, UserId
from app.slack.mrkdwn import NOTHING, Mrkdwn
from app.timeline.rules import said_at
from app.timeline.rules_entries import BY_HAND, Brought, Draft, Seen, fingerprint
from app.timeline.rules_moments import moment_typed, split_note
from app.timeline.service import FORGET, HYDRATE, entry_values, tick_again
from app.vocabulary import Confidence, EntryKind, Meaning, Source
from app.workspace import queries as workspace_queries
from app.workspace import service as workspace_service

PLACE_ENTRY = "timeline.place_entry"


class ChangedMeanwhileError(UserError):
    """Somebody else changed what is being changed: nothing was, and the person is asked again."""

    def __init__(self) -> None:
        super().__init__("Somebody changed this entry meanwhile. Open it again to see how it is.")


def add_note(
    session: Session, incident: Incident, text: Mrkdwn, gesture: Gesture
) -> datetime | None:
    """Keep a note; a time in front says when it happened. See `add_entry`."""
    when, words = split_note(text)
    if when and not words:
        raise UserError(
            f"{when} is a time, but what happened then? Write it like "
            f"`/incident note {when} restarted the indexers`."
        )
    return add_entry(session, incident, Draft(text=words, when=when or ""), gesture)


def add_entry(
    session: Session, incident: Incident, draft: Draft, gesture: Gesture
) -> datetime | None:
    """Keep an entry. The same gesture gives the same entry.

    Returns when it was, or None while that depends on a time zone that is not known: it is asked
    for, and the entry finds its place then. Raises FieldError when there is no such time.
    """
    occurred_at = _moment(session, incident.team, draft.when, gesture, incident.resolved_at)
    values = entry_values(
        incident.id,
        Source.NOTE,
        gesture.key,
        occurred_at=occurred_at or gesture.at,
        kind=draft.kind,
        text=draft.text,
        author=gesture.by,
        recorded_by=gesture.by,
        now=gesture.at,
    )
    values |= _by_hand(draft, None if occurred_at else draft.when)
    entry_id = insert_once(session, EntryRow, values, unique=("incident_id", "source_key"))
    workspace_service.meet(session, incident.team, {gesture.by}, now=gesture.at)
    if entry_id is not None and occurred_at is None:
        _place_when_known(session, incident.team, entry_id, draft.when, gesture)
    return occurred_at


def edit_entry(
    session: Session, team: TeamId, entry_id: int, draft: Draft, seen: Seen, gesture: Gesture
) -> None:
    """Change what differs from what the person saw; the text before stays as a version.

    Raises ChangedMeanwhileError when somebody else changed the same thing since, FieldError when
    there is no such time, UserError when the author deleted the message.
    """
    row = _locked(session, entry_id)
    if _is_known(session, entry_id, gesture):
        return
    occurred_at: datetime | None = row.occurred_at
    is_retimed = seen.is_retimed_in(draft)
    if is_retimed:
        over_at = session.get_one(IncidentRow, row.incident_id).resolved_at
        occurred_at = _moment(session, team, draft.when, gesture, over_at)
    _check_unchanged(row, draft, seen, is_retimed=is_retimed, wanted_at=occurred_at)
    if is_retimed:
        _retime(session, team, row, occurred_at, draft.when, gesture)
    if seen.is_reworded_in(draft):
        _reword(session, row, draft.text, gesture)
    if draft.kind is not seen.kind:
        row.kind, row.is_kind_chosen = draft.kind, True
    if draft.confidence is not seen.confidence:
        row.confidence = draft.confidence
    workspace_service.meet(session, team, {gesture.by}, now=gesture.at)
    tell_anew(session, team, row.incident_id, gesture)


def reword_entry(
    session: Session, team: TeamId, entry_id: int, text: Mrkdwn, gesture: Gesture, *, was: Mrkdwn
) -> None:
    """Have an entry say this instead of what it `was`, which stays as a version. Sent twice it is
    once. Raises ChangedMeanwhileError when it says something else by now, UserError when the author
    deleted the message.
    """
    row = _locked(session, entry_id)
    if _is_known(session, entry_id, gesture):
        return
    if row.text != was:
        raise ChangedMeanwhileError
    _reword(session, row, text, gesture)
    tell_anew(session, team, row.incident_id, gesture)


def remove_entry(session: Session, team: TeamId, entry_id: int, gesture: Gesture) -> None:
    """Take an entry off the timeline; a mark that is put on later brings it back."""
    row = _locked(session, entry_id)
    if row.removed_at is not None:
        return
    row.removed_at, row.removed_by = gesture.at, gesture.by
    _show_again(session, team, row, gesture)


def restore_entry(session: Session, team: TeamId, entry_id: int, gesture: Gesture) -> None:
    """Bring a removed entry back. Raises UserError when its author deleted the message."""
    row = _locked(session, entry_id)
    if row.removed_at is None:
        return
    _bring_back(session, row, gesture)
    _show_again(session, team, row, gesture)


def keep_brought(
    session: Session, incident: Incident, brought: Brought, draft: Draft, gesture: Gesture
) -> datetime | None:
    """Keep a message from wherever it stands, under the key that a mark on it would have.

    An entry that there is already is changed to what the form says. Returns as `add_entry` does.
    """
    said, is_retimed = said_at(brought.ts), brought.is_retimed_in(draft)
    over_at = incident.resolved_at
    occurred_at = (
        _moment(session, incident.team, draft.when, gesture, over_at) if is_retimed else said
    )
    is_waiting = occurred_at is None
    values = _brought_values(incident, brought, draft, occurred_at or said, gesture)
    values |= _by_hand(draft, draft.when if is_waiting else None)
    unique = ("incident_id", "source_key")
    entry_id = insert_once(session, EntryRow, values, unique=unique)
    if entry_id is None:
        known = [getattr(EntryRow, name) == values[name] for name in unique]
        entry_id = session.scalars(select(EntryRow.id).where(*known)).one()
        row = _locked(session, entry_id)
        if _is_known(session, entry_id, gesture):
            return occurred_at
        _take_over(session, row, values, brought, draft, gesture)
    else:
        row = _locked(session, entry_id)
    _bring_back(session, row, gesture)
    people = {gesture.by} | ({brought.author} if brought.author else set())
    workspace_service.meet(session, incident.team, people, now=gesture.at)
    if is_waiting:
        _place_when_known(session, incident.team, entry_id, draft.when, gesture)
    _show_again(session, incident.team, row, gesture)
    return occurred_at


def place_entry(
    session: Session,
    team: TeamId,
    entry_id: int,
    user: UserId,
    typed: str,
    *,
    asked_at: datetime,
    waits: bool,
) -> bool:
    """Give a waiting entry its time, in the workspace's zone if the person's is unknown.

    An entry with a time that the clocks skipped stays where it was typed: nobody is there to be
    asked. False when `waits` and the person's profile has not been read.
    """
    person = workspace_queries.people(session, team, [user]).get(user)
    if person is None and waits:
        return False
    zone = (person and person.zone) or workspace_queries.workspace(session, team).zone
    row = session.get_one(EntryRow, entry_id, with_for_update=AGAINST_CHANGES)
    if row.typed_time != typed:
        return True  # it was given another time meanwhile
    row.typed_time = None
    with suppress(UserError):
        over_at = session.get_one(IncidentRow, row.incident_id).resolved_at
        row.occurred_at = moment_typed(typed, zone, asked_at, over_at=over_at) or row.occurred_at
    return True


def _locked(session: Session, entry_id: int) -> EntryRow:
    """The entry, which nobody else changes until this is stored."""
    row = session.get_one(
        EntryRow, entry_id, populate_existing=True, with_for_update=AGAINST_CHANGES
    )
    if row.is_deleted:
        raise UserError(
            "Its author deleted this message, so nothing of it is kept. You can add an entry in "
            "your own words instead."
        )
    return row


def _is_known(session: Session, entry_id: int, gesture: Gesture) -> bool:
    known = select(EntryVersionRow.id).where(
        EntryVersionRow.entry_id == entry_id, EntryVersionRow.edit_key == gesture.key
    )
    return session.scalar(known) is not None


def _moment(
    session: Session, team: TeamId, when: str, gesture: Gesture, over_at: datetime | None
) -> datetime | None:
    """When that was, in an incident `over_at` some moment or not yet; None while it depends on a
    zone that is not known.
    """
    if not when:
        return gesture.at
    person = workspace_queries.people(session, team, [gesture.by]).get(gesture.by)
    zone = person.zone if person else None
    if person and zone is None:
        zone = workspace_queries.workspace(session, team).zone
    try:
        return moment_typed(when, zone, gesture.at, over_at=over_at)
    except UserError as asked:
        raise FieldError("when", asked.sentence) from None


def _check_unchanged(
    row: EntryRow, draft: Draft, seen: Seen, *, is_retimed: bool, wanted_at: datetime | None
) -> None:
    """Only what this person changes, too, is in the way."""
    is_reworded = fingerprint(row.text) != seen.text and row.text != draft.text
    is_moved = row.occurred_at.timestamp() != seen.at and row.occurred_at != wanted_at
    if (
        (seen.is_reworded_in(draft) and is_reworded)
        or (is_retimed and is_moved)
        or (draft.kind is not seen.kind and row.kind not in {seen.kind, draft.kind})
    ):
        raise ChangedMeanwhileError


def _retime(
    session: Session,
    team: TeamId,
    row: EntryRow,
    occurred_at: datetime | None,
    when: str,
    gesture: Gesture,
) -> None:
    row.typed_time = None if occurred_at else when
    if occurred_at is None:
        _place_when_known(session, team, row.id, when, gesture)
    else:
        row.occurred_at = occurred_at


def _reword(session: Session, row: EntryRow, text: Mrkdwn, gesture: Gesture) -> None:
    """The text before is a version; an edit of the message will not replace this one."""
    if row.text == text:
        return
    version = {
        "entry_id": row.id,
        "text": row.text,
        "edit_key": gesture.key,
        "replaced_at": gesture.at,
        "replaced_by": gesture.by,
    }
    insert_once(session, EntryVersionRow, version, unique=("entry_id", "edit_key"))
    row.text, row.worded_by = text, gesture.by


def _bring_back(session: Session, row: EntryRow, gesture: Gesture) -> None:
    """The entry is there, and a message stays although no reaction keeps it."""
    row.removed_at = row.removed_by = None
    if row.source is not Source.MESSAGE:
        return
    state = {
        "meaning": Meaning.KEEP,
        "is_on": True,
        "event_ts": f"{gesture.at.timestamp():.6f}",
    }
    upsert(
        session,
        MarkRow,
        {"entry_id": row.id, "user_id": gesture.by, "emoji": BY_HAND, **state},
        unique=("entry_id", "user_id", "emoji"),
        update=state,
    )


def _show_again(session: Session, team: TeamId, row: EntryRow, gesture: Gesture) -> None:
    """Have its words read if they are missing, the ✓ be as it should, and the summary told."""
    channel = ChannelId(row.channel_id or "")
    if row.removed_at is None and row.filled_at is None:
        outbox.again(session, team, HYDRATE, key=channel, due_at=gesture.at, channel=channel)
    else:
        tick_again(session, team, row.id, now=gesture.at)
    tell_anew(session, team, row.incident_id, gesture)


def tell_anew(session: Session, team: TeamId, incident_id: int, gesture: Gesture) -> None:
    """A summary that was written must not go on quoting what is said differently now."""
    due_at = gesture.at
    outbox.again(session, team, FORGET, key=incident_id, due_at=due_at, incident=incident_id)


def _by_hand(draft: Draft, typed: str | None) -> Mapping[str, object]:
    """What only entries by hand have from the start."""
    return {"confidence": draft.confidence, "typed_time": typed}


def _brought_values(
    incident: Incident, brought: Brought, draft: Draft, occurred_at: datetime, gesture: Gesture
) -> dict[str, object]:
    is_reworded = brought.is_reworded_in(draft)
    values = entry_values(
        incident.id,
        Source.MESSAGE,
        f"message:{brought.channel}:{brought.ts}",
        occurred_at=occurred_at,
        kind=draft.kind,
        text=draft.text if is_reworded or brought.text is None else brought.text,
        author=brought.author,
        recorded_by=gesture.by,
        now=gesture.at,
    )
    values |= {
        "channel_id": brought.channel,
        "message_ts": brought.ts,
        "thread_ts": brought.thread,
        "author_label": brought.label,
        "worded_by": gesture.by if is_reworded else None,
        "is_kind_chosen": draft.kind is not EntryKind.OBSERVATION,
    }
    if brought.channel == incident.channel:
        # The bot can read it there itself: whole, with its files.
        values["filled_at"] = None
        values["text"] = draft.text if is_reworded else NOTHING
    return values


def _take_over(
    session: Session,
    row: EntryRow,
    values: Mapping[str, object],
    brought: Brought,
    draft: Draft,
    gesture: Gesture,
) -> None:
    """What the form changed holds for an entry that was there before, too."""
    if brought.is_reworded_in(draft):
        _reword(session, row, draft.text, gesture)
    if brought.is_retimed_in(draft):
        occurred_at, typed = values["occurred_at"], values["typed_time"]
        row.occurred_at = occurred_at if isinstance(occurred_at, datetime) else row.occurred_at
        row.typed_time = typed if isinstance(typed, str) else None
    if draft.kind is not EntryKind.OBSERVATION:
        row.kind, row.is_kind_chosen = draft.kind, True
    if draft.confidence is Confidence.RECALLED:
        row.confidence = draft.confidence


def _place_when_known(
    session: Session, team: TeamId, entry_id: int, when: str, gesture: Gesture
) -> None:
    waiting = {
        "entry": entry_id,
        "user": gesture.by,
        "typed": when,
        "asked_at": gesture.at.isoformat(),
    }
    outbox.again(session, team, PLACE_ENTRY, key=entry_id, due_at=gesture.at, **waiting)
