"""Every table. Ids of Slack are text; times are aware UTC; across features there is an id, not a
relationship: what belongs together is loaded by the query that needs it.

Each way in has a unique constraint behind it, so that what Slack sends twice is stored once.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.db.types import EnumText, UtcDateTime
from app.vocabulary import (
    Audience,
    Category,
    ChangeStep,
    ChannelState,
    Confidence,
    EntryKind,
    FactorGroup,
    FindingKind,
    FollowUpState,
    Holds,
    Letter,
    Meaning,
    PollQuestion,
    Question,
    ReviewDepth,
    ReviewState,
    Role,
    Severity,
    Source,
    Stance,
    State,
    StopReason,
    Strength,
    TransitionKind,
)

SLACK_ID = String(40)
KEY = String(255)
_BIG_ID = BigInteger().with_variant(Integer, "sqlite")


class Table(DeclarativeBase):
    """Base of all tables; its naming convention lets migrations name what they change."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class WorkspaceRow(Table):
    """A Slack workspace with the bot in it, and what it chose."""

    __tablename__ = "workspaces"

    team_id: Mapped[str] = mapped_column(SLACK_ID, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    bot_user_id: Mapped[str] = mapped_column(SLACK_ID)
    next_number: Mapped[int] = mapped_column(default=1, server_default="1")
    announce_channel_id: Mapped[str | None] = mapped_column(SLACK_ID)
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC", server_default="UTC")
    day_starts_at: Mapped[str] = mapped_column(String(5), default="09:00", server_default="09:00")
    day_ends_at: Mapped[str] = mapped_column(String(5), default="17:00", server_default="17:00")
    holiday_country: Mapped[str | None] = mapped_column(String(2))
    facilitator_ids: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    marks: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict, server_default="{}")
    """Emoji names by Meaning; a meaning that is missing has its default emoji."""
    unrecorded: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    """Which Automatic entries are switched off."""
    keeps_files: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a copy of a kept message's files is stored, besides their names and permalinks."""
    facilitator_group: Mapped[str | None] = mapped_column(String(80))
    """The handle of the user group whose members can facilitate, too."""
    group_member_ids: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    """That group's members when they were last read."""
    meeting_link: Mapped[str | None] = mapped_column(Text)
    """Where review meetings take place, if that is always the same."""
    unsent: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    """Which Letters nobody of the workspace gets."""
    drafts: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    """Of which incidents, by their Openness, a language model may word the summary."""
    guests_start: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether guests may start incidents."""
    digest_day: Mapped[int | None]
    """On which day of the week, from 0 on Monday, what is going on is posted."""
    digest_at: Mapped[str] = mapped_column(String(5), default="09:00", server_default="09:00")
    tells_patterns: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether what reviews have in common is posted once a month, at the same hour."""
    keeps_texts_days: Mapped[int | None]
    """For how many days after an incident is over each thing is kept; for ever without."""
    keeps_answers_days: Mapped[int | None] = mapped_column(default=90)
    keeps_incidents_days: Mapped[int | None]
    webhook_url: Mapped[str | None] = mapped_column(Text)
    """Where another system is told of changes."""
    webhook_secret: Mapped[str | None] = mapped_column(Text)
    """What that is signed with."""


