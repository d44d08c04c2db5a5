"""Use cases around an incident: they change rows and enqueue what Slack has to show."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import IncidentRow, RoleRow, TransitionRow, WorkspaceRow
from app.db.upsert import AGAINST_CHANGES, insert_once
from app.errors import UserError
from app.incidents import queries
from app.incidents.rules import CLOSED, STATE_LABELS, Declaration, Incident
from app.posting import posted
from app.slack.ids import ChannelId, TeamId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import ChannelState, Role, Severity, State, TransitionKind
from app.workspace import queries as workspace_queries
from app.workspace import service as workspace_service

OPEN_CHANNEL = "incidents.open_channel"
TAKE_CHANNEL = "incidents.take_channel"
INVITE = "incidents.invite"
SET_TOPIC = "incidents.set_topic"
SHOW_CARD = "incidents.show_card"
PIN_CARD = "incidents.pin_card"
BOOKMARK_CARD = "incidents.bookmark_card"
ANNOUNCE = "incidents.announce"
READ_MEMBERS = "incidents.read_members"
READ_EVERY = timedelta(days=1)
TELL_TRANSITION = "incidents.tell_transition"
TELL_CHANNEL_TROUBLE = "incidents.tell_channel_trouble"
RECORD_TRANSITION = "timeline.record_transition"
KEEP_CARRIED = "timeline.keep_carried"
HYDRATE = "timeline.hydrate"
ASK_SYNC = "timeline.ask_sync"
FOLLOW_CHANNEL = "reviews.follow_channel"
SEE_BEFORE = "learning.see_before"
TELL_WHERE = "learning.tell_where"
"""The last seven are effects of features that stand above this one."""


@dataclass(frozen=True, slots=True)
class Gesture:
    """Who does something, when, and the key under which doing it twice is doing it once."""

    by: UserId
    at: datetime
    key: str


def declare(
    session: Session,
    team: TeamId,
    declaration: Declaration,
    gesture: Gesture,
    *,
    carried: Mapping[str, str] | None = None,
    answer_to: str = "",
    here: ChannelId | None = None,
) -> int:
    """Store the incident and have its channel opened; the same gesture gives the same incident.

    `carried` is a message that somebody started it from; it becomes the first entry. `here` is a
    channel that becomes the incident's: until Slack has said that it is a public one, the incident
    is private. Raises UserError when that channel is an incident's already.
    """
    # The lock makes two deliveries of one form wait for each other, and numbers have no gaps.
    workspace = session.get_one(WorkspaceRow, team, with_for_update=True)
    known = session.scalar(
        select(IncidentRow.id).where(
            IncidentRow.team_id == team, IncidentRow.declaration_key == gesture.key
        )
    )
    if known is not None:
        return known
    if here is not None:
        check_channel_is_free(session, team, here)
    row = IncidentRow(
        team_id=team,
        number=workspace.next_number,
        declaration_key=gesture.key,
        title=declaration.title,
        severity=declaration.severity,
        state=State.INVESTIGATING,
        is_private=declaration.is_private or here is not None,
        impact=declaration.impact,
        declared_by=gesture.by,
        declared_at=gesture.at,
        started_at=gesture.at,
        channel_id=here,
        channel_state=ChannelState.OPENING,
        has_own_channel=here is None,
    )
    workspace.next_number += 1
    session.add(row)
    session.flush()
    _give_role(session, row.id, Role.LEAD, declaration.lead, at=gesture.at)
    _record(session, team, row.id, TransitionKind.DECLARED, row.title, None, gesture)
    outbox.again(session, team, SEE_BEFORE, key=row.id, due_at=gesture.at, incident=row.id)
    _have_channel(session, row, declaration, gesture, answer_to)
    if carried:
        keep = {"incident": row.id, "by": gesture.by, "message": dict(carried)}
        outbox.once(session, team, KEEP_CARRIED, key=row.id, due_at=gesture.at, **keep)
    workspace_service.meet(session, team, {gesture.by, declaration.lead}, now=gesture.at)
    return row.id


def check_channel_is_free(session: Session, team: TeamId, channel: ChannelId) -> None:
    """Raises UserError that names the incident whose channel this is already."""
    other = queries.incident_in_channel(session, team, channel)
    if other is not None:
        raise UserError(
            f"This is the channel of {other.label} already, and a channel has one incident. "
            "`/incident start` opens a new one with a channel of its own."
        )


def channel_opened(
    session: Session,
    incident_id: int,
    channel: ChannelId,
    name: str,
    *,
    now: datetime,
    answer_to: str = "",
) -> None:
    """Keep the incident's channel and have it furnished."""
    row = session.get_one(IncidentRow, incident_id)
    if row.channel_id is not None:
        return
    row.channel_id = channel
    row.channel_name = name
    row.channel_state = ChannelState.OPEN
    team = TeamId(row.team_id)
    for effect in (SHOW_CARD, INVITE, SET_TOPIC, ANNOUNCE):
        outbox.again(session, team, effect, key=row.id, due_at=now, incident=row.id)
    _look_around(session, row, now=now)
    if answer_to:
        told = {"incident": row.id, "answer_to": answer_to}
        outbox.once(session, team, TELL_WHERE, key=row.id, due_at=now, **told)
    if row.state in CLOSED:  # before it had a channel, as a review of the past is
        outbox.again(session, team, FOLLOW_CHANNEL, key=row.id, due_at=now, incident=row.id)


