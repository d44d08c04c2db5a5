"""The poll at the end of a review: two questions, counts only."""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block

from app.reviews.rules_findings import COUNTS_SHOWN_FROM, POLL_QUESTIONS, Poll, Tally
from app.slack.blocks import Message, actions, button, context, section
from app.vocabulary import PollQuestion

YES = "reviews.vote_yes"
NO = "reviews.vote_no"


def poll_message(review_id: int, poll: Poll) -> Message:
    """Both questions, with counts once enough people have answered to hide each of them."""
    blocks: list[Block] = [section(":ballot_box_with_ballot: *Two questions to end with*")]
    for question in PollQuestion:
        blocks += _question(review_id, question, poll.get(question, Tally()))
    blocks.append(
        context(
            "Only how many said yes and no is kept, not who said what. That is why an answer "
            f"can't be changed. Counts are shown from {COUNTS_SHOWN_FROM} answers on."
        )
    )
    return Message("Two questions to end the review with", blocks)


def parse_vote(value: str) -> tuple[int, PollQuestion]:
    """The review and the question behind a button."""
    review_id, _, question = value.partition(":")
    return int(review_id), PollQuestion(question)


def voted(*, is_first: bool) -> Message:
    text = (
        ":white_check_mark: Counted, without your name. Thank you."
        if is_first
        else "You have answered this one already. How you did is not kept with your name, so it "
        "can't be changed; thank you for the first time."
    )
    return Message(text, (section(text),))


def _question(review_id: int, question: PollQuestion, tally: Tally) -> Iterator[Block]:
    shown = f"\n{tally.yes} yes · {tally.no} no" if tally.total >= COUNTS_SHOWN_FROM else ""
    value = f"{review_id}:{question.value}"
    yield section(f"{POLL_QUESTIONS[question]}{shown}")
    yield actions(question.value, button("Yes", YES, value), button("No", NO, value))
