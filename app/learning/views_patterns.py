"""What reviews have in common, for one reader or for a channel."""

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from app.learning.rules_patterns import ENOUGH, Item, Pattern, Patterns, Section
from app.slack.blocks import Message, actions, button, context, modal, section
from app.slack.mrkdwn import clip, harmless, link

TURN = "learning.turn"
TURN_BACK = "learning.turn_back"
PICTURE = "learning.picture"
OPEN = "learning.open_patterns"
_TEXT, _NOTE = 220, 260
_LINKED = 4
_TOGETHER = 2
"""Items in one block, which takes 3,000 characters with all their links."""

_HEADS = {
    Pattern.CATEGORIES: "What contributed",
    Pattern.UNANSWERED: "Factors that no structural change answers yet",
    Pattern.NOT_HELD: "Changes that did not hold, or only in part",
    Pattern.BYPASSED: "Where stepping around a process made sense",
    Pattern.BLIND_SPOTS: "Blind spots that were named more than once",
    Pattern.HANDOFFS: "Hand-offs with one end",
    Pattern.LEARNINGS: "Learnings that were new to many",
}
_NEXT = {
    Pattern.UNANSWERED: "`/incident change` in the review's channel adds one.",
    Pattern.NOT_HELD: "`/incident changes` shows them; one that did not hold can be opened again.",
    Pattern.BYPASSED: "Could the process fit what made this reasonable?",
}


def patterns_page(found: Patterns, page: int = 0) -> Message:
    """One page of it, from 0, with a way to the others and to the picture."""
    if not found.is_enough:
        text = _too_little(found)
        return Message(text, (section(text),))
    pages = found.pages
    page = min(page, len(pages) - 1)
    head = _head(found)
    blocks: list[Block] = [section(f":thread: *{head}*")]
    if not found.sections:
        blocks.append(section("Their findings are not written down yet, so nothing can be seen."))
    for one in pages[page]:
        blocks += _section(one)
    blocks.append(context(_small_print(page, len(pages))))
    return Message(head, [*blocks, *_presses(found, page, len(pages))])


def patterns_modal(found: Patterns, page: int = 0) -> View:
    """The same as a page of its own, where it was opened on one."""
    return modal("page", "Patterns", patterns_page(found, page).blocks)


def patterns_post(found: Patterns) -> Message:
    """For a channel, once a month: the first page, and a way to all of it for whoever presses."""
    head = _head(found)
    blocks: list[Block] = [section(f":thread: *{head}*")]
    for one in found.pages[0]:
        blocks += _section(one)
    blocks.append(
        context(
            "Once a month, of reviews that everybody can see. It counts reviews, not people. "
            "`/incident settings` says when."
        )
    )
    return Message(head, [*blocks, actions("patterns", button("See all patterns", OPEN, "all"))])


def picture_line(found: Patterns) -> Message:
    """The message that the picture hangs on."""
    text = f"Here is a picture, in this thread: what contributed over {found.span.words}."
    return Message(text, (section(text),))


def picture_on_its_way() -> Message:
    text = ":frame_with_picture: The picture comes to you in a direct message in a moment."
    return Message(text, (section(text),))


def _head(found: Patterns) -> str:
    return f"What {found.reviews} reviews of {found.span.words} have in common"


def _too_little(found: Patterns) -> str:
    there = {0: "No review that you can see was", 1: "One review that you can see was"}
    were = there.get(found.reviews, f"{found.reviews} reviews that you can see were")
    return (
        f"{were} shared in {found.span.words}. That is too little to speak of a pattern: it takes "
        f"{ENOUGH}. `/incident patterns 1y` looks back over a year."
    )


def _section(shown: Section) -> Iterator[Block]:
    lines = [_item(one) for one in shown.items]
    first = f"*{_HEADS[shown.pattern]}*\n"
    for start in range(0, len(lines), _TOGETHER):
        yield section(first + "\n".join(lines[start : start + _TOGETHER]))
        first = ""
    notes = [f"And {shown.more} more."] if shown.more else []
    notes += [_NEXT[shown.pattern]] if shown.pattern in _NEXT else []
    if notes:
        yield context(" ".join(notes))


def _item(item: Item) -> str:
    text, note = harmless(clip(item.text, _TEXT)), harmless(clip(item.note, _NOTE))
    return f"• {text}\n    {note} · {_reviews(item)}"


def _reviews(item: Item) -> str:
    shown = [link(one.url, one.label) if one.url else one.label for one in item.reviews[:_LINKED]]
    more = len(item.reviews) - _LINKED
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def _small_print(page: int, pages: int) -> str:
    of = f"Page {page + 1} of {pages}. " if pages > 1 else ""
    return f"{of}Of reviews that were shared and that you may see. It counts reviews, not people."


def _presses(found: Patterns, page: int, pages: int) -> Sequence[Block]:
    span, presses = found.span.dump(), []
    if page > 0:
        presses.append(button("Back", TURN_BACK, f"{span}:{page - 1}"))
    if page + 1 < pages:
        presses.append(button("Next", TURN, f"{span}:{page + 1}"))
    if found.rows:
        presses.append(button("Send me the picture", PICTURE, span))
    return [actions("patterns", *presses)] if presses else []