class InstallationRow(Table):
    """The app in a workspace, where it is installed with OAuth, and its tokens, sealed. What the
    workspace stored outlives it, so there is no foreign key (docs/adr/0010-many-workspaces.md).
    """

    __tablename__ = "installations"

    team_id: Mapped[str] = mapped_column(SLACK_ID, primary_key=True)
    bot_user_id: Mapped[str] = mapped_column(SLACK_ID)
    bot_id: Mapped[str] = mapped_column(SLACK_ID)
    bot_token: Mapped[str] = mapped_column(Text)
    refresh_token: Mapped[str | None] = mapped_column(Text)
    """With which the token is renewed, once."""
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    renewing_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Until when one process has the renewal for itself."""
    installed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class InstallStateRow(Table):
    """That somebody has begun to install the app: what Slack has to send back with them, once."""

    __tablename__ = "install_states"

    state: Mapped[str] = mapped_column(String(64), primary_key=True)
    team_id: Mapped[str] = mapped_column(SLACK_ID)
    """The workspace that was named; empty when none was."""
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PersonRow(Table):
    """Somebody of a workspace, as Slack last described them."""

    __tablename__ = "people"

    team_id: Mapped[str] = mapped_column(ForeignKey("workspaces.team_id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(SLACK_ID, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    also_called: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    """Their other names: in full, and the handle."""
    time_zone: Mapped[str | None] = mapped_column(String(64))
    is_bot: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_active: Mapped[bool] = mapped_column(default=True, server_default=true())
    read_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ForgottenRow(Table):
    """Somebody who was forgotten, or is being: what was said before is not taken for theirs again,
    wherever it is read. Their names are here only while they are looked for.
    """

    __tablename__ = "forgotten"

    team_id: Mapped[str] = mapped_column(ForeignKey("workspaces.team_id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(SLACK_ID, primary_key=True)
    forgotten_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[str | None] = mapped_column(SLACK_ID)
    """Who is told once it is done; nobody where the command line asked."""
    names: Mapped[list[str]] = mapped_column(JSON)
    reached: Mapped[int] = mapped_column(_BIG_ID, default=0, server_default="0")
    """The last incident that was gone through."""
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, server_default="{}")
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When they took part in something again."""


