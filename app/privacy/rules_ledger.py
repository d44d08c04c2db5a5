"""What every column of every table holds, so that deleting, forgetting, retention and export leave
none out. A column that is not in here fails a test. No I/O.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum, auto


class What(Enum):
    """What a column holds, and with that what becomes of it.

    A person who is forgotten is replaced in PERSON, PEOPLE, WORDS, VALUES and KEY. HIDDEN is never
    exported, nor is KEY, in which only the bot finds its way. CONTENT goes with its row.
    """

    STRUCTURE = auto()
    """Ids, times, numbers and choices that name nobody."""
    PERSON = auto()
    """A person's id."""
    OPT_OUT = auto()
    """The id of somebody whose wish not to be written to, or to be forgotten, is kept with it."""
    PEOPLE = auto()
    """A list of them."""
    WORDS = auto()
    """What people wrote, or the id of who is meant."""
    VALUES = auto()
    """JSON with such words in it."""
    KEY = auto()
    """Names a gesture or a message; somebody's id may be a part of it."""
    HIDDEN = auto()
    """A secret, or an address that may hold one."""
    CONTENT = auto()
    """Of a file."""


class Part(StrEnum):
    """What a table belongs to: whose retention it follows, and whether it comes along."""

    WORKSPACE = "workspace"
    """The workspace, its people and its settings."""
    TIMELINE = "timeline"
    """What was said while an incident ran and while it was looked back at."""
    REFLECTIONS = "reflections"
    REVIEW = "review"
    """The incident, its review, what was found and what is changed."""
    WORK = "work"
    """How the bot remembers what it did and has to do."""
    INSTALLATION = "installation"
    """That the app is installed, by which it may call Slack."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A table: the part it belongs to, and what each of its columns holds."""

    part: Part
    columns: Mapping[str, What]

    def of(self, *kinds: What) -> Iterator[str]:
        """The columns that hold one of these."""
        return (name for name, what in self.columns.items() if what in kinds)


def _holds(part: Part, **columns: str) -> Holding:
    """`person="author_id recorded_by"` and so on, by the names of What."""
    return Holding(
        part,
        {column: What[kind.upper()] for kind, names in columns.items() for column in names.split()},
    )


