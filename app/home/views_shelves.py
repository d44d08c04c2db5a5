"""The lists of App Home: a few lines on the page, and all of them on pages of their own."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from app.home.rules_home import OwnStep, Page, Shelf, Turn, Upcoming
from app.incidents.views import incident_list
from app.reviews.rules_next_step import NextStep
from app.slack.blocks import Message, actions, button, context, modal, section
from app.slack.mrkdwn import Mrkdwn, channel_mention, clip, harmless, link, moment
from app.summaries.rules_shared import Shared

MORE = "home.more"
MORE_BACK = "home.more_back"
_TITLE = 120
_TOGETHER = 6
"""Lines in one block, which takes 3,000 characters with all their links."""

_HEADS = {
    Shelf.OPEN: "Open incidents",
    Shelf.STEPS: "What waits for you",
    Shelf.COMING: "Reviews that meet",
    Shelf.SHARED: "Reviews to read",
}
_NOTHING = "Nothing is left here. What was on this page is done, or has moved on."

_STEPS = {
    NextStep.ACCEPT: "say whether you facilitate; either answer helps",
    NextStep.SET_DATE: "choose another date for the review",
    NextStep.PREPARE: "look through the stops before it meets",
    NextStep.REFLECT: "answer the questions before it, if you like: `/incident reflect`",
    NextStep.CHECK: "check what the timeline says about your part",
    NextStep.REPLY: "say what you saw, in the thread of the stop",
    NextStep.FINISH: "finish the review",
    NextStep.SAY_MISSING: "say what is missing, in the channel",
    NextStep.DECIDE: "write down what is to change, if anything: `/incident change`",
    NextStep.COMPLETE: "complete the summary, then share it",
    NextStep.TAKE: "say whether you take a change; it is among yours",
}


def shelf_blocks(shelf: Shelf, page: Page[Any]) -> Sequence[Block]:
    """On the home page: its first lines, and a way to the others; nothing when there are none."""
    if not page.lines:
        return ()
    blocks = list(_lines(shelf, page.lines))
    if page.has_more:
        blocks.append(actions(f"more-{shelf}", button("Show more", MORE, Turn(shelf).dump())))
    return blocks


def shelf_page(turn: Turn, page: Page[Any]) -> Message:
    """One page of a list, with ways to those around it."""
    head = _HEADS[turn.shelf]
    blocks: list[Block] = list(_lines(turn.shelf, page.lines)) or [section(_NOTHING)]
    if turn.number or page.has_more:
        blocks.append(context(f"Page {turn.number + 1}"))
        blocks.append(_turning(turn, has_more=page.has_more))
    return Message(head, blocks)


def shelf_modal(turn: Turn, page: Page[Any]) -> View:
    """The same, where it was opened already."""
    return modal("page", _HEADS[turn.shelf], shelf_page(turn, page).blocks)


def _lines(shelf: Shelf, lines: Sequence[Any]) -> Iterator[Block]:
    if not lines:
        return
    if shelf is Shelf.OPEN:
        yield from incident_list(lines).blocks
        return
    first = f"*{_HEADS[shelf]}*\n"
    for start in range(0, len(lines), _TOGETHER):
        told = map(_LINES[shelf], lines[start : start + _TOGETHER])
        yield section(first + "\n".join(told))
        first = ""
    if shelf is Shelf.STEPS:
        yield context("`/incident review` in its channel shows the rest, with buttons.")


def _step(one: OwnStep) -> str:
    steps = " · ".join(_STEPS[each] for each in one.steps)
    return f"• {_labelled(one.label, one.url)} {_title(one.title)}: {steps}"


def _review(one: Upcoming) -> str:
    place = f" in {channel_mention(one.channel)}" if one.channel else ""
    step = ""
    if one.is_asked:
        step = " · *you are asked to facilitate*: the answer waits in your messages"
    elif one.facilitates:
        step = " · *you facilitate*"
    label = _labelled(one.label, one.url)
    return f"• {label} {_title(one.title)} · {moment(one.meets_at)}{place}{step}"


def _shared(one: Shared) -> str:
    return f"• {link(one.url, one.label)} {_title(one.title)}"


_LINES: Mapping[Shelf, Callable[[Any], str]] = {
    Shelf.STEPS: _step,
    Shelf.COMING: _review,
    Shelf.SHARED: _shared,
}


def _title(title: Mrkdwn) -> str:
    return harmless(clip(title, _TITLE))


def _labelled(label: str, url: str | None) -> str:
    return link(url, label) if url else label


def _turning(turn: Turn, *, has_more: bool) -> Block:
    presses = []
    if turn.number:
        presses.append(button("Back", MORE_BACK, turn.turned_by(-1).dump()))
    if has_more:
        presses.append(button("Next", MORE, turn.turned_by(1).dump()))
    return actions(f"more-{turn.shelf}", *presses)