def channel_taken(
    session: Session, incident_id: int, name: str, *, is_private: bool, now: datetime
) -> None:
    """A channel that was there before is the incident's now: have the card put into it, and what
    people marked in it before read back.
    """
    row = session.get_one(IncidentRow, incident_id)
    if row.channel_name is not None:
        return
    row.channel_name = name
    row.channel_state = ChannelState.OPEN
    row.is_private = is_private
    for effect in (SHOW_CARD, INVITE, ANNOUNCE, ASK_SYNC):
        outbox.again(session, TeamId(row.team_id), effect, key=row.id, due_at=now, incident=row.id)
    _look_around(session, row, now=now)


def _look_around(session: Session, row: IncidentRow, *, now: datetime) -> None:
    """Of a private channel it is read every day who is in it, once people had time to come in."""
    if row.is_private:
        team, due_at = TeamId(row.team_id), now + READ_EVERY
        outbox.again(session, team, READ_MEMBERS, key=row.id, due_at=due_at, incident=row.id)


def channel_refused(session: Session, incident_id: int, *, now: datetime) -> None:
    """Slack lets the bot open no channel: the lead is told that the incident has none."""
    row = session.get_one(IncidentRow, incident_id)
    row.channel_state = ChannelState.REFUSED
    outbox.once(
        session,
        TeamId(row.team_id),
        TELL_CHANNEL_TROUBLE,
        key=f"{incident_id}:{ChannelState.REFUSED.value}",
        due_at=now,
        incident=incident_id,
    )


def card_shown(session: Session, incident_id: int, *, now: datetime) -> None:
    """The card stands, perhaps anew after somebody deleted it: have it pinned, and bookmarked."""
    row = session.get_one(IncidentRow, incident_id)
    team = TeamId(row.team_id)
    outbox.again(session, team, PIN_CARD, key=row.id, due_at=now, incident=row.id)
    outbox.once(session, team, BOOKMARK_CARD, key=row.id, due_at=now, incident=row.id)


def change_state(
    session: Session, incident: Incident, state: State, note: Mrkdwn | None, gesture: Gesture
) -> None:
    """Change the state of an open incident, or add a note to the state it is in.

    Raises UserError when the incident is closed already. Resolving goes through `resolve`.
    """
    if _is_known(session, incident.id, gesture):
        return  # delivered late, it must not take back what was changed since
    changed = session.scalar(
        update(IncidentRow)
        .where(IncidentRow.id == incident.id, IncidentRow.state.not_in(CLOSED))
        .values(state=state)
        .returning(IncidentRow.id)
    )
    if changed is None:
        raise UserError(_closed_sentence(queries.incident(session, incident.id)))
    _transition(session, incident, TransitionKind.STATE, state.value, note, gesture)


def resolve(
    session: Session,
    incident: Incident,
    *,
    started_at: datetime,
    resolved_at: datetime,
    impact: Mrkdwn | None,
    eased_by: Mrkdwn | None,
    gesture: Gesture,
) -> bool:
    """Resolve an open incident. False when this same gesture has done so before.

    Raises UserError when somebody else resolved or cancelled it first.
    """
    if _is_known(session, incident.id, gesture):
        return False
    resolved = session.scalar(
        update(IncidentRow)
        .where(IncidentRow.id == incident.id, IncidentRow.state.not_in(CLOSED))
        .values(
            state=State.RESOLVED,
            started_at=started_at,
            resolved_at=resolved_at,
            resolved_by=gesture.by,
            impact=impact or IncidentRow.impact,
            eased_by=eased_by,
        )
        .returning(IncidentRow.id)
    )
    if resolved is None and _is_known(session, incident.id, gesture):
        return False  # the same gesture, delivered twice at once
    if resolved is None:
        raise UserError(_closed_sentence(queries.incident(session, incident.id)))
    ended = replace(gesture, at=resolved_at)
    _transition(session, incident, TransitionKind.STATE, State.RESOLVED.value, eased_by, ended)
    return True


