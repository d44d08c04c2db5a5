"""The settings forms and their parsers."""

from calendar import day_name
from collections.abc import Mapping, Sequence

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from app.slack import fields
from app.slack.blocks import (
    Message,
    button,
    context,
    form_field,
    header,
    modal,
    option,
    section,
    shortened,
)
from app.slack.ids import EmojiName
from app.slack.mrkdwn import NOTHING, channel_mention, plain
from app.vocabulary import Automatic, Letter, Meaning, Openness
from app.workspace.rules import HANDLE_MAX, LETTER_LABELS, LINK_MAX, Choices
from app.workspace.rules_log import SettingChange
from app.workspace.rules_marks import MOST, NAME_MAX, Marks, shown_marks, typed_emoji
from app.workspace.views_log import last_changed
from app.workspace.views_webhook import OPEN_WEBHOOK

SETTINGS_FORM = "workspace.settings"
_MODEL_SHOWN = 80
MARKS_FORM = "workspace.marks"
OPEN_MARKS = "workspace.open_marks"
OPEN_PRIVACY = "privacy.open"
"""A button of the feature that stands above all others."""

AUTOMATIC_LABELS = {
    Automatic.STATE: "Changes of state",
    Automatic.SEVERITY: "Changes of severity",
    Automatic.ROLES: "Changes of the lead",
    Automatic.JOINS: "People who join later",
    Automatic.RENAMES: "Renames of the channel",
    Automatic.REVIEW: "Steps of the review",
}
MEANING_LABELS = {
    Meaning.KEEP: "Keep it",
    Meaning.DECISION: "A decision",
    Meaning.HANDOFF: "A hand-off",
    Meaning.INSIGHT: "An insight or a blind spot",
    Meaning.LUCK: "Luck",
    Meaning.HELPED: "It helped",
}
DRAFT_LABELS = {
    Openness.OPEN: "Of incidents that everybody can see",
    Openness.PRIVATE: "Of private incidents",
}
TYPED_MAX = MOST * (NAME_MAX + len(":: "))


def settings_form(
    choices: Choices,
    marks: Marks,
    model: str | None = None,
    changed: SettingChange | None = None,
) -> View:
    """`model` is the language model that the operator chose, if any; `changed` the last change."""
    return modal(
        SETTINGS_FORM,
        "Settings",
        [
            *last_changed(changed),
            header("Incidents and reviews"),
            *_review_fields(choices),
            *_telling_fields(choices),
            *_time_fields(choices),
            section(
                "Another system can be told of changes that reviews ask for.",
                button("Outgoing webhook", OPEN_WEBHOOK, "webhook"),
            ),
            section(
                "What is kept, for how long, and how it can be deleted.",
                button("Privacy", OPEN_PRIVACY, "privacy"),
            ),
            header("Timeline"),
            *_timeline_fields(choices, marks),
            *(_draft_fields(choices, model) if model else ()),
        ],
        submit="Save",
        close="Cancel",
    )


def _review_fields(choices: Choices) -> Sequence[Block]:
    """Where incidents are announced, and who facilitates and meets where."""
    return [
        form_field(
            "announce_channel",
            "Announce incidents in",
            fields.public_channel(choices.announce_channel),
            hint="Private incidents are never announced.",
            optional=True,
        ),
        form_field(
            "guests_start",
            "Who may start incidents",
            fields.checkboxes(
                [option("Guests, too", "guests_start")],
                ["guests_start"] if choices.guests_start else [],
            ),
            hint="Members always can. Otherwise guests read that a member starts it.",
            optional=True,
        ),
        form_field(
            "facilitators",
            "Who can facilitate reviews",
            fields.people(choices.facilitators),
            hint="Onward suggests one of them who was not part of the response.",
            optional=True,
        ),
        form_field(
            "meeting_link",
            "Meeting link",
            fields.text_input(choices.meeting_link or "", max_length=LINK_MAX),
            hint="Where reviews meet, if it is always the same place. It stands in the invitation.",
            optional=True,
        ),
        form_field(
            "letters",
            "Messages and notes",
            fields.checkboxes(
                [option(label, kind.value) for kind, label in LETTER_LABELS.items()],
                [each.value for each in Letter if each not in choices.unsent],
            ),
            hint="What is not ticked reaches nobody. On Onward's home page each person "
            "chooses for themselves.",
            optional=True,
        ),
        form_field(
            "facilitator_group",
            "Facilitators in a user group",
            fields.text_input(_shown_handle(choices), max_length=HANDLE_MAX + 1),
            hint="Its handle, like @sre-facilitators. Who is in it is read once a day.",
            optional=True,
        ),
    ]


def _telling_fields(choices: Choices) -> Sequence[Block]:
    """What the channel of announcements is told by itself."""
    return [
        form_field(
            "digest_day",
            "Tell weekly what is going on",
            fields.choice(
                [option(name, str(day)) for day, name in enumerate(day_name)],
                "" if choices.digest_day is None else str(choices.digest_day),
            ),
            hint="Where incidents are announced, of what everybody can see: what is open, this "
            "week's reviews, changes that are due, what was shared. Without a day, never.",
            optional=True,
        ),
        form_field(
            "digest_at",
            "At what time",
            fields.text_input(choices.digest_at),
            hint="Of that day; what is told monthly comes at this time, too.",
        ),
        form_field(
            "tells_patterns",
            "Tell monthly what reviews have in common",
            fields.checkboxes(
                [option("On the first working day", "tells_patterns")],
                ["tells_patterns"] if choices.tells_patterns else [],
            ),
            hint="In the same channel and at the same time, of reviews that everybody can "
            "see. Nothing is posted when there is too little to speak of a pattern.",
            optional=True,
        ),
    ]


