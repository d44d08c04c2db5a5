"""Correcting the summary: the page of its sections, and the form of one, with its parser."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block, InteractiveElement
from slack_sdk.models.views import View

from app.incidents.rules import Incident
from app.slack import fields
from app.slack.blocks import actions, button, context, divider, form_field, header, modal, section
from app.slack.mrkdwn import Mrkdwn, clip, esc, harmless, user_mention
from app.summaries.rules_corrections import (
    CORRECTABLE,
    OURS,
    Correction,
    Difference,
    SectionsPage,
)
from app.summaries.rules_document import SectionKey, Statement
from app.summaries.rules_lines import Known, LineError, line_of, statements_of
from app.summaries.rules_words import counted
from app.summaries.views_title import EDIT_TITLE

SECTIONS = "summaries.sections"
EDIT_SECTION = "summaries.edit_section"
EDIT_OWN = "summaries.edit_own"
SECTION_FORM = "summaries.section_form"
TAKE_TOLD = "summaries.take_told"
VERSIONS = "summaries.versions"
FIELD = "words"
FIELDS_MAX = 12
"""As many as Slack shows without effort, with three pages of text each."""
FILLED_TO = 2400
"""Characters that a field is filled in with; the rest is for what is added."""
OWN_SHOWN = 15
SAY_SOMETHING = "Please leave a line at least. “Use the generated text” brings back what is told."
_QUOTED = 200
_DIFFERENCE_SHOWN = 5
_CURRENT_SHOWN = 1500
HEADINGS: Mapping[SectionKey, str] = {
    SectionKey.IN_SHORT: "In short",
    SectionKey.WHAT_HAPPENED: "What happened",
    SectionKey.DECISIONS: "Decisions and what we knew then",
    SectionKey.FACTORS: "How it was able to happen this way",
    SectionKey.PRESSURE: "Pressure points and blind spots",
    SectionKey.HANDOFFS: "Hand-offs, ownership, process",
    SectionKey.HELPED: "What held, what helped, luck",
    SectionKey.LEARNED: "What we learned",
    SectionKey.QUESTIONS: "Open questions",
    SectionKey.FORWARD: "Building forward",
}
_HINTS = {
    SectionKey.IN_SHORT: "Three sentences read best: what users met, how long, what eased it.",
    SectionKey.WHAT_HAPPENED: "Begin a line with its time in UTC, like 14:05.",
    SectionKey.FORWARD: "Owners, dates and what became of a change are kept by /incident changes.",
}
_HOW = "A line for each statement; numbers like [4] at its end are the entries that show it."


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionContext:
    """What the form of a section carries along: which one, and what it was filled in with."""

    review: int
    section: SectionKey
    seen: str
    revision: int

    def dump(self) -> str:
        return json.dumps([self.review, self.section, self.seen, self.revision])

    @classmethod
    def load(cls, stored: str) -> "SectionContext":
        review, key, seen, revision = json.loads(stored)
        return cls(review=review, section=SectionKey(key), seen=seen, revision=revision)


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionForm:
    """A section as its form is filled in with it. `wanted` is what somebody had written when it was
    changed by somebody else.
    """

    incident: Incident
    context: SectionContext
    statements: Sequence[Statement]
    is_written: bool
    since: Difference
    has_earlier: bool = False
    wanted: str | None = None


def sections_page(page: SectionsPage) -> View:
    """Every section with how it came about, and the reader's own words."""
    return modal(
        "page",
        "Correct the summary",
        [
            context(f"{page.incident.label} · {harmless(page.incident.title)}"),
            *([_saved(page)] if page.saved else []),
            *(_sections(page) if page.may_correct else [_whom_to_ask(page)]),
            *_own(page),
        ],
        private_metadata=str(page.review_id),
    )