class MuteRow(Table):
    """A kind of letter that somebody does not want."""

    __tablename__ = "mutes"

    team_id: Mapped[str] = mapped_column(ForeignKey("workspaces.team_id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(SLACK_ID, primary_key=True)
    letter: Mapped[Letter] = mapped_column(EnumText(Letter), primary_key=True)


class IncidentRow(Table):
    """One incident, from its declaration on."""

    __tablename__ = "incidents"
    __table_args__ = (
        UniqueConstraint("team_id", "number"),
        UniqueConstraint("team_id", "channel_id"),
        UniqueConstraint("team_id", "declaration_key"),
        Index(None, "team_id", "state"),
    )

    id: Mapped[int] = mapped_column(_BIG_ID, primary_key=True)
    team_id: Mapped[str] = mapped_column(ForeignKey("workspaces.team_id"))
    number: Mapped[int]
    declaration_key: Mapped[str] = mapped_column(KEY)
    title: Mapped[str] = mapped_column(Text)
    severity: Mapped[Severity] = mapped_column(EnumText(Severity))
    state: Mapped[State] = mapped_column(EnumText(State))
    is_private: Mapped[bool] = mapped_column(default=False, server_default=false())
    absent_ids: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    """Who declared it or has a role in it, and is not in its channel, if that is private."""
    impact: Mapped[str | None] = mapped_column(Text)
    eased_by: Mapped[str | None] = mapped_column(Text)
    declared_by: Mapped[str] = mapped_column(SLACK_ID)
    declared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    mitigated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resolved_by: Mapped[str | None] = mapped_column(SLACK_ID)
    channel_id: Mapped[str | None] = mapped_column(SLACK_ID)
    channel_name: Mapped[str | None] = mapped_column(String(80))
    channel_state: Mapped[ChannelState] = mapped_column(
        EnumText(ChannelState), default=ChannelState.OPENING
    )
    has_own_channel: Mapped[bool] = mapped_column(default=True, server_default=true())
    """False when it was started in a channel that had been there before."""
    texts_removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the texts of its timeline had been kept for as long as the workspace wants."""


class SimilarRow(Table):
    """An earlier incident that one is like; `rank` counts from 1, the most alike first."""

    __tablename__ = "similar_incidents"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), primary_key=True)
    earlier_id: Mapped[int] = mapped_column(
        ForeignKey("incidents.id"), primary_key=True, index=True
    )
    rank: Mapped[int]


class RoleRow(Table):
    """Who held a role, and when. The holder now has no `until_at`."""

    __tablename__ = "roles"
    __table_args__ = (
        Index(
            "uq_roles_holder_now",
            "incident_id",
            "role",
            unique=True,
            sqlite_where=text("until_at IS NULL"),
            postgresql_where=text("until_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(_BIG_ID, primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), index=True)
    role: Mapped[Role] = mapped_column(EnumText(Role))
    user_id: Mapped[str] = mapped_column(SLACK_ID)
    since_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TransitionRow(Table):
    """What a person changed about an incident, with their words. `key` names the gesture."""

    __tablename__ = "transitions"
    __table_args__ = (UniqueConstraint("incident_id", "key"),)

    id: Mapped[int] = mapped_column(_BIG_ID, primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"))
    key: Mapped[str] = mapped_column(KEY)
    kind: Mapped[TransitionKind] = mapped_column(EnumText(TransitionKind))
    became: Mapped[str] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    by: Mapped[str] = mapped_column(SLACK_ID)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class EntryRow(Table):
    """One thing that happened. `source_key` names the message, command or form that it came from.

    A kept message has no text until it has been read from Slack (`filled_at`).
    """

    __tablename__ = "entries"
    __table_args__ = (
        UniqueConstraint("incident_id", "source_key"),
        Index(None, "incident_id", "occurred_at", "id"),
        Index(None, "channel_id", "message_ts"),
        Index(
            "ix_entries_waiting",
            "channel_id",
            sqlite_where=text("filled_at IS NULL"),
            postgresql_where=text("filled_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(_BIG_ID, primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"))
    source: Mapped[Source] = mapped_column(EnumText(Source))
    source_key: Mapped[str] = mapped_column(KEY)
    occurred_at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[EntryKind] = mapped_column(EnumText(EntryKind))
    text: Mapped[str] = mapped_column(Text, default="", server_default="")
    author_id: Mapped[str | None] = mapped_column(SLACK_ID)
    author_label: Mapped[str | None] = mapped_column(Text)
    """The name of what said it, when that was no person: an app, an alert's source."""
    confidence: Mapped[Confidence] = mapped_column(
        EnumText(Confidence), default=Confidence.OBSERVED, server_default=Confidence.OBSERVED.value
    )
    recorded_by: Mapped[str] = mapped_column(SLACK_ID)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    channel_id: Mapped[str | None] = mapped_column(SLACK_ID)
    message_ts: Mapped[str | None] = mapped_column(SLACK_ID)
    thread_ts: Mapped[str | None] = mapped_column(SLACK_ID)
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, server_default="[]")
    edited_ts: Mapped[str | None] = mapped_column(SLACK_ID)
    link: Mapped[str | None] = mapped_column(Text)
    """Where it can be read, when that is no message whose place we know."""
    filled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_by: Mapped[str | None] = mapped_column(SLACK_ID)
    """Who took it off the timeline by hand; nobody when its last mark was taken off."""
    worded_by: Mapped[str | None] = mapped_column(SLACK_ID)
    """Who gave the text by hand; an edit of the message does not replace it then."""
    is_kind_chosen: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a person chose the kind; marks do not change it then."""
    is_deleted: Mapped[bool] = mapped_column(default=False, server_default=false())
    typed_time: Mapped[str | None] = mapped_column(String(40))
    """A clock time as typed, until the typist's time zone is known."""


class EntryVersionRow(Table):
    """What an entry said before. `edit_key` names what replaced it: the `ts` of the message's edit,
    or the gesture of who reworded it.
    """

    __tablename__ = "entry_versions"
    __table_args__ = (UniqueConstraint("entry_id", "edit_key"),)

    id: Mapped[int] = mapped_column(_BIG_ID, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    text: Mapped[str] = mapped_column(Text)
    edit_key: Mapped[str] = mapped_column(KEY)
    replaced_at: Mapped[datetime] = mapped_column(UtcDateTime)
    replaced_by: Mapped[str | None] = mapped_column(SLACK_ID)


class MarkRow(Table):
    """One person's emoji on one message. A mark taken off stays as a row that is off, so that a
    late redelivery of the older event cannot switch it on again.
    """

    __tablename__ = "marks"
    __table_args__ = (UniqueConstraint("entry_id", "user_id", "emoji"),)

    id: Mapped[int] = mapped_column(_BIG_ID, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    user_id: Mapped[str] = mapped_column(SLACK_ID)
    emoji: Mapped[str] = mapped_column(String(100))
    meaning: Mapped[Meaning] = mapped_column(EnumText(Meaning))
    """As the workspace understood the emoji when it was put on."""
    is_on: Mapped[bool]
    event_ts: Mapped[str] = mapped_column(SLACK_ID)


class DecisionRow(Table):
    """What is known about the decision of an entry: what was meant and known then, before how it
    turned out. Whoever was asked for the assumption is asked once.
    """

    __tablename__ = "decisions"

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    intent: Mapped[str | None] = mapped_column(Text)
    known: Mapped[str | None] = mapped_column(Text)
    assumed: Mapped[str | None] = mapped_column(Text)
    alternatives: Mapped[str | None] = mapped_column(Text)
    pressure: Mapped[str | None] = mapped_column(Text)
    outcome: Mapped[str | None] = mapped_column(Text)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class HandoffRow(Table):
    """A hand-off and its two ends. It is complete with a giver's state and a receiver's answer.

    Of a marked message only people and time are here: its words stay in the entry and follow it.
    """

    __tablename__ = "handoffs"

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    subject: Mapped[str | None] = mapped_column(Text)
    role: Mapped[Role | None] = mapped_column(EnumText(Role))
    giver_id: Mapped[str | None] = mapped_column(SLACK_ID)
    receiver_id: Mapped[str | None] = mapped_column(SLACK_ID)
    state_given: Mapped[str | None] = mapped_column(Text)
    open_questions: Mapped[str | None] = mapped_column(Text)
    given_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    read_back: Mapped[str | None] = mapped_column(Text)
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer_entry_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"), index=True)
    """The marked message in which the receiver read it back, if they did so in a message."""


class FileCopyRow(Table):
    """A copy of a kept message's file, where the workspace wants one."""

    __tablename__ = "file_copies"
    __table_args__ = (UniqueConstraint("entry_id", "file_id"),)

    id: Mapped[int] = mapped_column(_BIG_ID, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    file_id: Mapped[str] = mapped_column(SLACK_ID)
    name: Mapped[str] = mapped_column(Text)
    type: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class SyncRow(Table):
    """How far reading a channel back has come, and what it recovered so far. One an incident."""

    __tablename__ = "syncs"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), primary_key=True)
    asked_by: Mapped[str | None] = mapped_column(SLACK_ID)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    position: Mapped[str | None] = mapped_column(SLACK_ID)
    """The oldest message of the channel that has been read, by its `ts`."""
    threads: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    """Heads of the threads that still have to be read."""
    recovered: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, server_default="{}")
    is_asked_again: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Asked for while it ran: the channel is read once more, for what came meanwhile."""
    suggests: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether whoever resolved the incident is shown what else may matter, once it is read."""
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SettingChangeRow(Table):
    """What somebody changed in the settings, so that it can be told who chose what. A secret is
    here only as the fact that it changed.
    """

    __tablename__ = "setting_changes"
    __table_args__ = (Index(None, "team_id", "id"),)

    id: Mapped[int] = mapped_column(_BIG_ID, primary_key=True)
    team_id: Mapped[str] = mapped_column(ForeignKey("workspaces.team_id"))
    setting: Mapped[str] = mapped_column(String(40))
    was: Mapped[Any] = mapped_column(JSON)
    became: Mapped[Any] = mapped_column(JSON)
    by: Mapped[str | None] = mapped_column(SLACK_ID)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class HookRow(Table):
    """Something that may add entries over HTTP, and the secret it signs with."""

    __tablename__ = "hooks"
    __table_args__ = (UniqueConstraint("team_id", "name"),)

    id: Mapped[int] = mapped_column(_BIG_ID, primary_key=True)
    team_id: Mapped[str] = mapped_column(ForeignKey("workspaces.team_id"))
    name: Mapped[str] = mapped_column(String(80))
    secret: Mapped[str] = mapped_column(Text)
    made_by: Mapped[str] = mapped_column(SLACK_ID)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReviewRow(Table):
    """The review of an incident: when it meets, who facilitates, how far it is."""

    __tablename__ = "reviews"
    __table_args__ = (UniqueConstraint("incident_id"),)

    id: Mapped[int] = mapped_column(_BIG_ID, primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"))
    state: Mapped[ReviewState] = mapped_column(EnumText(ReviewState))
    facilitator_id: Mapped[str | None] = mapped_column(SLACK_ID)
    meets_at: Mapped[datetime] = mapped_column(UtcDateTime)
    length_minutes: Mapped[int]
    calendar_uid: Mapped[str] = mapped_column(String(80))
    calendar_sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    depth: Mapped[ReviewDepth] = mapped_column(
        EnumText(ReviewDepth), default=ReviewDepth.FULL, server_default=ReviewDepth.FULL.value
    )
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the facilitator said yes."""
    facilitator_reason: Mapped[str | None] = mapped_column(Text)
    """Why somebody facilitates who took part in the response."""
    owner_id: Mapped[str | None] = mapped_column(SLACK_ID)
    """Who owns the write-up."""
    reason: Mapped[str | None] = mapped_column(Text)
    """Why it was skipped."""
    reason_by: Mapped[str | None] = mapped_column(SLACK_ID)
    reflections_opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answers_removed: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many there were that had been kept for as long as the workspace wants."""
    shared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DeclineRow(Table):
    """Somebody who was asked to facilitate a review, and cannot this time."""

    __tablename__ = "declines"

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(SLACK_ID, primary_key=True)


class ParticipantRow(Table):
    """Somebody whose place in a review differs from what their part in the incident makes it."""

    __tablename__ = "participants"

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(SLACK_ID, primary_key=True)
    stance: Mapped[Stance] = mapped_column(EnumText(Stance))


class ReflectionRow(Table):
    """An answer to a question before the review (docs/adr/0005-anonymous-answers.md).

    One without a name has no author, and nothing else leads back to who wrote it: its id is random,
    and all answers of a review are written anew, in a random order, whenever one is added.
    """

    __tablename__ = "reflections"
    __table_args__ = (UniqueConstraint("review_id", "question", "author_id"),)

    id: Mapped[int] = mapped_column(_BIG_ID, primary_key=True, autoincrement=False)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"))
    question: Mapped[Question] = mapped_column(EnumText(Question))
    text: Mapped[str] = mapped_column(Text)
    audience: Mapped[Audience] = mapped_column(EnumText(Audience))
    author_id: Mapped[str | None] = mapped_column(SLACK_ID)


class ReceiptRow(Table):
    """That a form with answers without a name has been kept, so that sending it twice keeps it
    once. It names nobody and no answer.
    """

    __tablename__ = "receipts"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), index=True)


