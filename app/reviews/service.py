"""Use cases of a review: proposing, scheduling, opening and closing it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import ReviewRow, RewindRow
from app.db.upsert import insert_once, upsert
from app.errors import UserError
from app.incidents import service as incident_service
from app.incidents.rules import Incident
from app.incidents.service import Gesture
from app.posting import posted
from app.reviews import queries, queries_facilitator
from app.reviews.rules import Review, fitting_length
from app.reviews.rules_proposal import Proposal, Resolution
from app.reviews.rules_rewind import WAITS_FOR
from app.reviews.rules_slots import first_slots
from app.reviews.service_preparation import plan_preparation
from app.slack.ids import ChannelId, TeamId, UserId
from app.slack.mrkdwn import Mrkdwn, moment
from app.timeline import service_sync
from app.timeline.service_system import record_step
from app.vocabulary import ReviewDepth, ReviewState
from app.workspace import queries as workspace_queries
from app.workspace import service as workspace_service
from app.workspace import service_letters
from app.workspace.rules_calendar import calendar_of

TELL_SCHEDULE = "reviews.tell_schedule"
PIN_SCHEDULE = "reviews.pin_schedule"
SEND_INVITATION = "reviews.send_invitation"
ASK_FACILITATOR = "reviews.ask_facilitator"
CHECK_FACILITATOR = "reviews.check_facilitator"
INVITE_FACILITATOR = "reviews.invite_facilitator"
OPEN_MEETING = "reviews.open_meeting"
TELL_WAITING = "reviews.tell_waiting"
CLOSE_MEETING = "reviews.close_meeting"
ASK_GROUPS = "reviews.ask_groups"
SHOW_POLL = "reviews.show_poll"
SHOW_AGENDA = "reviews.show_agenda"
WRITE_SUMMARY = "summaries.write"
ASK_CHANGES = "followups.ask"
SHOW_CHANGES = "followups.show"
"""The last three are effects of the summaries and of the changes, which stand above this
feature.

