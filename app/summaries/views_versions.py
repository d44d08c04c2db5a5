"""What a section of the summary said before, and having it say so again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from app.slack.blocks import button, context, modal, section
from app.slack.mrkdwn import Mrkdwn, moment
from app.summaries.rules_differences import words_changed
from app.summaries.rules_document import Statement
from app.summaries.rules_lines import lines_of
from app.summaries.views_corrections import HEADINGS, SectionContext

RESTORE = "summaries.restore_version"
SHOWN = 10
_DIFFERENCE = 1200


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What a section said from one moment on. `by` is whoever wrote it, by role."""

    id: int
    statements: Sequence[Statement]
    written_at: datetime
    by: str


def versions_page(
    carried: SectionContext,
    now: Sequence[Statement],
    earlier: Sequence[Earlier],
    *,
    is_restored: bool = False,
) -> View:
    """Each earlier text, newest first, as what restoring it would change."""
    restored = section(":white_check_mark: It reads so again. The summary follows in a moment.")
    return modal(
        "page",
        "Earlier versions",
        [
            *([restored] if is_restored else []),
            section(
                f"*{HEADINGS[carried.section]}*\nRestoring one takes ~these words~ out and puts "
                "*these* in. What stands now becomes a version of its own."
            ),
            *(block for one in earlier[:SHOWN] for block in _version(one, now)),
            *([context(f"Here are the latest {SHOWN}.")] if len(earlier) > SHOWN else []),
        ],
        close="Back",
        private_metadata=carried.dump(),
    )


def _version(one: Earlier, now: Sequence[Statement]) -> Iterator[Block]:
    changed = words_changed(lines_of(now), lines_of(one.statements), _DIFFERENCE)
    is_same = lines_of(one.statements) == lines_of(now)
    head = f"{moment(one.written_at)}, by {one.by}"
    if is_same:
        yield section(f"{head}\nIt reads as it does now.")
    else:
        yield section(f"{head}\n{Mrkdwn(changed)}", button("Restore", RESTORE, str(one.id)))