class ConfirmationRow(Table):
    """Somebody read what an entry says, and it is as they saw it."""

    __tablename__ = "confirmations"

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(SLACK_ID, primary_key=True)


class RewindRow(Table):
    """How far the rewind of a review is. `position` counts stops from 0; as many as there are means
    past the last one. `reached` is the furthest stop that was visited, -1 before the first.
    """

    __tablename__ = "rewinds"

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    reached: Mapped[int] = mapped_column(default=-1, server_default="-1")
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    started_by: Mapped[str | None] = mapped_column(SLACK_ID)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class StopRow(Table):
    """An entry at which the rewind stops, and the message in which it does."""

    __tablename__ = "stops"
    __table_args__ = (
        UniqueConstraint("review_id", "entry_id"),
        Index(None, "channel_id", "message_ts"),
    )

    id: Mapped[int] = mapped_column(_BIG_ID, primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), index=True)
    place: Mapped[int]
    """From 0, without gaps."""
    reason: Mapped[StopReason] = mapped_column(EnumText(StopReason))
    measure: Mapped[int] = mapped_column(default=0, server_default="0")
    """Of the reason: minutes of a gap, people who kept it."""
    arrived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    channel_id: Mapped[str | None] = mapped_column(SLACK_ID)
    message_ts: Mapped[str | None] = mapped_column(SLACK_ID)
    shown: Mapped[str | None] = mapped_column(String(64))
    """A digest of what the message says, so that it is edited only when that changes."""


