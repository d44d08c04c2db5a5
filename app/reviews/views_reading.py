"""What the facilitator sees of the answers before a review: a page at a time, and quoting one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block, InteractiveElement
from slack_sdk.models.views import View

from app.reviews.rules import Review
from app.reviews.rules_reflections import QUESTIONS, Answer, is_quotable
from app.reviews.rules_rewind import Rewind, called
from app.slack import fields
from app.slack.blocks import actions, button, context, form_field, modal, option, section
from app.slack.ids import UserId
from app.slack.mrkdwn import bold, harmless, plain, user_mention
from app.timeline.rules import Entry
from app.vocabulary import Audience, Question

READ = "reviews.read_reflections"
PAGE_BACK = "reviews.reflections_back"
PAGE_ON = "reviews.reflections_on"
QUOTE = "reviews.quote_reflection"
UNQUOTE = "reviews.take_back_quote"
QUOTE_FORM = "reviews.quote_form"
PER_PAGE = 6
"""Whatever people write, so many fit into one form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The answers, by question and then in an order that tells nothing; where each is quoted."""

    review: Review
    answers: Sequence[Answer]
    quoted: Mapping[int, Sequence[int]]
    roles: Mapping[UserId, str]


def read_button(review: Review) -> InteractiveElement:
    return button("Read the reflections", READ, f"{review.id}:1")


def reading_page(reading: Reading, page: int) -> View:
    """For the facilitator alone."""
    order = list(Question)
    answers = sorted(reading.answers, key=lambda one: order.index(one.question))
    pages = max(1, -(-len(answers) // PER_PAGE))
    page = max(1, min(page, pages))
    shown = answers[(page - 1) * PER_PAGE : page * PER_PAGE]
    blocks: list[Block] = [section(_introduction(reading))]
    last: Question | None = None
    for answer in shown:
        if answer.question is not last:
            blocks.append(section(bold(QUESTIONS[answer.question])))
            last = answer.question
        blocks += _answer(reading, answer)
    if pages > 1:
        blocks += [
            context(f"Page {page} of {pages}"),
            actions("pages", *_page_buttons(reading.review, page, pages)),
        ]
    return modal("page", "Reflections", blocks, private_metadata=f"{reading.review.id}:{page}")


def parse_reading(value: str) -> tuple[int, int]:
    """The review and the page, or the answer, behind a button or a form."""
    review_id, _, other = value.partition(":")
    return int(review_id), int(other)


def quote_form(
    review: Review, answer_id: int, rewind: Rewind, entries: Mapping[int, Entry]
) -> View:
    """At which stop an answer is shown."""
    if not rewind.stops:
        text = "There are no stops yet. Keep messages with :pushpin:, then come back."
        return modal("page", "Quote at a stop", [section(text)])
    options = [
        option(
            f"Stop {stop.place + 1}, {entries[stop.entry_id].occurred_at:%H:%M} "
            f"{' '.join(plain(entries[stop.entry_id].text).split()) or 'files'}",
            str(stop.id),
        )
        for stop in rewind.stops
    ]
    return modal(
        QUOTE_FORM,
        "Quote at a stop",
        [
            form_field(
                "stop",
                "Show it at",
                fields.choice(options),
                hint="It stands there as its author agreed, and follows what they change.",
            )
        ],
        submit="Quote",
        close="Cancel",
        private_metadata=f"{review.id}:{answer_id}",
    )


def parse_quote(values: fields.Values) -> int | None:
    """The id of the stop that was chosen."""
    chosen = fields.read_choice(values, "stop")
    return int(chosen) if chosen else None


def _introduction(reading: Reading) -> str:
    count = len(reading.answers)
    if not count:
        return "There are no answers so far. That is fine; they may still come."
    told = "1 answer" if count == 1 else f"{count} answers"
    return (
        f"{told}, for your eyes only, in no order. Look for what people saw differently; who wrote "
        "without a name wants to stay so."
    )


def _answer(reading: Reading, answer: Answer) -> Iterator[Block]:
    words = harmless(answer.text)
    yield section("\n".join(f"> {line}" for line in words.splitlines()))
    places = reading.quoted.get(answer.id, ())
    where = f" · quoted at stop {', '.join(str(each + 1) for each in places)}" if places else ""
    yield context(f"{_said_by(reading, answer)}{where}")
    if is_quotable(answer):
        yield actions(f"answer-{answer.id}", *_presses(reading, answer, is_quoted=bool(places)))


def _said_by(reading: Reading, answer: Answer) -> str:
    if answer.author is None:
        return "Without a name · may be quoted"
    who = f"{user_mention(answer.author)}, {called(reading.roles.get(answer.author))}"
    if answer.audience is Audience.NAMED:
        return f"{who} · may be quoted with the name"
    return f"{who} · shown to you only"


def _presses(reading: Reading, answer: Answer, *, is_quoted: bool) -> Iterator[InteractiveElement]:
    value = f"{reading.review.id}:{answer.id}"
    yield button("Quote at a stop", QUOTE, value)
    if is_quoted:
        yield button("Take the quote back", UNQUOTE, value)


def _page_buttons(review: Review, page: int, pages: int) -> Iterator[InteractiveElement]:
    if page > 1:
        yield button("Earlier", PAGE_BACK, f"{review.id}:{page - 1}")
    if page < pages:
        yield button("Later", PAGE_ON, f"{review.id}:{page + 1}")
