"""The message that asks about groups of factors in which nothing was found."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from app.reviews.rules_findings import GROUP_LABELS
from app.slack.blocks import Message, actions, button, context, menu, option, section
from app.vocabulary import FactorGroup

NOT_THIS_TIME = "reviews.not_this_time"
ADD_ONE = "reviews.add_to_group"
_ASKS = {
    FactorGroup.STRETCH: "Did load, time or other work stretch something too far?",
    FactorGroup.PEOPLE: "Did knowledge reach us late, or was it open who owned a part?",
    FactorGroup.PROCESS: "Was a process missing, stepped around, or outgrown?",
    FactorGroup.SIGHT: "Did an assumption not hold, or was something out of sight?",
    FactorGroup.DESIGN: "Did the design, how it recovers, or something outside play a part?",
}


def groups_message(
    review_id: int, still_open: Sequence[FactorGroup], answered: Sequence[FactorGroup]
) -> Message:
    """A question for each group that is still open; thanks once none is."""
    if not still_open:
        text = (
            ":white_check_mark: Every kind of factor has been looked at. Thank you for looking "
            "twice. `/incident findings` shows what was found."
        )
        return Message(text, [section(text), *_answers(answered)])
    text = "Before we build forward: nothing was found under these. Is that so?"
    blocks: list[Block] = [section(f":mag: *{text}* Anybody may answer; one answer is enough.")]
    values = {group: f"{review_id}:{group.value}" for group in still_open}
    for group, value in values.items():
        asks = f"*{GROUP_LABELS[group]}*\n{_ASKS[group]}"
        blocks.append(section(asks, button("Not this time", NOT_THIS_TIME, value)))
    offered = [option(GROUP_LABELS[group], value) for group, value in values.items()]
    blocks.append(actions("groups", menu(ADD_ONE, offered, asks="Yes: add what it was")))
    return Message(text, [*blocks, *_answers(answered)])


def parse_group(value: str) -> tuple[int, FactorGroup]:
    """The review and the group behind a button."""
    review_id, _, group = value.partition(":")
    return int(review_id), FactorGroup(group)


def _answers(answered: Sequence[FactorGroup]) -> Sequence[Block]:
    names = ", ".join(GROUP_LABELS[group].lower() for group in answered)
    return [context(f"Not this time: {names}")] if names else []
