"""Use cases of hand-offs: giving, and reading back. The lead of an incident changes with one."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import EntryRow, HandoffRow
from app.db.upsert import insert_once
from app.errors import FieldError, UserError
from app.incidents import queries as incident_queries
from app.incidents import service as incident_service
from app.incidents.rules import Incident
from app.incidents.service import Gesture
from app.slack.ids import ChannelId, MessageTs, TeamId, UserId
from app.slack.mrkdwn import Mrkdwn, mentioned_users, user_mention
from app.timeline import queries, queries_handoffs
from app.timeline.rules import Handoff
from app.timeline.rules_handoffs import (
    LEAD_SUBJECT,
    NUDGED_AFTER,
    READ_BACK,
    Given,
    HandoffDraft,
    SoFar,
    handoff_words,
    questions_so_far,
    receiver_problem,
    state_so_far,
)
from app.timeline.service import entry_values
from app.timeline.service_entries import ChangedMeanwhileError, tell_anew
from app.timeline.service_meanings import lock_handoffs, show_handoff
from app.vocabulary import Automatic, EntryKind, Role, Source
from app.workspace import queries as workspace_queries
from app.workspace import service as workspace_service

NUDGE_RECEIVER = "timeline.nudge_receiver"
NUDGE_GIVER = "timeline.nudge_giver"
INVITE_RECEIVER = "timeline.invite_receiver"


def so_far(session: Session, incident: Incident) -> SoFar:
    """What a hand-off's form is filled in with."""
    length = queries.timeline_length(session, incident.id)
    entries = queries.timeline(
        session, incident.id, offset=max(0, length - READ_BACK), limit=READ_BACK
    )
    mentioned = {user for entry in entries for user in mentioned_users(entry.text)}
    people = workspace_queries.people(session, incident.team, mentioned)
    names = {user: person.name for user, person in people.items()}
    return SoFar(state_so_far(entries, names), questions_so_far(entries, names))


def hand_off(session: Session, incident: Incident, draft: HandoffDraft, gesture: Gesture) -> int:
    """Keep a hand-off and have its receiver told; the lead goes along if the draft says so.

    Returns the entry, the same for the same gesture. Who takes the lead in a form gets it as with
    `give_lead`. Raises FieldError when the receiver can't be one, or the lead is not the giver's
    to pass on any more.
    """
    lock_handoffs(session, incident.id)
    known = _known(session, incident.id, gesture)
    if known is not None:
        return known
    lead = incident_queries.incident(session, incident.id).lead
    if draft.is_own_lead and lead != gesture.by:
        has_it = "Somebody else has" if lead else "Nobody has"
        raise FieldError("lead", f"{has_it} the lead by now. Take the tick off, and send it again.")
    if draft.is_of_lead and draft.receiver == gesture.by and lead != gesture.by:
        return give_lead(session, incident, gesture.by, gesture)
    giver = (lead or gesture.by) if draft.is_of_lead else gesture.by
    receiver = _checked(session, incident.team, draft.receiver, giver)
    if draft.is_of_lead:
        incident_service.change_lead(session, incident, receiver, gesture)
    handoff = Handoff(
        subject=draft.subject,
        role=Role.LEAD if draft.is_of_lead else None,
        giver=giver,
        receiver=receiver,
        state_given=draft.state_given,
        open_questions=draft.open_questions,
        given_at=gesture.at,
    )
    return _store(session, incident, handoff, receiver, gesture)


def give_lead(session: Session, incident: Incident, lead: UserId, gesture: Gesture) -> int:
    """Change the lead at once. It is half a hand-off: where things stand is told by `describe`.

    Who takes it has it and is asked nothing. Returns the entry, the same for the same gesture.
    Raises UserError when they have it already, or can't have it.
    """
    lock_handoffs(session, incident.id)
    known = _known(session, incident.id, gesture)
    if known is not None:
        return known
    before = incident_queries.incident(session, incident.id).lead
    is_taken = lead == gesture.by
    if lead == before:
        who = "You have" if is_taken else f"{user_mention(lead)} has"
        raise UserError(f"{who} the lead already, so nothing was changed.")
    incident_service.change_lead(session, incident, lead, gesture)
    if not is_taken:
        _checked(session, incident.team, lead, before or gesture.by)
    handoff = Handoff(
        subject=LEAD_SUBJECT,
        role=Role.LEAD,
        giver=before,
        receiver=lead,
        given_at=gesture.at,
        received_at=gesture.at if is_taken else None,
    )
    return _store(session, incident, handoff, lead, gesture)


def describe(
    session: Session, team: TeamId, entry_id: int, draft: HandoffDraft, *, now: datetime
) -> None:
    """Tell the giver's end of a hand-off that was made without."""
    row, entry = _locked(session, entry_id)
    row.subject = draft.subject or row.subject
    row.state_given = draft.state_given
    row.open_questions = draft.open_questions
    entry.text = handoff_words(
        Mrkdwn(row.subject or ""), UserId(row.receiver_id or ""), is_of_lead=row.role is Role.LEAD
    )
    show_handoff(session, team, entry_id, now=now)


def reword(
    session: Session,
    team: TeamId,
    entry_id: int,
    name: str,
    text: Mrkdwn,
    gesture: Gesture,
    *,
    was: Mrkdwn,
) -> None:
    """Have one part of it say this instead of what it `was`, in the channel, too. Raises
    ChangedMeanwhileError when it says something else by now.
    """
    row, entry = _locked(session, entry_id)
    if getattr(row, name) != was:
        raise ChangedMeanwhileError
    setattr(row, name, text)
    if name == "subject":
        receiver = UserId(row.receiver_id or "")
        entry.text = handoff_words(text, receiver, is_of_lead=row.role is Role.LEAD)
    show_handoff(session, team, entry_id, now=gesture.at)
    tell_anew(session, team, entry.incident_id, gesture)


