"""The forms of findings: adding one, rewording, evidence, merging; each parser beside its form."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from slack_sdk.models.blocks import Block, Option
from slack_sdk.models.views import View

from app.reviews.rules_finding_forms import Adding, Opened, Wording, fingerprint
from app.reviews.rules_findings import (
    CATEGORY_LABELS,
    GROUP_LABELS,
    GROUP_OF,
    KIND_LABELS,
    Finding,
)
from app.slack import fields
from app.slack.blocks import Message, context, form_field, modal, option, section
from app.slack.mrkdwn import NOTHING, Mrkdwn, clip, harmless, plain
from app.timeline.rules import Entry
from app.vocabulary import Category, FactorGroup, FindingKind

ADD_FORM = "reviews.finding_form"
REWORD_FORM = "reviews.reword_form"
EVIDENCE_FORM = "reviews.evidence_form"
MERGE_FORM = "reviews.merge_form"
WORDS = ("text", "reasonable")
"""The fields in which somebody says something."""

TEXT_MAX = 1000
_QUOTED = 500
_OFFERED_KINDS = [kind for kind in FindingKind if kind is not FindingKind.PARKED_IDEA]


def finding_form(
    adding: Adding,
    entries: Sequence[Entry],
    *,
    text: Mrkdwn = NOTHING,
    evidence: Collection[int] = (),
    group: FactorGroup | None = None,
    left_out: int = 0,
) -> View:
    """An empty form. `group` is offered first; `left_out` says how many entries do not fit."""
    *wording, reasonable = _wording(Wording(kind=FindingKind.FACTOR, text=text), group)
    return modal(
        ADD_FORM,
        "Add a finding",
        [*wording, *_evidence(entries, evidence, left_out), reasonable],
        submit="Add",
        close="Cancel",
        private_metadata=adding.dump(),
    )


def reword_form(opened: Opened, finding: Finding) -> View:
    """What it says, to be said otherwise; the first wording stays within reach."""
    wording = Wording(
        kind=finding.kind,
        text=finding.text,
        category=finding.category,
        reasonable=finding.reasonable,
    )
    return modal(
        REWORD_FORM,
        "Reword",
        [*_wording(wording), context("What it said first stays within reach.")],
        submit="Save",
        close="Cancel",
        private_metadata=replace(opened, seen=fingerprint(finding)).dump(),
    )


def parse_wording(values: fields.Values) -> Wording | dict[str, str]:
    """What the finding is to say, or what is wrong: a sentence by field id."""
    kind = FindingKind(fields.read_choice(values, "kind") or FindingKind.FACTOR)
    text = fields.read_text(values, "text")
    chosen = fields.read_choice(values, "category")
    problems = {}
    if text is None:
        problems["text"] = "Please say in a line what was found."
    if kind is FindingKind.FACTOR and chosen is None:
        problems["category"] = "Please choose what kind of factor this is; the closest will do."
    if text is None or problems:
        return problems
    return Wording(
        kind=kind,
        text=text,
        category=Category(chosen) if chosen else None,
        reasonable=fields.read_text(values, "reasonable"),
    )


def evidence_form(
    opened: Opened, finding: Finding, entries: Sequence[Entry], *, left_out: int = 0
) -> View:
    """The entries that a finding rests on; everybody may add what they know of. What is not offered
    cannot be taken away.
    """
    offered = {entry.id for entry in entries}
    seen = tuple(entry_id for entry_id in finding.evidence if entry_id in offered)
    picking = _evidence(entries, finding.evidence, left_out) or [
        section("Nothing is kept yet that could show it. Keep a message with :pushpin: first.")
    ]
    return modal(
        EVIDENCE_FORM,
        "Entries that show it",
        [section(_quoted(finding)), *picking],
        submit="Save",
        close="Cancel",
        private_metadata=replace(opened, evidence=seen).dump(),
    )


def parse_evidence(values: fields.Values) -> frozenset[int]:
    """The ids of the entries that were chosen."""
    return frozenset(map(int, fields.read_checkboxes(values, "evidence")))


def merge_form(opened: Opened, finding: Finding, others: Sequence[Finding]) -> View:
    """The findings that could tell this one, too; of its kind first."""
    ordered = sorted(others, key=lambda other: (other.kind is not finding.kind, other.id))
    if not ordered:
        return modal("page", "Merge", [section("There is no other finding to merge it into yet.")])
    options = [_finding_option(other) for other in ordered[:100]]
    return modal(
        MERGE_FORM,
        "Merge",
        [
            section(_quoted(finding)),
            form_field("into", "Tell it together with", fields.choice(options)),
            context("Both wordings and all evidence stay; it can be split off again."),
        ],
        submit="Merge",
        close="Cancel",
        private_metadata=opened.dump(),
    )


def parse_merge(values: fields.Values) -> int | None:
    """The id of the finding that was chosen."""
    chosen = fields.read_choice(values, "into")
    return int(chosen) if chosen else None


def finding_kept(*, lacks_evidence: bool = False) -> Message:
    text = ":white_check_mark: Kept. `/incident findings` shows what is found so far."
    if lacks_evidence:
        text += " An entry that shows it is still missing; anybody can add one there."
    return Message(text, (section(text),))


def _wording(wording: Wording, group: FactorGroup | None = None) -> Sequence[Block]:
    kinds = [option(KIND_LABELS[kind], kind.value) for kind in _OFFERED_KINDS]
    category = wording.category.value if wording.category else None
    reasonable = plain(wording.reasonable) if wording.reasonable else ""
    return [
        form_field("kind", "What is it?", fields.choice(kinds, wording.kind.value)),
        form_field(
            "text",
            "In a line",
            fields.text_input(plain(wording.text), multiline=True, max_length=TEXT_MAX),
            hint="What contributed, and how. Systems, work and circumstances rather than people.",
        ),
        form_field(
            "category",
            "Kind, for a factor",
            fields.grouped_choice(_groups(group), category),
            hint="The closest will do. There are mostly several factors, and each contributes.",
            optional=True,
        ),
        form_field(
            "reasonable",
            "What made that reasonable?",
            fields.text_input(reasonable, multiline=True, max_length=TEXT_MAX),
            hint="When stepping around a process made sense at that moment.",
            optional=True,
        ),
    ]


def _groups(first: FactorGroup | None) -> Sequence[tuple[str, Sequence[Option]]]:
    ordered = sorted(FactorGroup, key=lambda group: group is not first)
    return [
        (
            GROUP_LABELS[group],
            [
                option(label, category.value)
                for category, label in CATEGORY_LABELS.items()
                if GROUP_OF[category] is group
            ],
        )
        for group in ordered
    ]


def _evidence(entries: Sequence[Entry], chosen: Collection[int], left_out: int) -> Sequence[Block]:
    if not entries:
        return []
    options = [option(_entry_label(entry), str(entry.id)) for entry in entries]
    picker = fields.several(options, {str(entry_id) for entry_id in chosen})
    hint = f"{left_out} more entries don't fit here; `/incident timeline` shows all."
    return [
        form_field(
            "evidence",
            "Entries that show it",
            picker,
            hint=hint if left_out else None,
            optional=True,
        )
    ]


def _entry_label(entry: Entry) -> str:
    words = " ".join(plain(entry.text).split()) or "files"
    at = entry.occurred_at
    return f"{at:%a} {at.day}, {at:%H:%M} [{entry.number}] {words}"


def _finding_option(finding: Finding) -> Option:
    words = " ".join(plain(finding.text).split())
    return option(f"{KIND_LABELS[finding.kind]}: {words}", str(finding.id))


def _quoted(finding: Finding) -> str:
    return f"*{KIND_LABELS[finding.kind]}*\n{harmless(clip(finding.text, _QUOTED))}"
