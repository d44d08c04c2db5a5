"""A note in the form in which somebody wrote, above the field it is about; and what stands there
once it is answered.

The id of its first block says what it is about, so that the form itself knows that it was shown.
"""

from collections.abc import Mapping

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from app.slack.blocks import actions, button, context, option, overflow, section
from app.slack.mrkdwn import clip, esc
from app.slack.shown import Shown
from app.wording.rules import Note

USE = "wording.use"
EDIT = "wording.edit"
KEEP = "wording.keep"
HIDE = "wording.hide"
NOTE = "wording-note:"
_PRESSES, _LAST = NOTE + "presses", NOTE + "last"
QUOTE = 250
SUGGESTION = 1500
READS: Mapping[str, str] = {
    "individual_blame": "may read as a judgment of a person",
    "counterfactual": "measures that moment by what is known today",
    "human_error": "ends the story at a person, where it begins to be interesting",
    "negligence_judgement": "may read as a judgment of how somebody works",
    "root_cause_singular": "points a reader to one thing, and there is mostly more to see",
    "hindsight": "looks plain from here; it did not from there",
    "sarcasm_contempt": "may hurt somebody who reads it",
}
"""What it does to a reader, by category."""


def form_with_note(shown: Shown, note: Note) -> View:
    """The form as it is, with the note above its field."""
    reads = READS.get(note.category, READS["individual_blame"])
    blocks: list[Block] = [
        section(
            f"> {_line(note.said, QUOTE)}\nThis {reads}. Here is the same with more to learn "
            f"from:\n> {_line(note.instead, SUGGESTION)}"
        ),
        actions(
            _PRESSES,
            button("Use this", USE, note.mark),
            button("Edit", EDIT, note.mark),
            button("Keep mine", KEEP, note.mark),
            overflow(HIDE, option("Don't show me these", HIDE)),
        ),
    ]
    blocks[0].block_id = f"{NOTE}{note.field}:{note.mark}"
    # In a long form the note may be out of sight.
    last = context(
        f"A note stands above one of the fields. Press {_save(shown)} again, and the words stay as "
        "you wrote them."
    )
    last.block_id = _LAST
    return shown.with_above(note.field, blocks, [last])


def parse_note(shown: Shown) -> tuple[str, str] | None:
    """The field that a note in this form is or was about, and the mark of the passage."""
    noted = (one.removeprefix(NOTE) for one in shown.block_ids() if one.startswith(NOTE))
    field, _, mark = next(noted, "").partition(":")
    return (field, mark) if field else None


def form_with_suggestion(shown: Shown, words: str) -> View:
    """The field says `words` now; it can go on being edited."""
    field, _ = parse_note(shown) or ("", "")
    line = f":white_check_mark: It stands below. Change it as you like, then press {_save(shown)}."
    return shown.with_instead(NOTE, [_answered(shown, line)], {field: words})


def form_to_edit(shown: Shown) -> View:
    return _form_with(shown, f"The words are yours. Press {_save(shown)} when they fit.")


def form_as_written(shown: Shown) -> View:
    return _form_with(shown, f"Kept as you wrote it. Press {_save(shown)}.")


def form_without_notes(shown: Shown) -> View:
    """Somebody wants no more of them."""
    return _form_with(
        shown,
        "Good: no more of these. *Messages and notes* on Onward's home page brings them back. "
        f"Press {_save(shown)}.",
    )


def _form_with(shown: Shown, line: str) -> View:
    return shown.with_instead(NOTE, [_answered(shown, line)])


def _answered(shown: Shown, line: str) -> Block:
    """In the note's place, under its id: the same words are not noted again."""
    block = context(line)
    block.block_id = next((one for one in shown.block_ids() if one.startswith(NOTE)), None)
    return block


def _save(shown: Shown) -> str:
    return f"*{esc(shown.submit)}*"


def _line(words: str, limit: int) -> str:
    return " ".join(clip(esc(words), limit).split())