Two use cases that arm the same rows in different orders could hold each other up for ever. So
whoever changes a review changes its row first and then calls `tell_schedule`; everything else
follows, what changes in the rewind's messages last.
"""

CHANGES_AFTER = 2
"""Working days between the review and deciding what to change: domain.md §3."""

CHECKED_BEFORE = timedelta(days=1)
"""How long before the meeting it is looked whether the facilitator is still there."""


def propose(session: Session, incident: Incident, *, now: datetime) -> Proposal:
    """The first sign as the beginning, the first slot that suits everybody who took part, and
    somebody who did not to facilitate.
    """
    workspace = workspace_queries.workspace(session, incident.team)
    participants = queries.responders(session, incident)
    people = workspace_queries.people(session, incident.team, participants)
    zones = [person.zone for _, person in sorted(people.items()) if person.zone]
    slots = first_slots(
        resolved_at=incident.resolved_at or now,
        now=now,
        zones=zones,
        calendar=calendar_of(workspace, now),
        length=fitting_length(len(participants)),
    )
    facilitator = queries_facilitator.suggestion(session, incident, participants)
    first_sign_at = queries.first_sign_at(session, incident) or incident.started_at
    began_at = min(incident.started_at, first_sign_at)
    return Proposal(began_at, slots[0], facilitator, sorted(participants))


def required_in_channel(
    session: Session, team: TeamId, channel: ChannelId, *, lacking: str
) -> tuple[Incident, Review]:
    """The incident of this channel and its review. Raises UserError when there is no incident, and
    with the sentence `lacking` while no review is scheduled.
    """
    incident = incident_service.required_in_channel(session, team, channel)
    found = queries.review_of(session, incident.id)
    if found is None:
        raise UserError(lacking)
    return incident, found


def resolve(session: Session, incident: Incident, resolution: Resolution, gesture: Gesture) -> None:
    """Resolve the incident and schedule its review, both or neither.

    Raises UserError when somebody else has resolved it meanwhile.
    """
    is_new = incident_service.resolve(
        session,
        incident,
        started_at=resolution.began_at,
        resolved_at=resolution.ended_at,
        impact=resolution.impact,
        eased_by=resolution.eased_by,
        gesture=gesture,
    )
    if is_new:
        _schedule(session, incident, resolution, by=gesture.by, now=gesture.at)
        service_sync.ask(session, incident.team, incident.id, now=gesture.at, suggests=True)


def open_meeting(session: Session, team: TeamId, review_id: int, *, now: datetime) -> Review:
    """The hour has come. A review that was closed early stays closed, one that is off stays so, and
    one that was moved meanwhile waits for its new hour.
    """
    began = session.execute(
        update(ReviewRow)
        .where(
            ReviewRow.id == review_id,
            ReviewRow.state == ReviewState.SCHEDULED,
            ReviewRow.meets_at <= now,
        )
        .values(state=ReviewState.REWINDING)
        .returning(ReviewRow.id)
    ).one_or_none()
    review = queries.review(session, review_id)
    if began is not None:
        record_beginning(session, team, review, at=review.meets_at)
    tell_schedule(session, team, review_id, now=now)
    return review


def record_beginning(session: Session, team: TeamId, review: Review, *, at: datetime) -> None:
    """On the timeline, once for each date: at the hour, or when the rewind was started before
    it.
    """
    step = f"began:{review.calendar_sequence}"
    record_step(session, team, review.incident_id, step, Mrkdwn("The review began."), at=at)


def hold(session: Session, review_id: int) -> None:
    """Make the rewind's row, and hold it: of two who change the stops or the date, move, or close
    the meeting, one waits.
    """
    same = {"review_id": review_id}
    upsert(session, RewindRow, same, unique=("review_id",), update=same)


def close_meeting(session: Session, team: TeamId, review_id: int, *, now: datetime) -> bool:
    """End the meeting and have the summary written. False when that has been done, or the review
    is off.
    """
    hold(session, review_id)
    closed = session.scalar(
        update(ReviewRow)
        .where(
            ReviewRow.id == review_id,
            ReviewRow.closed_at.is_(None),
            ReviewRow.state.not_in([ReviewState.SKIPPED, ReviewState.CALLED_OFF]),
        )
        .values(state=ReviewState.BUILDING_FORWARD, closed_at=now)
        .returning(ReviewRow.id)
    )
    if closed is None:
        return False
    tell_schedule(session, team, review_id, now=now)
    write_summary(session, team, review_id, now=now)
    _ask_changes_later(session, team, review_id, now=now)
    ask_at_end(session, team, review_id, now=now)
    outbox.again(session, team, SHOW_AGENDA, key=review_id, due_at=now, review=review_id)
    return True


def channel_opened(session: Session, team: TeamId, review_id: int, *, now: datetime) -> None:
    """There is a place for the review now: its message goes there, and whoever facilitates."""
    for effect in (TELL_SCHEDULE, INVITE_FACILITATOR):
        outbox.again(session, team, effect, key=review_id, due_at=now, review=review_id)


def tell_schedule(session: Session, team: TeamId, review_id: int, *, now: datetime) -> None:
    """Have the review's own message say where the review stands."""
    outbox.again(session, team, TELL_SCHEDULE, key=review_id, due_at=now, review=review_id)


def ask_groups(session: Session, team: TeamId, review_id: int, *, now: datetime) -> None:
    """Have the groups without a factor asked about, or that message brought up to date."""
    outbox.again(session, team, ASK_GROUPS, key=review_id, due_at=now, review=review_id)


def ask_at_end(session: Session, team: TeamId, review_id: int, *, now: datetime) -> None:
    """Have everybody asked what there is to ask once meeting and rewind are over."""
    ask_groups(session, team, review_id, now=now)
    outbox.again(session, team, SHOW_POLL, key=review_id, due_at=now, review=review_id)


def show_again(session: Session, team: TeamId, review_id: int, *, now: datetime) -> None:
    """Have what stands of a review say what is stored now: where it is, its changes."""
    if posted(session, team, [f"review:{review_id}"]):
        outbox.again(session, team, TELL_SCHEDULE, key=review_id, due_at=now, review=review_id)
    outbox.again(session, team, SHOW_CHANGES, key=review_id, due_at=now, review=review_id)


def write_summary(session: Session, team: TeamId, review_id: int, *, now: datetime) -> None:
    """Have the summary written from what is stored, or brought up to date, and with it the message
    about its changes, where that stands.
    """
    for effect in (WRITE_SUMMARY, SHOW_CHANGES):
        outbox.again(session, team, effect, key=review_id, due_at=now, review=review_id)


def _ask_changes_later(session: Session, team: TeamId, review_id: int, *, now: datetime) -> None:
    calendar = calendar_of(workspace_queries.workspace(session, team), now)
    due_at = calendar.morning_after(now, CHANGES_AFTER)
    outbox.once(session, team, ASK_CHANGES, key=review_id, due_at=due_at, review=review_id)