def read_back(
    session: Session, team: TeamId, entry_id: int, words: Mrkdwn, gesture: Gesture
) -> None:
    """The receiver says that they have it. The first answer stays, however often it is sent.

    Raises UserError when it was not handed to them.
    """
    row, _entry = _locked(session, entry_id)
    check_is_receiver(queries_handoffs.given(session, entry_id), gesture.by)
    if row.received_at is not None or row.answer_entry_id is not None:
        return
    row.read_back, row.received_at = words, gesture.at
    show_handoff(session, team, entry_id, now=gesture.at)


def check_is_receiver(given: Given | None, user: UserId) -> Given:
    """Raises UserError that says what to do when this was handed to somebody else."""
    if given is None:
        raise UserError("This hand-off is no longer kept. `/incident handoff` makes a new one.")
    receiver = given.handoff.receiver
    if receiver != user:
        to = user_mention(receiver) if receiver else "somebody else"
        raise UserError(
            f"This was handed to {to}, so the answer is theirs. If you take it over instead, have "
            "it handed to you with `/incident handoff`."
        )
    return given


def stands(session: Session, entry_id: int, channel: ChannelId, ts: MessageTs) -> None:
    """The hand-off can be read in the channel, at this message of ours."""
    entry = session.get_one(EntryRow, entry_id)
    entry.channel_id, entry.message_ts = channel, ts


def nudge_giver_later(session: Session, team: TeamId, entry_id: int, *, now: datetime) -> None:
    due_at = now + NUDGED_AFTER
    outbox.once(session, team, NUDGE_GIVER, key=entry_id, due_at=due_at, entry=entry_id)


def _known(session: Session, incident_id: int, gesture: Gesture) -> int | None:
    """The entry that this gesture made before."""
    return session.scalar(
        select(EntryRow.id).where(
            EntryRow.incident_id == incident_id, EntryRow.source_key == gesture.key
        )
    )


def _checked(session: Session, team: TeamId, receiver: UserId | None, giver: UserId) -> UserId:
    people = workspace_queries.people(session, team, [receiver] if receiver else [])
    bot = workspace_queries.workspace(session, team).bot_user
    problem = receiver_problem(receiver, giver, people.get(receiver or UserId("")), bot)
    if problem is not None or receiver is None:
        raise FieldError("receiver", problem or "")
    return receiver


def _store(
    session: Session, incident: Incident, handoff: Handoff, receiver: UserId, gesture: Gesture
) -> int:
    is_of_lead = handoff.role is Role.LEAD
    is_taken = handoff.received_at is not None
    words = handoff_words(handoff.subject, receiver, is_of_lead=is_of_lead)
    values = entry_values(
        incident.id,
        Source.SYSTEM,  # told by our own message, whatever becomes of that
        gesture.key,
        occurred_at=gesture.at,
        kind=EntryKind.HANDOFF,
        text=Mrkdwn("Took the lead.") if is_taken else words,
        author=gesture.by,
        recorded_by=gesture.by,
        now=gesture.at,
    )
    if is_taken and _leaves_out_roles(session, incident.team):
        values["removed_at"] = gesture.at
    entry_id = insert_once(session, EntryRow, values, unique=("incident_id", "source_key"))
    if entry_id is None:
        raise AssertionError("the lock lets one in at a time")
    session.add(
        HandoffRow(
            entry_id=entry_id,
            subject=handoff.subject,
            role=handoff.role,
            giver_id=handoff.giver,
            receiver_id=receiver,
            state_given=handoff.state_given,
            open_questions=handoff.open_questions,
            given_at=handoff.given_at,
            received_at=handoff.received_at,
        )
    )
    session.flush()
    _have_it_told(session, incident.team, entry_id, gesture, is_taken=is_taken)
    workspace_service.meet(session, incident.team, {receiver}, now=gesture.at)
    return entry_id


def _leaves_out_roles(session: Session, team: TeamId) -> bool:
    """A role that somebody took is an entry by itself, which a workspace may not want. One that was
    handed over is a hand-off, which it always keeps.
    """
    return Automatic.ROLES in workspace_queries.workspace(session, team).choices.unrecorded


def _have_it_told(
    session: Session, team: TeamId, entry_id: int, gesture: Gesture, *, is_taken: bool
) -> None:
    """The channel, and the receiver until they answer; those before it see that it went on."""
    now = gesture.at
    for each in [entry_id, *queries_handoffs.replaced_by(session, entry_id)]:
        show_handoff(session, team, each, now=now)
    if is_taken:
        return
    outbox.once(session, team, INVITE_RECEIVER, key=entry_id, due_at=now, entry=entry_id)
    due_at = now + NUDGED_AFTER
    outbox.once(session, team, NUDGE_RECEIVER, key=entry_id, due_at=due_at, entry=entry_id)


def _locked(session: Session, entry_id: int) -> tuple[HandoffRow, EntryRow]:
    """Who changes a hand-off waits for whoever changes one of that incident already."""
    entry = session.get_one(EntryRow, entry_id)
    lock_handoffs(session, entry.incident_id)
    return session.get_one(HandoffRow, entry_id, populate_existing=True), entry