def _saved(page: SectionsPage) -> Block:
    saved = page.saved or SectionKey.IN_SHORT
    if saved is SectionKey.TITLE:
        return section(":white_check_mark: The title is saved. The summary follows in a moment.")
    correction = page.corrections.get(saved)
    how = OURS if correction and correction.statements else "as it is told"
    return section(
        f":white_check_mark: *{HEADINGS[saved]}* stands {how}. The summary follows in a moment."
    )


def _sections(page: SectionsPage) -> Iterator[Block]:
    yield section(
        "What you write stays, however often the rest is told anew, and every earlier text is kept."
    )
    yield section("*Title*", button("Correct", EDIT_TITLE, str(page.review_id)))
    for key in CORRECTABLE:
        state = _state(page.corrections.get(key))
        text = f"*{HEADINGS[key]}*\n{state}" if state else f"*{HEADINGS[key]}*"
        yield section(text, button("Correct", EDIT_SECTION, key.value))


def _state(correction: Correction | None) -> str:
    """How a section came about; nothing where it is told from what is kept."""
    if correction is None:
        return ""
    told = [OURS.capitalize()] if correction.statements else []
    since = correction.difference
    if since:
        told.append(f"beneath it {_counted(since)} since")
    if correction.dropped:
        told.append(_dropped(correction.dropped))
    return ", ".join(told)


def corrections_to_look_at(corrections: Sequence[Correction]) -> Iterator[Block]:
    """Those beneath which something has happened since, for the checklist."""
    told = [one for one in corrections if one.difference or one.dropped]
    if told:
        yield header("Written by hand")
    for one in told:
        yield section(f"*{HEADINGS[one.section]}*: {_state(one)}.")


def _dropped(number: int) -> str:
    """What became of words that quoted a deleted message."""
    lines = counted(number, "line", "lines")
    return f"{lines} taken out with a message that was deleted"


def _counted(since: Difference) -> str:
    parts = [
        f"{len(told)} {what}" for told, what in ((since.added, "new"), (since.gone, "gone")) if told
    ]
    return " and ".join(parts)


def _whom_to_ask(page: SectionsPage) -> Block:
    return section(
        f"Whole sections are corrected by whoever finishes the review: {user_mention(page.asked)}. "
        "Tell them what reads differently to you; your own words are yours to change."
    )


def _own(page: SectionsPage) -> Iterator[Block]:
    if not page.own:
        return
    yield divider()
    yield header("Your words")
    yield context("What you said, as the summary may quote it. Where you said it, it stays.")
    for one in page.own[:OWN_SHOWN]:
        quoted = clip(harmless(one.text), _QUOTED).replace("\n", " ")
        said = f"[{one.number}] {quoted}"
        yield section(said, button("Edit", EDIT_OWN, str(one.entry_id)))
    if len(page.own) > OWN_SHOWN:
        yield context("`/incident timeline` has all of them.")


def section_form(form: SectionForm) -> View:
    """A section as lines of text. What changed beneath it stands above; a section that is too long
    for a form says what to do instead.
    """
    parts = field_texts(form.statements)
    if parts is None:
        return _too_long(form)
    heading = f"{form.incident.label} · *{HEADINGS[form.context.section]}*"
    blocks: list[Block] = [
        context(f"{heading}, {OURS}" if form.is_written else heading),
        *_changed_meanwhile(form),
        *_since(form),
        *_fields(form, parts),
        actions("section", *_presses(form)),
    ]
    return modal(
        SECTION_FORM,
        "Correct this",
        blocks,
        submit="Save",
        close="Cancel",
        private_metadata=form.context.dump(),
    )


def field_texts(statements: Sequence[Statement]) -> Sequence[str] | None:
    """The lines in as many texts as fields are needed; None when a form has not as many."""
    texts = [""]
    for line in map(line_of, statements):
        if texts[-1] and len(texts[-1]) + 1 + len(line) > FILLED_TO:
            texts.append("")
        texts[-1] = f"{texts[-1]}\n{line}".strip()
    fits = len(texts) <= FIELDS_MAX and all(len(text) <= fields.TEXT_MAX for text in texts)
    return texts if fits else None


