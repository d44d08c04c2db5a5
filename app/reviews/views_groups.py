"""The message that asks about groups of factors in which nothing was found."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from app.reviews.rules_findings import GROUP_LABELS
from app.slack.blocks import Message, actions, button, context, section
from app.vocabulary import FactorGroup

NOT_THIS_TIME = "reviews.not_this_time"
ADD_ONE = "reviews.add_to_group"


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
    text = "Before we build forward: some kinds of factors are still empty."
    blocks: list[Block] = [section(f":mag: *{text}* Anybody may answer; one answer is enough.")]
    for group in still_open:
        value = f"{review_id}:{group.value}"
        blocks.append(section(f"Nothing under *{GROUP_LABELS[group]}*: is that so?"))
        blocks.append(
            actions(
                group.value,
                button("Not this time", NOT_THIS_TIME, value),
                button("Add one", ADD_ONE, value),
            )
        )
    return Message(text, [*blocks, *_answers(answered)])


def parse_group(value: str) -> tuple[int, FactorGroup]:
    """The review and the group behind a button."""
    review_id, _, group = value.partition(":")
    return int(review_id), FactorGroup(group)


def _answers(answered: Sequence[FactorGroup]) -> Sequence[Block]:
    names = ", ".join(GROUP_LABELS[group].lower() for group in answered)
    return [context(f"Not this time: {names}")] if names else []