class QuoteRow(Table):
    """An answer that is shown at a stop, with the consent that it carries."""

    __tablename__ = "quotes"

    stop_id: Mapped[int] = mapped_column(
        ForeignKey("stops.id", ondelete="CASCADE"), primary_key=True
    )
    reflection_id: Mapped[int] = mapped_column(_BIG_ID, primary_key=True)
    """Of an answer, whose row may be written anew at any time; hence no foreign key."""


class ContributionRow(Table):
    """What somebody replied in the thread of a stop. A deleted one stays as a row without words, so
    that a late redelivery cannot bring them back.
    """

    __tablename__ = "contributions"
    __table_args__ = (UniqueConstraint("stop_id", "message_ts"), Index(None, "stop_id"))

    id: Mapped[int] = mapped_column(_BIG_ID, primary_key=True)
    stop_id: Mapped[int] = mapped_column(ForeignKey("stops.id"))
    channel_id: Mapped[str] = mapped_column(SLACK_ID)
    message_ts: Mapped[str] = mapped_column(SLACK_ID)
    author_id: Mapped[str | None] = mapped_column(SLACK_ID)
    text: Mapped[str] = mapped_column(Text)
    edited_ts: Mapped[str | None] = mapped_column(SLACK_ID)
    is_deleted: Mapped[bool] = mapped_column(default=False, server_default=false())


