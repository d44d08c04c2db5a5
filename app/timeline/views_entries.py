"""The form of an entry, for adding, changing and keeping a message; each parser beside its form."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import Block, ButtonElement, InteractiveElement, Option
from slack_sdk.models.views import View

from app.incidents.rules import Incident
from app.slack import fields
from app.slack.blocks import actions, button, context, form_field, modal, option, section
from app.slack.mrkdwn import (
    NOTHING,
    Mrkdwn,
    channel_mention,
    clip,
    esc,
    harmless,
    plain,
    user_mention,
)
from app.timeline.rules_entries import (
    CONFIDENCE_LABELS,
    KIND_LABELS,
    KIND_SIGNS,
    Brought,
    Draft,
    Editable,
    Place,
    Seen,
    filled_in,
    fingerprint,
)
from app.timeline.rules_moments import EXAMPLES, spelled
from app.vocabulary import Confidence, EntryKind

ENTRY_FORM = "timeline.entry_form"
BRING_FORM = "timeline.bring_form"
REMOVE = "timeline.remove_entry"
ADD_FINDING = "reviews.find_at_entry"
"""A press that the reviews answer, which stand above this feature."""
RESTORE = "timeline.restore_entry"
REWORD = "timeline.reword_entry"
CHOOSE_INCIDENT = "timeline.choose_incident"
WORDS = ("text",)
"""The field in which somebody says something."""

QUOTED = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryContext:
    """What a page of the timeline, and a form opened from it, carry along as `private_metadata`."""

    place: Place
    is_beneath: bool = False
    """Whether the page of `place` is seen again when the form closes."""
    entry: int | None = None
    seen: Seen | None = None

    def dump(self) -> str:
        place = self.place
        seen = self.seen.dump() if self.seen else None
        stored = [place.incident_id, place.show, place.page, self.is_beneath, self.entry, seen]
        return json.dumps(stored)

    @classmethod
    def load(cls, stored: str) -> "EntryContext":
        incident, show, page, is_beneath, entry, seen = json.loads(stored)
        return cls(
            place=Place(incident, show, page),
            is_beneath=is_beneath,
            entry=entry,
            seen=Seen.load(seen) if seen else None,
        )


def add_form(incident: Incident, place: Place | None = None) -> View:
    """An empty form. `place` is the page it is opened from, if it is."""
    carried = EntryContext(place=place or Place(incident.id), is_beneath=place is not None)
    return modal(
        ENTRY_FORM,
        "Add an entry",
        [_heading(incident), *_fields(Draft(text=NOTHING))],
        submit="Add",
        close="Cancel",
        private_metadata=carried.dump(),
    )


def edit_form(
    incident: Incident,
    entry: Editable,
    zone: ZoneInfo | None,
    *,
    shown: Mrkdwn,
    place: Place | None = None,
    again: Draft | None = None,
) -> View:
    """The form of an entry, filled in with it; `shown` is its text with names for mentions, and
    `zone` the reader's.

    `again` is what somebody wanted it to say when another person changed it meanwhile.
    """
    warning = [_changed_meanwhile(shown)] if again else []
    return _editing(incident, entry, zone, shown=shown, place=place, wanted=again, above=warning)


def reword_form(
    incident: Incident, entry: Editable, zone: ZoneInfo | None, *, shown: Mrkdwn, instead: str
) -> View:
    """The same form, filled in with what may be said instead; what was said is quoted above."""
    current = Draft(
        text=esc(instead),
        when=spelled(entry.occurred_at, zone),
        kind=entry.kind,
        confidence=entry.confidence,
    )
    said = section(f"*As it was said*\n> {_quoted(shown)}")
    stays = context("Where it was said, it stays as it is. The review quotes what you save here.")
    return _editing(incident, entry, zone, shown=shown, wanted=current, above=[said, stays])


def removed_page(carried: EntryContext) -> View:
    """Where the form stood whose entry was taken off."""
    return modal(
        "page",
        "Removed",
        [
            section(
                "It is off the timeline. Nothing is lost: what was removed can be found there "
                "under *Removed*, and restored."
            ),
            actions("remove", button("Restore", RESTORE, str(carried.entry))),
        ],
        close="Back" if carried.is_beneath else "Close",
        private_metadata=carried.dump(),
    )


def parse_entry(values: fields.Values) -> Draft:
    """What was filled in; an empty text is nothing."""
    return Draft(
        text=fields.read_text(values, "text") or NOTHING,
        when=plain(fields.read_text(values, "when") or NOTHING),
        kind=EntryKind(fields.read_choice(values, "kind") or EntryKind.OBSERVATION),
        confidence=Confidence(fields.read_choice(values, "confidence") or Confidence.OBSERVED),
    )


def bring_form(
    incidents: Sequence[Incident],
    brought: Brought,
    chosen: Incident,
    draft: Draft,
) -> View:
    """The form of a message that is to be kept, with the incident to choose."""
    options = [_incident_option(incident) for incident in incidents]
    return modal(
        BRING_FORM,
        "Add to timeline",
        [
            context(f"Said by {_speaker(brought)}"),
            form_field(
                "incident",
                "Incident",
                fields.choice(options, str(chosen.id), heard_as=CHOOSE_INCIDENT),
                is_heard=True,
            ),
            context(_readers(chosen)),
            *_fields(draft, is_text_optional=brought.filled_in == fingerprint(""), is_new=False),
        ],
        submit="Add",
        close="Cancel",
        private_metadata=brought.dump(),
    )


def parse_incident(values: fields.Values) -> int | None:
    chosen = fields.read_choice(values, "incident")
    return int(chosen) if chosen else None


def kind_options() -> list[Option]:
    """Every kind, in people's words."""
    return [
        option(f"{label} {KIND_SIGNS.get(kind, '')}".strip(), kind.value)
        for kind, label in KIND_LABELS.items()
    ]