def _schedule(
    session: Session, incident: Incident, resolution: Resolution, *, by: UserId, now: datetime
) -> None:
    facilitator = resolution.facilitator
    length = fitting_length(len(queries.responders(session, incident)))
    values = {
        "incident_id": incident.id,
        "state": ReviewState.SCHEDULED,
        "facilitator_id": facilitator,
        "facilitator_reason": resolution.facilitator_reason if facilitator else None,
        "accepted_at": now if facilitator == by else None,
        "meets_at": resolution.meets_at,
        "length_minutes": length // timedelta(minutes=1),
        "calendar_uid": f"{incident.team}-{incident.number}@onward.invalid",
    }
    review_id = insert_once(session, ReviewRow, values, unique=("incident_id",))
    if review_id is None:
        return
    text = Mrkdwn(f"Review scheduled for {moment(resolution.meets_at)}.")
    record_step(session, incident.team, incident.id, "scheduled", text, at=now, by=by)
    _ring(session, incident.team, review_id, resolution.meets_at, length, now=now)
    plan_preparation(session, incident, review_id, now=now)
    if facilitator:
        workspace_service.meet(session, incident.team, {facilitator}, now=now)
        if facilitator == by:
            channel_opened(session, incident.team, review_id, now=now)
        else:
            ask_to_facilitate(session, incident, review_id, facilitator, by=by, now=now)


def ask_to_facilitate(
    session: Session,
    incident: Incident,
    review_id: int,
    user: UserId,
    *,
    by: UserId,
    now: datetime,
) -> bool:
    """Have a letter ask somebody, within their working hours. False when both letters that one
    person gets about a review have been posted.
    """
    keys = asking_keys(review_id, user)
    number = len(posted(session, incident.team, keys)) + 1
    if number > len(keys):
        return False
    about = {"review": review_id, "by": by}
    occasion = f"{review_id}:{number}"
    service_letters.plan(
        session,
        incident.team,
        ASK_FACILITATOR,
        user,
        key=occasion,
        due_at=now,
        now=now,
        **about,
    )
    return True


def asking_keys(review_id: int, user: UserId) -> Sequence[str]:
    """Under which the letters to somebody stand."""
    return [f"{ASK_FACILITATOR}:{review_id}:{number}:{user}" for number in (1, 2)]


def change_meeting(
    session: Session,
    incident: Incident,
    review_id: int,
    meets_at: datetime,
    length: timedelta,
    *,
    now: datetime,
    depth: ReviewDepth = ReviewDepth.FULL,
) -> None:
    """Hold the review at another time, also one that was called off or skipped: everything that
    rings for it rings then, and calendars hear of it.
    """
    session.execute(
        update(ReviewRow)
        .where(ReviewRow.id == review_id)
        .values(
            meets_at=meets_at,
            length_minutes=length // timedelta(minutes=1),
            depth=depth,
            calendar_sequence=ReviewRow.calendar_sequence + 1,
            state=ReviewState.SCHEDULED,
            reason=None,
            reason_by=None,
        )
    )
    _ring(session, incident.team, review_id, meets_at, length, now=now)
    send_invitation(session, incident.team, review_id, now=now)
    plan_preparation(session, incident, review_id, now=now)


def send_invitation(session: Session, team: TeamId, review_id: int, *, now: datetime) -> None:
    """Have a calendar file say what the date is now: one for each change of it."""
    sequence = queries.review(session, review_id).calendar_sequence
    outbox.again(
        session,
        team,
        SEND_INVITATION,
        key=f"{review_id}:{sequence}",
        due_at=now,
        review=review_id,
        sequence=sequence,
    )


def _ring(
    session: Session,
    team: TeamId,
    review_id: int,
    meets_at: datetime,
    length: timedelta,
    *,
    now: datetime,
) -> None:
    for effect, due_at in (
        (TELL_SCHEDULE, now),
        (CHECK_FACILITATOR, max(now, meets_at - CHECKED_BEFORE)),
        (OPEN_MEETING, meets_at),
        (TELL_WAITING, meets_at + WAITS_FOR),
        (CLOSE_MEETING, meets_at + length),
    ):
        outbox.again(session, team, effect, key=review_id, due_at=due_at, review=review_id)


def schedule_told(session: Session, team: TeamId, review_id: int, *, now: datetime) -> None:
    """The date stands in the channel: have it pinned, and the calendar file put below it."""
    outbox.again(session, team, PIN_SCHEDULE, key=review_id, due_at=now, review=review_id)
    send_invitation(session, team, review_id, now=now)