class AccountRow(Table):
    """How somebody else saw what an entry tells. It stands beside the entry and corrects nothing.
    `key` names the gesture.
    """

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("entry_id", "key"),)

    id: Mapped[int] = mapped_column(_BIG_ID, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    key: Mapped[str] = mapped_column(KEY)
    text: Mapped[str] = mapped_column(Text)
    said_by: Mapped[str] = mapped_column(SLACK_ID)
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FindingRow(Table):
    """Something the review found. `category` is a factor's; `reasonable` says what made a bypass
    so. `key` names the gesture.
    """

    __tablename__ = "findings"
    __table_args__ = (UniqueConstraint("review_id", "key"),)

    id: Mapped[int] = mapped_column(_BIG_ID, primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"))
    key: Mapped[str] = mapped_column(KEY)
    kind: Mapped[FindingKind] = mapped_column(EnumText(FindingKind))
    category: Mapped[Category | None] = mapped_column(EnumText(Category))
    text: Mapped[str] = mapped_column(Text)
    reasonable: Mapped[str | None] = mapped_column(Text)
    stop_id: Mapped[int | None] = mapped_column(ForeignKey("stops.id"), index=True)
    found_by: Mapped[str] = mapped_column(SLACK_ID)
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("findings.id"), index=True)
    """The finding that tells it now, together with others."""
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class WordingRow(Table):
    """What a finding said before it was reworded. `key` names the gesture that replaced it."""

    __tablename__ = "wordings"
    __table_args__ = (UniqueConstraint("finding_id", "key"),)

    id: Mapped[int] = mapped_column(_BIG_ID, primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id"))
    key: Mapped[str] = mapped_column(KEY)
    text: Mapped[str] = mapped_column(Text)
    replaced_by: Mapped[str] = mapped_column(SLACK_ID)
    replaced_at: Mapped[datetime] = mapped_column(UtcDateTime)


class NewToRow(Table):
    """Somebody to whom a finding was new; only how many there are is shown."""

    __tablename__ = "new_to"

    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(SLACK_ID, primary_key=True)


class GroupAnswerRow(Table):
    """Nothing is found in this group of factors, and somebody said that this is so."""

    __tablename__ = "group_answers"

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    group: Mapped[FactorGroup] = mapped_column(EnumText(FactorGroup), primary_key=True)
    answered_by: Mapped[str] = mapped_column(SLACK_ID)
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)


class VoterRow(Table):
    """Somebody who has answered a question of the poll; how is not kept with it."""

    __tablename__ = "voters"

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    question: Mapped[PollQuestion] = mapped_column(EnumText(PollQuestion), primary_key=True)
    user_id: Mapped[str] = mapped_column(SLACK_ID, primary_key=True)


class PollRow(Table):
    """How many said yes and no to a question of the poll."""

    __tablename__ = "polls"

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    question: Mapped[PollQuestion] = mapped_column(EnumText(PollQuestion), primary_key=True)
    yes: Mapped[int] = mapped_column(default=0, server_default="0")
    no: Mapped[int] = mapped_column(default=0, server_default="0")


class WaiverRow(Table):
    """A gate of the checklist that somebody let pass, and why."""

    __tablename__ = "waivers"

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    item: Mapped[str] = mapped_column(String(40), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    waived_by: Mapped[str] = mapped_column(SLACK_ID)
    waived_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AnniversaryRow(Table):
    """That a shared review is to come back to a channel, and who asked for it."""

    __tablename__ = "anniversaries"

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    channel_id: Mapped[str] = mapped_column(SLACK_ID, primary_key=True)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[str] = mapped_column(SLACK_ID)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FollowUpRow(Table):
    """A change that a review asks for, or that it decided against. `key` names the gesture."""

    __tablename__ = "followups"
    __table_args__ = (UniqueConstraint("review_id", "key"), Index(None, "owner_id", "state"))

    id: Mapped[int] = mapped_column(_BIG_ID, primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"))
    key: Mapped[str] = mapped_column(KEY)
    text: Mapped[str] = mapped_column(Text)
    strength: Mapped[Strength] = mapped_column(EnumText(Strength))
    state: Mapped[FollowUpState] = mapped_column(EnumText(FollowUpState))
    owner_id: Mapped[str | None] = mapped_column(SLACK_ID)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the owner said yes."""
    declined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the owner said no; cleared when somebody else is named."""
    due_on: Mapped[date | None] = mapped_column(Date)
    """In the workspace's time zone."""
    ticket_url: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    """Why it was decided not to."""
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("findings.id"), index=True)
    """The parked idea that it comes from."""
    made_by: Mapped[str] = mapped_column(SLACK_ID)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    how: Mapped[str | None] = mapped_column(Text)
    """How it was done: a line, or a link."""
    handed_to_id: Mapped[str | None] = mapped_column(SLACK_ID)
    """Who was asked to take it over. Until they say yes, the owner is who it was."""
    revision: Mapped[int] = mapped_column(default=0, server_default="0")
    """Rises with each change of it."""


class FollowUpStepRow(Table):
    """What became of a change on its way, so that its history can be read. It names nobody."""

    __tablename__ = "followup_steps"
    __table_args__ = (Index(None, "followup_id"),)

    id: Mapped[int] = mapped_column(_BIG_ID, primary_key=True)
    followup_id: Mapped[int] = mapped_column(ForeignKey("followups.id"))
    step: Mapped[ChangeStep] = mapped_column(EnumText(ChangeStep))
    note: Mapped[str | None] = mapped_column(Text)
    due_on: Mapped[date | None] = mapped_column(Date)
    """Of one that was put off, the new day."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class LookBackRow(Table):
    """Whether a change held, so many days after it was done. One that is done anew is looked at
    anew, and what was said before stays.
    """

    __tablename__ = "look_backs"

    followup_id: Mapped[int] = mapped_column(ForeignKey("followups.id"), primary_key=True)
    done_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True)
    holds: Mapped[Holds] = mapped_column(EnumText(Holds))
    note: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AnswersRow(Table):
    """A factor that a change answers."""

    __tablename__ = "answers"

    followup_id: Mapped[int] = mapped_column(ForeignKey("followups.id"), primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id"), primary_key=True, index=True)


class EvidenceRow(Table):
    """An entry that a finding rests on."""

    __tablename__ = "evidence"

    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id"), primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True, index=True)


class SummaryRow(Table):
    """One generated version of a review's summary, as a document (see summaries.rules)."""

    __tablename__ = "summaries"
    __table_args__ = (UniqueConstraint("review_id", "version"),)

    id: Mapped[int] = mapped_column(_BIG_ID, primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"))
    version: Mapped[int]
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    search_text: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What it says, without names, by which it is found; only the newest version has it."""
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SectionTextRow(Table):
    """What somebody wrote in the place of a section of a summary. Statements are as in a document,
    but name the entries they rest on by id. Without any, what is told stands there again.
    """

    __tablename__ = "section_texts"
    __table_args__ = (UniqueConstraint("review_id", "section"),)

    id: Mapped[int] = mapped_column(_BIG_ID, primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"))
    section: Mapped[str] = mapped_column(String(40))
    statements: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    based_on: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """What was told when it was written."""
    told: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """What would be told now."""
    dropped: Mapped[int] = mapped_column(default=0, server_default="0")
    """Statements that were taken out because they quoted a deleted message."""
    revision: Mapped[int] = mapped_column(default=1, server_default="1")
    key: Mapped[str] = mapped_column(KEY)
    """Of the gesture that wrote it."""
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    written_by: Mapped[str] = mapped_column(SLACK_ID)


class SectionTextVersionRow(Table):
    """What a section said before somebody wrote it anew."""

    __tablename__ = "section_text_versions"
    __table_args__ = (UniqueConstraint("review_id", "section", "revision"),)

    id: Mapped[int] = mapped_column(_BIG_ID, primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"))
    section: Mapped[str] = mapped_column(String(40))
    revision: Mapped[int]
    statements: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    key: Mapped[str] = mapped_column(KEY)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    written_by: Mapped[str] = mapped_column(SLACK_ID)


class SummaryNoteRow(Table):
    """What readers of a posted summary know of it: a digest of each section, as of the last note
    below it. `number` is that of the next note.
    """

    __tablename__ = "summary_notes"

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    number: Mapped[int]
    sections: Mapped[dict[str, str]] = mapped_column(JSON)


class DraftRow(Table):
    """What a language model was asked about a review, and what is kept of its answer (see
    summaries.rules_draft): nothing of the question, and no text of a fact.
    """

    __tablename__ = "drafts"

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    asked_for: Mapped[str] = mapped_column(String(64))
    """A digest of the facts."""
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=1)
    is_answered: Mapped[bool] = mapped_column(default=False)
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    read: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Digests of the texts that a person has read."""
    read_by: Mapped[str | None] = mapped_column(String(40))
    """Their role."""
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PostRow(Table):
    """A message that the bot posted and may have to find again: what it is, and where it stands."""

    __tablename__ = "posts"
    __table_args__ = (
        UniqueConstraint("team_id", "key"),
        Index(None, "channel_id", "message_ts"),
    )

    id: Mapped[int] = mapped_column(_BIG_ID, primary_key=True)
    team_id: Mapped[str] = mapped_column(ForeignKey("workspaces.team_id"))
    key: Mapped[str] = mapped_column(KEY)
    channel_id: Mapped[str] = mapped_column(SLACK_ID)
    message_ts: Mapped[str] = mapped_column(SLACK_ID)


class UploadRow(Table):
    """A file that the bot left in Slack and may have to take back."""

    __tablename__ = "uploads"
    __table_args__ = (UniqueConstraint("review_id", "version"),)

    id: Mapped[int] = mapped_column(_BIG_ID, primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"))
    version: Mapped[int]
    """Of the summary that it holds."""
    file_id: Mapped[str] = mapped_column(SLACK_ID)


class PictureRow(Table):
    """The picture that stands below a review's summary; `digest` tells what is on it."""

    __tablename__ = "pictures"

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    file_id: Mapped[str] = mapped_column(SLACK_ID)
    digest: Mapped[str] = mapped_column(String(64))


class CanvasRow(Table):
    """The canvas of an incident's channel that holds its summary, and the version it shows."""

    __tablename__ = "canvases"

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    canvas_id: Mapped[str] = mapped_column(SLACK_ID)
    version: Mapped[int]


class OutboxRow(Table):
    """Work that the outside world still has to see: an effect's name, its arguments, when it is
    due.

    `version` rises whenever the row is claimed or armed again; who finishes it has to name it.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("team_id", "key"),
        Index(
            "ix_outbox_waiting",
            "due_at",
            "id",
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
        Index(
            "ix_outbox_troubled",
            "team_id",
            "id",
            sqlite_where=text("trouble IS NOT NULL"),
            postgresql_where=text("trouble IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(_BIG_ID, primary_key=True)
    team_id: Mapped[str] = mapped_column(SLACK_ID)
    key: Mapped[str] = mapped_column(KEY)
    effect: Mapped[str] = mapped_column(String(80))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=0, server_default="0")
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    claimed_by: Mapped[str | None] = mapped_column(String(80))
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    trouble: Mapped[str | None] = mapped_column(Text)
    """Why it was given up, or why the last attempt was in vain."""