def _editing(
    incident: Incident,
    entry: Editable,
    zone: ZoneInfo | None,
    *,
    shown: Mrkdwn,
    place: Place | None = None,
    wanted: Draft | None,
    above: Sequence[Block],
) -> View:
    """Filled in with what is `wanted`, else with the entry as it is."""
    when, words = spelled(entry.occurred_at, zone), filled_in(shown)
    current = Draft(text=esc(words), when=when, kind=entry.kind, confidence=entry.confidence)
    carried = EntryContext(
        place=place or Place(entry.incident_id),
        is_beneath=place is not None,
        entry=entry.id,
        seen=_seen(entry, words, when),
    )
    return modal(
        ENTRY_FORM,
        "Edit an entry",
        [
            *above,
            _heading(incident),
            *_fields(wanted or current, is_text_optional=not words, is_new=False),
            actions("remove", *_presses(incident, entry)),
        ],
        submit="Save",
        close="Cancel",
        private_metadata=carried.dump(),
    )


def _heading(incident: Incident) -> Block:
    return context(f"{incident.label} · {harmless(incident.title)}")


def _fields(
    draft: Draft, *, is_text_optional: bool = False, is_new: bool = True
) -> Sequence[Block]:
    empty = "Empty means now." if is_new else "Empty leaves it as it is."
    confidences = [option(label, each.value) for each, label in CONFIDENCE_LABELS.items()]
    return [
        form_field(
            "text",
            "What happened?",
            fields.text_input(plain(draft.text), multiline=True),
            optional=is_text_optional,
        ),
        form_field(
            "when",
            "When?",
            fields.text_input(draft.when, max_length=100),
            hint=f"{empty} Write it like {EXAMPLES}; before the incident, too.",
            optional=True,
        ),
        form_field("kind", "Kind", fields.choice(kind_options(), draft.kind.value)),
        form_field(
            "confidence", "Seen or remembered", fields.choice(confidences, draft.confidence)
        ),
    ]


def _seen(entry: Editable, words: str, when: str) -> Seen:
    return Seen(
        text=fingerprint(entry.text),
        filled_in=fingerprint(words),
        when=when,
        at=entry.occurred_at.timestamp(),
        kind=entry.kind,
        confidence=entry.confidence,
    )


def _presses(incident: Incident, entry: Editable) -> Iterator[InteractiveElement]:
    """A finding can rest on it once there is a review."""
    if incident.resolved_at is not None:
        yield button("Add a finding", ADD_FINDING, str(entry.id))
    yield _removal(entry)


def _removal(entry: Editable) -> ButtonElement:
    if entry.is_removed:
        return button("Restore", RESTORE, str(entry.id))
    return button("Remove from the timeline", REMOVE, str(entry.id))


def _changed_meanwhile(shown: Mrkdwn) -> Block:
    return section(
        ":warning: Somebody changed this entry while you had it open. It says now:\n"
        f"> {_quoted(shown)}\nSave again to have it say what stands below."
    )


def _quoted(shown: Mrkdwn) -> str:
    return harmless(clip(shown, QUOTED)).replace("\n", "\n> ")


def _incident_option(incident: Incident) -> Option:
    return option(f"{incident.label} · {plain(incident.title)}", str(incident.id))


def _speaker(brought: Brought) -> str:
    if brought.author:
        return user_mention(brought.author)
    return esc(brought.label) if brought.label else "an app"


def _readers(incident: Incident) -> str:
    place = channel_mention(incident.channel) if incident.channel else "its channel"
    return f"Everybody in {place} will be able to read it."
