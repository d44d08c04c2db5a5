"""The forms of an incident, each with its parser beside it."""

import json
from dataclasses import asdict, dataclass

from slack_sdk.models.blocks import Block, InputInteractiveElement
from slack_sdk.models.views import View

from app.incidents.rules import (
    SEVERITY_LABELS,
    SEVERITY_MEANINGS,
    STATE_LABELS,
    TITLE_MAX,
    Declaration,
    Incident,
)
from app.slack import fields
from app.slack.blocks import context, form_field, modal, option, section
from app.slack.ids import ChannelId, UserId
from app.slack.mrkdwn import NOTHING, Mrkdwn, bold, channel_mention, clip, harmless, plain
from app.vocabulary import Severity, State

START_FORM = "incidents.start_form"
STATE_FORM = "incidents.state_form"
SEVERITY_FORM = "incidents.severity_form"
PRIVATE_METADATA = 3000
CARRIED_TEXT = 2600
CHANGEABLE = (State.INVESTIGATING, State.IDENTIFIED, State.MONITORING, State.CANCELLED)


@dataclass(frozen=True, slots=True)
class StartContext:
    """What the start form carries along: a message that becomes the first entry, where its command
    is answered, and the channel that becomes the incident's; each if any.
    """

    message: dict[str, str] | None = None
    answer_to: str = ""
    here: ChannelId | None = None

    def dump(self) -> str:
        """As `private_metadata`, which holds 3,000 characters: a long text is shortened to fit."""
        if self == StartContext():
            return ""
        if self.message is None:
            return json.dumps(asdict(self))
        whole = Mrkdwn(self.message["text"])
        for limit in (CARRIED_TEXT, CARRIED_TEXT // 2, CARRIED_TEXT // 8):
            message = {**self.message, "text": clip(whole, limit)}
            dumped = json.dumps({**asdict(self), "message": message}, ensure_ascii=False)
            if len(dumped) <= PRIVATE_METADATA:
                return dumped
        return ""

    @classmethod
    def load(cls, text: str) -> "StartContext":
        return cls(**json.loads(text)) if text else cls()


def start_form(
    title: Mrkdwn,
    *,
    declarer: UserId,
    severity: Severity = Severity.SEV2,
    carried: StartContext = StartContext(),
) -> View:
    """Title and lead are filled in; a title too long for its field is kept whole below it."""
    words = plain(title)
    overlong = words if len(words) > TITLE_MAX else ""
    return modal(
        START_FORM,
        "Start an incident here" if carried.here else "Start an incident",
        [
            form_field(
                "title",
                "What is going wrong?",
                fields.text_input(
                    words, max_length=TITLE_MAX, placeholder="Search shows yesterday's prices"
                ),
            ),
            form_field("severity", "Severity", _severity_choice(severity)),
            form_field(
                "impact",
                "What do users notice?",
                fields.text_input(overlong, multiline=True),
                hint="Leave it empty if you don't know yet.",
                optional=True,
            ),
            form_field(
                "lead",
                "Lead",
                fields.person(declarer),
                hint="Who keeps the overview. It can be handed on at any time.",
            ),
            _privacy(carried.here),
            context(_what_starting_does(carried.here)),
        ],
        submit="Start",
        close="Cancel",
        private_metadata=carried.dump(),
    )


def _privacy(here: ChannelId | None) -> Block:
    """A channel that is there already stays as open as it is."""
    meaning = "Private: only people who are invited" if here is None else "Announce it nowhere"
    return form_field(
        "is_private",
        "Who can see it" if here is None else "Announcement",
        fields.checkbox(option(meaning, "private")),
        optional=True,
    )


def _what_starting_does(here: ChannelId | None) -> str:
    if here is None:
        return "Starting opens a channel and invites you and the lead. Work on it there."
    return (
        f"{channel_mention(here)} becomes the incident's channel, with its name and topic as they "
        "are. What people have marked in it before counts. In a private channel the incident is "
        "private."
    )


def parse_start(values: fields.Values, *, declarer: UserId) -> tuple[Mrkdwn | None, Declaration]:
    """The title as typed (None: nothing), and the declaration it makes."""
    title = fields.read_text(values, "title")
    return title, Declaration(
        title=title or NOTHING,
        severity=Severity(fields.read_choice(values, "severity") or Severity.SEV2),
        impact=fields.read_text(values, "impact"),
        is_private=fields.read_checkbox(values, "is_private"),
        lead=fields.read_person(values, "lead") or declarer,
    )


def state_form(incident: Incident) -> View:
    options = [option(STATE_LABELS[state], state.value) for state in CHANGEABLE]
    return modal(
        STATE_FORM,
        "Update state",
        [
            section(bold(f"{incident.label} · {harmless(incident.title)}")),
            form_field("state", "State", fields.choice(options, incident.state.value)),
            form_field(
                "note",
                "What changed, in a sentence?",
                fields.text_input(multiline=True),
                hint="It goes to the channel and onto the timeline.",
                optional=True,
            ),
            context("To end the incident, press Resolve on the card."),
        ],
        submit="Update",
        close="Cancel",
        private_metadata=str(incident.id),
    )


def parse_state(values: fields.Values) -> tuple[State, Mrkdwn | None]:
    chosen = fields.read_choice(values, "state") or State.INVESTIGATING
    return State(chosen), fields.read_text(values, "note")


def severity_form(incident: Incident) -> View:
    return modal(
        SEVERITY_FORM,
        "Change severity",
        [
            section(bold(f"{incident.label} · {harmless(incident.title)}")),
            form_field("severity", "Severity", _severity_choice(incident.severity)),
        ],
        submit="Change",
        close="Cancel",
        private_metadata=str(incident.id),
    )


def parse_severity(values: fields.Values) -> Severity:
    return Severity(fields.read_choice(values, "severity") or Severity.SEV2)


def _severity_choice(initial: Severity) -> InputInteractiveElement:
    options = [
        option(f"{SEVERITY_LABELS[severity]}: {SEVERITY_MEANINGS[severity]}", severity.value)
        for severity in Severity
    ]
    return fields.choice(options, initial.value)