def _time_fields(choices: Choices) -> Sequence[Block]:
    """When people work."""
    return [
        form_field(
            "time_zone",
            "Time zone",
            fields.text_input(choices.time_zone),
            hint="Like Europe/Berlin. Times here are in it; people are written to by their own.",
        ),
        form_field(
            "day_starts_at",
            "Day starts at",
            fields.text_input(choices.day_starts_at),
            hint="Nobody gets a direct message before, and no review is proposed.",
        ),
        form_field(
            "day_ends_at",
            "Day ends at",
            fields.text_input(choices.day_ends_at),
            hint="Nobody gets a direct message after, and no review is proposed.",
        ),
        form_field(
            "holiday_country",
            "Country whose holidays are kept free",
            fields.text_input(choices.holiday_country or "", max_length=2),
            hint="Two letters, like DE, US or IN. No review is proposed on them.",
            optional=True,
        ),
    ]


def _timeline_fields(choices: Choices, marks: Marks) -> Sequence[Block]:
    """What is recorded, and how."""
    return [
        section(
            f"Marks: {' '.join(shown_marks(marks).values())}",
            button("Choose marks", OPEN_MARKS, "marks"),
        ),
        form_field(
            "recorded",
            "Recorded by itself",
            fields.checkboxes(
                [option(label, each.value) for each, label in AUTOMATIC_LABELS.items()],
                [each.value for each in AUTOMATIC_LABELS if each not in choices.unrecorded],
            ),
            hint="What is not ticked stays off the timeline from now on. What is on it stays.",
            optional=True,
        ),
        form_field(
            "keeps_files",
            "Files of kept messages",
            fields.checkboxes(
                [option("Keep a copy", "keeps_files")],
                ["keeps_files"] if choices.keeps_files else [],
            ),
            hint="Names and links are always kept. A copy, of 10 MB at most, lies in Onward's "
            "own database until the message or the file is deleted.",
            optional=True,
        ),
    ]


def _draft_fields(choices: Choices, model: str) -> Sequence[Block]:
    return [
        header("Language model"),
        form_field(
            "drafts",
            f"Let {shortened(model, _MODEL_SHOWN)} word review summaries",
            fields.checkboxes(
                [option(label, each.value) for each, label in DRAFT_LABELS.items()],
                [each.value for each in DRAFT_LABELS if each in (choices.drafts or ())],
            ),
            hint="It gets what the summary tells, with roles instead of names and without answers "
            "or what is held back. What it writes is checked, and marked until a person has read "
            "it.",
            optional=True,
        ),
    ]


def parse_settings(values: fields.Values) -> Choices:
    def typed(field: str) -> str:
        return plain(fields.read_text(values, field) or NOTHING)

    recorded = fields.read_checkboxes(values, "recorded")
    letters = fields.read_checkboxes(values, "letters")
    return Choices(
        announce_channel=fields.read_channel(values, "announce_channel"),
        time_zone=typed("time_zone"),
        day_starts_at=typed("day_starts_at"),
        day_ends_at=typed("day_ends_at"),
        holiday_country=typed("holiday_country").upper() or None,
        facilitators=fields.read_people(values, "facilitators"),
        facilitator_group=typed("facilitator_group").removeprefix("@").lower() or None,
        unrecorded=frozenset(each for each in Automatic if each.value not in recorded),
        keeps_files=fields.read_checkbox(values, "keeps_files"),
        meeting_link=typed("meeting_link") or None,
        digest_day=int(day) if (day := fields.read_choice(values, "digest_day")) else None,
        digest_at=typed("digest_at"),
        tells_patterns=fields.read_checkbox(values, "tells_patterns"),
        guests_start=fields.read_checkbox(values, "guests_start"),
        unsent=frozenset(each for each in Letter if each.value not in letters),
        drafts=_read_drafts(values),
    )


def _read_drafts(values: fields.Values) -> frozenset[Openness] | None:
    if "drafts" not in values:
        return None
    return frozenset(map(Openness, fields.read_checkboxes(values, "drafts")))


def _shown_handle(choices: Choices) -> str:
    return f"@{choices.facilitator_group}" if choices.facilitator_group else ""


def settings_saved(choices: Choices) -> Message:
    where = (
        f"Incidents are announced in {channel_mention(choices.announce_channel)}."
        if choices.announce_channel
        else "Incidents are announced nowhere until you choose a channel."
    )
    text = f"Saved. {where}"
    return Message(text, (section(text),))


def marks_form(marks: Marks) -> View:
    return modal(
        MARKS_FORM,
        "Marks",
        [
            section("An emoji on a message keeps it on the timeline and says what it is."),
            *(
                form_field(
                    meaning.value,
                    label,
                    fields.text_input(_typed(marks[meaning]), max_length=TYPED_MAX),
                )
                for meaning, label in MEANING_LABELS.items()
            ),
            context(
                "One or several emoji each, with or without colons; your workspace's own emoji by "
                "their name. Slack's own pin counts as *Keep it*. What was marked before keeps its "
                "meaning."
            ),
        ],
        submit="Save",
        close="Cancel",
    )


def parse_marks(values: fields.Values) -> Mapping[Meaning, tuple[EmojiName, ...] | str]:
    """The emoji of each meaning, or a sentence about what was typed instead."""
    return {
        meaning: typed_emoji(plain(fields.read_text(values, meaning.value) or NOTHING))
        for meaning in MEANING_LABELS
    }


def _typed(emoji: Sequence[EmojiName]) -> str:
    return " ".join(f":{name}:" for name in emoji)