def change_severity(
    session: Session, incident: Incident, severity: Severity, gesture: Gesture
) -> None:
    """Change how much users notice; also afterwards, it is a judgement."""
    if _is_known(session, incident.id, gesture):
        return
    session.execute(
        update(IncidentRow).where(IncidentRow.id == incident.id).values(severity=severity)
    )
    _transition(session, incident, TransitionKind.SEVERITY, severity.value, None, gesture)


def reword(
    session: Session, incident: Incident, name: str, text: Mrkdwn, gesture: Gesture, *, was: Mrkdwn
) -> None:
    """Have the title, the impact or what eased it say this instead of what it `was`; the cards
    follow. Raises UserError when it says something else by now.
    """
    column = getattr(IncidentRow, name)
    changed = session.scalar(
        update(IncidentRow)
        .where(IncidentRow.id == incident.id, column == was)
        .values({name: text})
        .returning(IncidentRow.id)
    )
    if changed is None:
        raise UserError(
            "Somebody changed this meanwhile, and their words stay. Open it again to see them."
        )
    for effect in (SHOW_CARD, ANNOUNCE, SEE_BEFORE):
        outbox.again(
            session,
            incident.team,
            effect,
            key=incident.id,
            due_at=gesture.at,
            incident=incident.id,
        )


def change_lead(session: Session, incident: Incident, lead: UserId, gesture: Gesture) -> None:
    """Give the lead to somebody, who is invited. The hand-off that goes with it is kept and told by
    the timeline.
    """
    # Two who give it at once wait for each other: each has to end the role of the one before.
    session.get_one(IncidentRow, incident.id, with_for_update=AGAINST_CHANGES)
    if workspace_queries.is_bot(session, incident.team, lead):
        raise UserError("A bot can't lead an incident. Please name a person.")
    if _keep(session, incident.id, TransitionKind.LEAD, lead, None, gesture) is None:
        return
    _give_role(session, incident.id, Role.LEAD, lead, at=gesture.at)
    workspace_service.meet(session, incident.team, {lead}, now=gesture.at)
    for effect in (INVITE, SHOW_CARD, ANNOUNCE):
        outbox.again(
            session,
            incident.team,
            effect,
            key=incident.id,
            due_at=gesture.at,
            incident=incident.id,
        )


def rename_channel(session: Session, team: TeamId, channel: ChannelId, name: str) -> None:
    """Keep the name under which people know the incident's channel."""
    # Without a name it has not been taken over yet; that will bring the name along.
    session.execute(
        update(IncidentRow)
        .where(
            IncidentRow.team_id == team,
            IncidentRow.channel_id == channel,
            IncidentRow.channel_name.is_not(None),
        )
        .values(channel_name=name)
    )


def change_channel_state(
    session: Session, team: TeamId, channel: ChannelId, state: ChannelState, *, now: datetime
) -> None:
    """Keep whether the incident's channel can be written to; the lead is told once that it
    cannot. When it can be again, what was not done meanwhile is made up for.
    """
    keeps = {state}
    if state is ChannelState.OPEN:
        # What is being taken over becomes open by that, when its name and kind are known.
        keeps.add(ChannelState.OPENING)
    changed = session.execute(
        update(IncidentRow)
        .where(
            IncidentRow.team_id == team,
            IncidentRow.channel_id == channel,
            IncidentRow.channel_state.not_in(keeps),
        )
        .values(channel_state=state)
        .returning(IncidentRow.id, IncidentRow.channel_name)
    ).one_or_none()
    if changed is None:
        return
    incident_id, name = changed
    if state is ChannelState.OPEN:
        for effect in (SHOW_CARD, INVITE, SET_TOPIC, ASK_SYNC):
            outbox.again(session, team, effect, key=incident_id, due_at=now, incident=incident_id)
        outbox.again(session, team, HYDRATE, key=channel, due_at=now, channel=channel)
        if name is None:
            take = {"incident": incident_id, "is_private": True}
            outbox.again(session, team, TAKE_CHANNEL, key=incident_id, due_at=now, **take)
        return
    key = f"{incident_id}:{state.value}"
    outbox.once(session, team, TELL_CHANNEL_TROUBLE, key=key, due_at=now, incident=incident_id)


def follow_settings(session: Session, team: TeamId, *, now: datetime) -> None:
    """Have the open incidents announced and shown as the workspace chose meanwhile."""
    is_open = IncidentRow.team_id == team, IncidentRow.state.not_in(CLOSED)
    for incident_id in session.scalars(select(IncidentRow.id).where(*is_open)).all():
        for effect in (SHOW_CARD, SET_TOPIC, ANNOUNCE):
            outbox.again(session, team, effect, key=incident_id, due_at=now, incident=incident_id)


def transition_told(session: Session, team: TeamId, transition_id: int, *, now: datetime) -> None:
    """The channel was told of a change: its entry on the timeline has a source now."""
    record = {"transition": transition_id}
    outbox.again(session, team, RECORD_TRANSITION, key=transition_id, due_at=now, **record)