LEDGER: Mapping[str, Holding] = {
    "workspaces": _holds(
        Part.WORKSPACE,
        structure="team_id name url bot_user_id next_number announce_channel_id time_zone"
        " day_starts_at day_ends_at holiday_country marks unrecorded keeps_files facilitator_group"
        " unsent drafts digest_day digest_at tells_patterns keeps_texts_days keeps_answers_days"
        " keeps_incidents_days guests_start",
        people="facilitator_ids group_member_ids",
        words="meeting_link",
        hidden="webhook_url webhook_secret",
    ),
    "installations": _holds(
        Part.INSTALLATION,
        structure="team_id bot_user_id bot_id expires_at renewing_until installed_at",
        hidden="bot_token refresh_token",
    ),
    "install_states": _holds(Part.INSTALLATION, structure="team_id expires_at", hidden="state"),
    "people": _holds(
        Part.WORKSPACE,
        structure="team_id time_zone is_bot is_active read_at",
        person="user_id",
        words="name",
        values="also_called",
    ),
    "mutes": _holds(Part.WORKSPACE, structure="team_id letter", opt_out="user_id"),
    "forgotten": _holds(
        Part.WORKSPACE,
        structure="team_id forgotten_at reached counts finished_at returned_at",
        opt_out="user_id",
        person="asked_by",
        values="names",
    ),
    "setting_changes": _holds(
        Part.WORKSPACE, structure="id team_id setting at", person="by", values="was became"
    ),
    "hooks": _holds(
        Part.WORKSPACE, structure="id team_id name made_at", person="made_by", hidden="secret"
    ),
    "incidents": _holds(
        Part.REVIEW,
        structure="id team_id number severity state is_private declared_at started_at mitigated_at"
        " resolved_at channel_id channel_name channel_state has_own_channel texts_removed_at",
        person="declared_by resolved_by",
        people="absent_ids",
        words="title impact eased_by",
        key="declaration_key",
    ),
    "similar_incidents": _holds(Part.WORK, structure="incident_id earlier_id rank"),
    "roles": _holds(
        Part.REVIEW, structure="id incident_id role since_at until_at", person="user_id"
    ),
    "transitions": _holds(
        Part.REVIEW,
        structure="id incident_id kind at",
        person="by",
        words="became note",
        key="key",
    ),
    "entries": _holds(
        Part.TIMELINE,
        structure="id incident_id source occurred_at kind confidence recorded_at channel_id"
        " message_ts thread_ts edited_ts filled_at removed_at is_kind_chosen is_deleted"
        " typed_time",
        person="author_id recorded_by removed_by worded_by",
        words="text author_label link",
        values="files",
        key="source_key",
    ),
    "entry_versions": _holds(
        Part.TIMELINE,
        structure="id entry_id replaced_at",
        person="replaced_by",
        words="text",
        key="edit_key",
    ),
    "marks": _holds(
        Part.TIMELINE, structure="id entry_id emoji meaning is_on event_ts", person="user_id"
    ),
    "decisions": _holds(
        Part.TIMELINE,
        structure="entry_id asked_at",
        words="intent known assumed alternatives pressure outcome",
    ),
    "handoffs": _holds(
        Part.TIMELINE,
        structure="entry_id role given_at received_at answer_entry_id",
        person="giver_id receiver_id",
        words="subject state_given open_questions read_back",
    ),
    "file_copies": _holds(
        Part.TIMELINE, structure="id entry_id file_id type", words="name", content="content"
    ),
    "syncs": _holds(
        Part.WORK,
        structure="incident_id started_at position threads recovered is_asked_again suggests"
        " finished_at",
        person="asked_by",
    ),
    "reviews": _holds(
        Part.REVIEW,
        structure="id incident_id state meets_at length_minutes calendar_uid calendar_sequence"
        " closed_at depth accepted_at reflections_opened_at answers_removed shared_at",
        person="facilitator_id owner_id reason_by",
        words="facilitator_reason reason",
    ),
    "declines": _holds(Part.REVIEW, structure="review_id", person="user_id"),
    "participants": _holds(Part.REVIEW, structure="review_id stance", person="user_id"),
    "reflections": _holds(
        Part.REFLECTIONS,
        structure="id review_id question audience",
        person="author_id",
        words="text",
    ),
    "receipts": _holds(Part.WORK, structure="digest review_id"),
    "confirmations": _holds(Part.REVIEW, structure="entry_id", person="user_id"),
    "rewinds": _holds(
        Part.REVIEW,
        structure="review_id position reached started_at finished_at",
        person="started_by",
    ),
    "stops": _holds(
        Part.REVIEW,
        structure="id review_id entry_id place reason measure arrived_at channel_id message_ts"
        " shown",
    ),
    "quotes": _holds(Part.REFLECTIONS, structure="stop_id reflection_id"),
    "contributions": _holds(
        Part.TIMELINE,
        structure="id stop_id channel_id message_ts edited_ts is_deleted",
        person="author_id",
        words="text",
    ),
    "accounts": _holds(
        Part.TIMELINE, structure="id entry_id said_at", person="said_by", words="text", key="key"
    ),
    "findings": _holds(
        Part.REVIEW,
        structure="id review_id kind category stop_id found_at merged_into_id removed_at",
        person="found_by",
        words="text reasonable",
        key="key",
    ),
    "wordings": _holds(
        Part.REVIEW,
        structure="id finding_id replaced_at",
        person="replaced_by",
        words="text",
        key="key",
    ),
    "new_to": _holds(Part.REVIEW, structure="finding_id", person="user_id"),
    "group_answers": _holds(
        Part.REVIEW, structure="review_id group answered_at", person="answered_by"
    ),
    "voters": _holds(Part.REVIEW, structure="review_id question", person="user_id"),
    "polls": _holds(Part.REVIEW, structure="review_id question yes no"),
    "waivers": _holds(
        Part.REVIEW, structure="review_id item waived_at", person="waived_by", words="reason"
    ),
    "anniversaries": _holds(
        Part.REVIEW, structure="review_id channel_id due_at asked_at", person="asked_by"
    ),
    "followups": _holds(
        Part.REVIEW,
        structure="id review_id strength state accepted_at declined_at due_on idea_id made_at"
        " closed_at revision",
        person="owner_id made_by handed_to_id",
        words="text ticket_url reason how",
        key="key",
    ),
    "followup_steps": _holds(Part.REVIEW, structure="id followup_id step due_on at", words="note"),
    "look_backs": _holds(
        Part.REVIEW, structure="followup_id done_at days holds answered_at", words="note"
    ),
    "answers": _holds(Part.REVIEW, structure="followup_id finding_id"),
    "evidence": _holds(Part.REVIEW, structure="finding_id entry_id"),
    "summaries": _holds(
        Part.REVIEW,
        structure="id review_id version made_at",
        values="document",
        words="search_text",
    ),
    "section_texts": _holds(
        Part.REVIEW,
        structure="id review_id section dropped revision written_at",
        person="written_by",
        values="statements based_on told",
        key="key",
    ),
    "section_text_versions": _holds(
        Part.REVIEW,
        structure="id review_id section revision written_at",
        person="written_by",
        values="statements",
        key="key",
    ),
    "summary_notes": _holds(Part.WORK, structure="review_id number sections"),
    "drafts": _holds(
        Part.WORK,
        structure="review_id asked_for asked_at tries is_answered read read_by read_at",
        values="lines",
    ),
    "posts": _holds(Part.WORK, structure="id team_id channel_id message_ts", key="key"),
    "uploads": _holds(Part.WORK, structure="id review_id version file_id"),
    "pictures": _holds(Part.WORK, structure="review_id file_id digest"),
    "canvases": _holds(Part.WORK, structure="review_id canvas_id version"),
    "outbox": _holds(
        Part.WORK,
        structure="id team_id effect due_at version attempts claimed_by claimed_until finished_at"
        " trouble",
        values="arguments",
        key="key",
    ),
}