def parse_typed(values: fields.Values) -> str:
    """All that was sent, a line each."""
    return "\n".join(_texts(values).values())


def parse_typed_in(values: fields.Values) -> Sequence[str]:
    """The ids of the fields that were sent."""
    return [*_texts(values)]


def parse_section(values: fields.Values, known: Known) -> tuple[Statement, ...] | Mapping[str, str]:
    """What the lines say, or what is wrong in which field."""
    statements: list[Statement] = []
    for name, text in _texts(values).items():
        try:
            statements += statements_of(text, known)
        except LineError as problem:
            return {name: str(problem)}
    return tuple(statements) or {FIELD: SAY_SOMETHING}


def _texts(values: fields.Values) -> Mapping[str, str]:
    names = [name for name in map(_field, range(FIELDS_MAX)) if name in values]
    return {name: str(values[name].get("value") or "") for name in names}


def _field(number: int) -> str:
    return f"{FIELD}{number + 1}" if number else FIELD


def _fields(form: SectionForm, parts: Sequence[str]) -> Iterator[Block]:
    texts = _again(form.wanted, parts) if form.wanted is not None else parts
    last = len(texts) - 1
    for number, text in enumerate(texts):
        block = form_field(
            _field(number),
            "How does it read right?" if number == 0 else "And goes on",
            fields.text_input(text, multiline=True),
            hint=f"{_HOW} {_HINTS.get(form.context.section, '')}".strip()
            if number == last
            else None,
            optional=True,
        )
        # Slack would keep what stood in a field of the same id.
        block.block_id = f"{_field(number)}~{form.context.revision}"
        yield block


def _again(wanted: str, parts: Sequence[str]) -> Sequence[str]:
    """What somebody wrote, in fields of their length."""
    texts = [""]
    for line in wanted.splitlines():
        if texts[-1] and len(texts[-1]) + 1 + len(line) > fields.TEXT_MAX:
            texts.append("")
        texts[-1] = f"{texts[-1]}\n{line}".strip()
    return [*texts, *[""] * (len(parts) - len(texts))][:FIELDS_MAX]


def _changed_meanwhile(form: SectionForm) -> Iterator[Block]:
    if form.wanted is None:
        return
    reads = [esc(line_of(one)) for one in form.statements]
    quoted = clip(Mrkdwn("\n> ".join(reads) or "nothing yet"), _CURRENT_SHOWN)
    yield section(
        ":warning: Somebody changed this section, or the entries behind it, while you wrote. It "
        f"reads now:\n> {quoted}"
    )
    yield section(
        "Your text stands below. Take in what you want to keep, check the numbers of entries, then "
        "save again."
    )


def _since(form: SectionForm) -> Iterator[Block]:
    """What changed beneath it, and the way back to it."""
    if form.since:
        lines = [
            *(f"＋ {esc(line_of(one))}" for one in form.since.added[:_DIFFERENCE_SHOWN]),
            *(f"－ {esc(line_of(one))}" for one in form.since.gone[:_DIFFERENCE_SHOWN]),
        ]
        shown = "\n".join(clip(Mrkdwn(line), _QUOTED) for line in lines)
        yield section(f"*What has changed beneath your words since*\n{shown}")


def _presses(form: SectionForm) -> Iterator[InteractiveElement]:
    key = form.context.section.value
    if form.is_written:
        yield button("Use the generated text", TAKE_TOLD, key)
    if form.has_earlier:
        yield button("Earlier versions", VERSIONS, key)
    yield button("Other sections", SECTIONS, str(form.context.review))


def _too_long(form: SectionForm) -> View:
    return modal(
        "page",
        "Correct this",
        [
            section(
                f"*{HEADINGS[form.context.section]}* is longer than a form can hold. Its entries "
                "can be reworded one by one: `/incident timeline`."
            ),
            actions("section", button("Other sections", SECTIONS, str(form.context.review))),
        ],
        private_metadata=str(form.context.review),
    )