def required_in_channel(session: Session, team: TeamId, channel: ChannelId) -> Incident:
    """The incident of this channel. Raises UserError that says where to go when there is none."""
    incident = queries.incident_in_channel(session, team, channel)
    if incident is None:
        raise UserError(
            "This works in an incident's channel. `/incident list` shows the open ones, "
            "`/incident start` opens a new one."
        )
    return incident


def seen_incident(
    session: Session, team: TeamId, channel: ChannelId | None, number: int | None, viewer: UserId
) -> Incident:
    """The one whose channel it is, or the one with this number. Raises UserError for one that the
    viewer may not see, in the same words as for one that is not there.
    """
    if number is None:
        return required_in_channel(session, team, channel or ChannelId(""))
    here = queries.incident_in_channel(session, team, channel) if channel else None
    if here is not None and here.number == number:
        return here
    found = queries.numbered_incident(session, team, number, viewer)
    if found is None:
        raise UserError(
            f"There is no INC-{number} that you can see. If it is private, type this in its "
            "channel."
        )
    return found


def _have_channel(
    session: Session, row: IncidentRow, declaration: Declaration, gesture: Gesture, answer_to: str
) -> None:
    """Have a channel opened, or the one that was chosen taken over."""
    effect = OPEN_CHANNEL if row.has_own_channel else TAKE_CHANNEL
    said: dict[str, object] = {"answer_to": answer_to} if answer_to else {}
    if not row.has_own_channel:
        said = {"is_private": declaration.is_private}
    team, due_at = TeamId(row.team_id), gesture.at
    outbox.once(session, team, effect, key=row.id, due_at=due_at, incident=row.id, **said)


def _transition(
    session: Session,
    incident: Incident,
    kind: TransitionKind,
    became: str,
    note: Mrkdwn | None,
    gesture: Gesture,
) -> None:
    """Record a change, tell the channel, and have the cards show it."""
    transition_id = _record(session, incident.team, incident.id, kind, became, note, gesture)
    if transition_id is None:
        return
    team, due_at = incident.team, gesture.at
    outbox.once(
        session, team, TELL_TRANSITION, key=transition_id, due_at=due_at, transition=transition_id
    )
    for effect in (SHOW_CARD, ANNOUNCE):
        outbox.again(session, team, effect, key=incident.id, due_at=due_at, incident=incident.id)


def show_again(session: Session, team: TeamId, incident_id: int, *, now: datetime) -> None:
    """Have the card and the announcement, where they stand, say what is stored now."""
    of = {SHOW_CARD: f"card:{incident_id}", ANNOUNCE: f"announcement:{incident_id}"}
    stand = posted(session, team, of.values())
    for effect, key in of.items():
        if key in stand:
            outbox.again(session, team, effect, key=incident_id, due_at=now, incident=incident_id)


def _record(
    session: Session,
    team: TeamId,
    incident_id: int,
    kind: TransitionKind,
    became: str,
    note: Mrkdwn | None,
    gesture: Gesture,
) -> int | None:
    """Keep a change and have it put onto the timeline."""
    transition_id = _keep(session, incident_id, kind, became, note, gesture)
    if transition_id is not None:
        outbox.once(
            session,
            team,
            RECORD_TRANSITION,
            key=transition_id,
            due_at=gesture.at,
            transition=transition_id,
        )
    return transition_id


def _keep(
    session: Session,
    incident_id: int,
    kind: TransitionKind,
    became: str,
    note: Mrkdwn | None,
    gesture: Gesture,
) -> int | None:
    """Store a change; None when this gesture made it before."""
    values = {
        "incident_id": incident_id,
        "key": gesture.key,
        "kind": kind,
        "became": became,
        "note": note,
        "by": gesture.by,
        "at": gesture.at,
    }
    return insert_once(session, TransitionRow, values, unique=("incident_id", "key"))


def _is_known(session: Session, incident_id: int, gesture: Gesture) -> bool:
    known = select(TransitionRow.id).where(
        TransitionRow.incident_id == incident_id, TransitionRow.key == gesture.key
    )
    return session.scalar(known) is not None


def _give_role(
    session: Session, incident_id: int, role: Role, user: UserId, *, at: datetime
) -> None:
    session.execute(
        update(RoleRow)
        .where(RoleRow.incident_id == incident_id, RoleRow.role == role, RoleRow.until_at.is_(None))
        .values(until_at=at)
    )
    session.add(RoleRow(incident_id=incident_id, role=role, user_id=user, since_at=at))


def _closed_sentence(incident: Incident) -> str:
    label = STATE_LABELS[incident.state].lower()
    return (
        f"{incident.label} is already {label}, so nothing was changed. If it is back, "
        "`/incident start` opens a new one."
    )
