"""What a review found, to read: the list, page by page, and one finding with what can be done."""

from collections.abc import Iterator, Mapping

from slack_sdk.models.blocks import Block, InteractiveElement
from slack_sdk.models.views import View

from app.reviews.rules_finding_forms import FindingPage, FindingsPage, Opened
from app.reviews.rules_findings import CATEGORY_LABELS, GROUP_LABELS, KIND_LABELS, Finding
from app.slack.blocks import actions, button, context, modal, section
from app.slack.links import permalink
from app.slack.mrkdwn import Mrkdwn, bold, clip, harmless, link, moment
from app.timeline.rules import Entry
from app.vocabulary import FindingKind

ADD = "reviews.add_finding"
OPEN = "reviews.open_finding"
PAGE_BACK = "reviews.findings_back"
PAGE_ON = "reviews.findings_on"
NEW_TO_ME = "reviews.new_to_me"
NOT_NEW = "reviews.not_new_to_me"
EVIDENCE = "reviews.change_evidence"
REWORD = "reviews.reword_finding"
MERGE = "reviews.merge_finding"
SPLIT = "reviews.split_finding"
REMOVE = "reviews.remove_finding"
RESTORE = "reviews.restore_finding"

_LINE = 250
_TEXT = 2000
_PART = 400
_NUMBERS_SHOWN = 6


def findings_page(page: FindingsPage) -> View:
    """By kind, factors by group; everything about one behind its button."""
    blocks: list[Block] = [
        section(bold(f"{page.incident.label} · {harmless(page.incident.title)}"))
    ]
    if not page.findings:
        blocks.append(
            section(
                "Nothing is found yet. What made this possible, what held, what is new to you? "
                "Whatever you saw counts."
            )
        )
    blocks += _listed(page)
    if page.pages > 1:
        blocks.append(context(f"Page {page.page} of {page.pages}"))
    blocks.append(actions("findings", *_page_buttons(page)))
    return modal("page", "Findings", blocks, private_metadata=f"{page.review_id}:{page.page}")


def finding_page(shown: FindingPage, opened: Opened) -> View:
    """One finding with its first wording, its evidence and what it was merged from."""
    finding = shown.finding
    blocks: list[Block] = [
        section(f"*{_heading(finding)}*\n{harmless(clip(finding.text, _TEXT))}"),
        *(context(line) for line in _about(shown)),
    ]
    if finding.evidence:
        blocks.append(section("\n".join(_evidence_lines(shown))))
    for part in finding.merged:
        press = button("Split off", SPLIT, str(part.id)) if shown.may_merge else None
        words = harmless(clip(part.text, _PART))
        blocks.append(section(f"_Told together with:_ {words}", press))
    if presses := list(_presses(shown)):
        blocks.append(actions("finding", *presses))
    return modal("page", "Finding", blocks, close="Back", private_metadata=opened.dump())


def parse_place(value: str) -> tuple[int, int]:
    """The review and the page of its list, behind a button or in the list's own note."""
    review_id, _, page = value.partition(":")
    return int(review_id), int(page or 1)


def _listed(page: FindingsPage) -> Iterator[Block]:
    heading = None
    for finding in page.findings:
        if (above := _above(finding)) != heading:
            heading = above
            yield context(f"*{heading}*")
        yield section(_line(finding, page), button("Open", OPEN, f"{finding.id}:{page.page}"))


def _above(finding: Finding) -> str:
    if finding.is_removed:
        return "Taken off"
    if finding.group is not None:
        return f"Contributed: {GROUP_LABELS[finding.group].lower()}"
    return KIND_LABELS[finding.kind]


def _line(finding: Finding, page: FindingsPage) -> str:
    """Its words, the numbers of its entries, and whether something is missing."""
    words = harmless(clip(Mrkdwn(" ".join(finding.text.split())), _LINE))
    known = [page.entries[each] for each in finding.evidence if each in page.entries]
    numbers = "".join(_number(entry, page.workspace_url) for entry in known[:_NUMBERS_SHOWN])
    more = f" +{len(known) - _NUMBERS_SHOWN}" if len(known) > _NUMBERS_SHOWN else ""
    parts = [f"{words} {numbers}{more}".strip(), *_signs(finding)]
    return " · ".join(parts)


def _signs(finding: Finding) -> Iterator[str]:
    if not finding.is_supported:
        yield "_no entry shows it yet_"
    if finding.new_to:
        yield f"_new to {finding.new_to}_"
    if finding.merged:
        yield f"_with {len(finding.merged)} more_"


def _number(entry: Entry, workspace_url: str) -> str:
    if entry.channel and entry.ts:
        address = permalink(workspace_url, entry.channel, entry.ts, entry.thread)
        return link(address, f"[{entry.number}]")
    return f"[{entry.number}]"


def _heading(finding: Finding) -> str:
    label = KIND_LABELS[finding.kind]
    if finding.kind is FindingKind.FACTOR and finding.category:
        return f"{label} · {CATEGORY_LABELS[finding.category]}"
    return label


def _about(shown: FindingPage) -> Iterator[str]:
    finding = shown.finding
    if finding.reasonable:
        yield f"_What made that reasonable:_ {harmless(clip(finding.reasonable, _PART * 2))}"
    if finding.first_wording:
        yield f"_First said as:_ {harmless(clip(finding.first_wording, _PART * 2))}"
    if shown.into is not None:
        yield f"_Merged into:_ {harmless(clip(shown.into.text, _PART))}"
    if finding.is_removed:
        yield "_Taken off. Nothing is lost; it can be restored._"
    if not finding.is_supported:
        yield ":warning: _Unsupported:_ no entry shows it yet. Press *Evidence* to add one."
    if finding.new_to:
        yield f"New to {finding.new_to}"


def _evidence_lines(shown: FindingPage) -> Iterator[str]:
    entries: Mapping[int, Entry] = shown.entries
    known = [entries[each] for each in shown.finding.evidence if each in entries]
    for entry in known[:_NUMBERS_SHOWN]:
        at = moment(entry.occurred_at, "{date_short_pretty}, {time}")
        words = harmless(clip(Mrkdwn(" ".join(entry.text.split())), 200)) or "_files_"
        yield f"{_number(entry, shown.workspace_url)} {at} {words}"
    if len(known) > _NUMBERS_SHOWN:
        yield f"_and {len(known) - _NUMBERS_SHOWN} more_"


def _presses(shown: FindingPage) -> Iterator[InteractiveElement]:
    """What is possible, to whom it is: merged or taken off, a finding first has to come back."""
    value = str(shown.finding.id)
    if shown.finding.is_removed:
        if shown.may_reword:
            yield button("Restore", RESTORE, value)
    elif shown.into is not None:
        if shown.may_merge:
            yield button("Split off", SPLIT, value)
    else:
        if shown.is_new_to_viewer:
            yield button("Not new to me", NOT_NEW, value)
        else:
            yield button("New to me", NEW_TO_ME, value)
        yield button("Entries that show it", EVIDENCE, value)
        if shown.may_reword:
            yield button("Reword", REWORD, value)
        if shown.may_merge:
            yield button("Merge", MERGE, value)
        if shown.may_reword:
            yield button("Take off", REMOVE, value)


def _page_buttons(page: FindingsPage) -> Iterator[InteractiveElement]:
    if page.page > 1:
        yield button("Earlier", PAGE_BACK, f"{page.review_id}:{page.page - 1}")
    if page.page < page.pages:
        yield button("Later", PAGE_ON, f"{page.review_id}:{page.page + 1}")
    yield button("Add a finding", ADD, str(page.review_id))
