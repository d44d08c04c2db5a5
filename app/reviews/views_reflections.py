"""What people see of the questions before a review: the letter, the form, and what follows it."""

from collections.abc import Iterator, Mapping

from slack_sdk.models.blocks import Block, InteractiveElement
from slack_sdk.models.views import View

from app.incidents.rules import Incident
from app.reviews.rules import Review
from app.reviews.rules_reflections import FEW, QUESTIONS, Answer, Given, Sheet
from app.reviews.views_participants import come_back_button, decline_button
from app.slack import fields
from app.slack.blocks import Message, actions, button, context, form_field, modal, option, section
from app.slack.mrkdwn import bold, clip, harmless, moment, plain
from app.timeline.rules import Entry
from app.vocabulary import Audience, Question, ReviewDepth, ReviewState

ANSWER = "reviews.answer_questions"
REFLECTION_FORM = "reviews.reflection_form"
MORE_QUESTIONS = "reviews.more_questions"
ANSWER_MAX = 1500
_AID = 150
_AUDIENCES = {
    Audience.FACILITATOR: "Only the facilitator, with my name",
    Audience.UNNAMED: "May be quoted, without my name",
    Audience.NAMED: "May be quoted, with my name",
}


def reflection_letter(incident: Incident, review: Review, *, has_declined: bool) -> Message:
    """What the review is for, and that somebody is asked; for who would rather not, the way back.
    Nothing here depends on whether somebody has answered.
    """
    title = f"*Before the review of {incident.label} · {harmless(incident.title)}*"
    if has_declined:
        text = f"{title}\nYou are not taking part; nobody is told why. The door stays open."
        blocks: list[Block] = [section(text)]
    elif review.is_off:
        blocks = [section(f"{title}\n{_off(review)}")]
    else:
        blocks = [
            section(
                f"{title}\n{_when(review)}, with what was known at each moment, and look for what "
                "made this possible. Nobody is judged; what you saw is what is needed."
            ),
            section(
                "Two to four questions help to prepare it, three minutes in all. Every one is "
                "optional, *nothing to add* is an answer, and you choose for each who sees it."
            ),
        ]
    if has_declined or review.state is not ReviewState.SKIPPED:
        blocks.append(actions("reflection", *_presses(review, has_declined=has_declined)))
    return Message(f"Before the review of {incident.label}", blocks)


def answer_button(review: Review) -> InteractiveElement:
    return button("Answer", ANSWER, str(review.id), style="primary")


def reflection_form(sheet: Sheet, token: str) -> View:
    """What was given with a name is filled in; what was given without one cannot be. `token` makes
    that a form sent twice is kept once.
    """
    blocks: list[Block] = [
        section(
            f"{bold(harmless(sheet.title))}\nEverything is optional, and you can come back until "
            "the review is closed. Nobody but the facilitator sees answers before the rewind, and "
            "nobody is told who has answered."
        )
    ]
    if sheet.said:
        lines = "\n".join(map(_aid, sheet.said))
        blocks.append(section(f"*To help your memory, what you said then (UTC):*\n{lines}"))
    for question in sheet.questions:
        blocks += _fields(sheet, question)
    if len(sheet.questions) < len(Question):
        blocks.append(actions("more", button("More questions", MORE_QUESTIONS, "all")))
    blocks.append(context(_about_names(sheet)))
    return modal(
        REFLECTION_FORM,
        "Before the review",
        blocks,
        submit="Save",
        close="Not now",
        private_metadata=f"{sheet.review.id}:{token}",
    )


def parse_reflections(values: fields.Values) -> Mapping[Question, Given]:
    """What stands under each question that was asked."""
    return {
        question: Given(
            fields.read_text(values, question.value),
            Audience(fields.read_choice(values, _audience_id(question)) or Audience.FACILITATOR),
        )
        for question in Question
        if question.value in values
    }


def parse_sheet(note: str) -> tuple[int, str]:
    """The review and the token behind a form."""
    review_id, _, token = note.partition(":")
    return int(review_id), token


def reflections_kept() -> View:
    """The same for everybody, whatever they answered."""
    text = (
        ":white_check_mark: Kept, thank you. Answers with your name are here when you come back; "
        "one without a name is nobody's now, so it cannot be shown or changed any more."
    )
    return modal("page", "Before the review", [section(text)])


def _off(review: Review) -> str:
    if review.state is ReviewState.SKIPPED:
        return "This review was skipped, so nothing is left to do here unless it is brought back."
    return (
        "Its date was called off, and it waits for another one. The questions stay open, if "
        "something is on your mind."
    )


def _when(review: Review) -> str:
    if review.depth is ReviewDepth.LIGHT:
        return (
            f"From {moment(review.meets_at)} until {moment(review.ends_at)} we walk through the "
            "timeline in threads"
        )
    when = moment(review.meets_at, "{date_long} at {time}")
    return f"On {when} we walk through the timeline together"


def _presses(review: Review, *, has_declined: bool) -> Iterator[InteractiveElement]:
    if has_declined:
        yield come_back_button(review)
    else:
        yield answer_button(review)
        yield decline_button(review)


def _aid(entry: Entry) -> str:
    words = " ".join(harmless(clip(entry.text, _AID)).split()) or "_a file_"
    return f"`{entry.occurred_at:%H:%M}` {words}"


def _fields(sheet: Sheet, question: Question) -> Iterator[Block]:
    known = sheet.given.get(question)
    yield form_field(
        question.value,
        QUESTIONS[question],
        fields.text_input(_shown(known), multiline=True, max_length=ANSWER_MAX),
        optional=True,
    )
    options = [option(label, each.value) for each, label in _AUDIENCES.items()]
    chosen = known.audience if known else Audience.FACILITATOR
    yield form_field(
        _audience_id(question),
        "Who may see it?",
        fields.choice(options, chosen.value),
        hint=_guessable(sheet.asked.get(question, 1)),
    )


def _shown(known: Answer | None) -> str:
    return plain(known.text) if known else ""


def _guessable(asked: int) -> str | None:
    """A question that few are asked gives away who answered it, whatever is kept."""
    if asked >= FEW:
        return None
    if asked == 0:
        return "Nobody is asked this one, so a name is easy to guess."
    if asked == 1:
        return "One person is asked this, so a name is easy to guess."
    return "Two people are asked this, so a name is easy to guess."


def _about_names(sheet: Sheet) -> str:
    text = (
        "Without my name means that nothing is stored that leads back to you: not even you can "
        "see or change that answer afterwards. To take your name off an answer, choose *without "
        "my name* above it; who has read it already may remember. What you write may still give "
        "you away."
    )
    if sheet.fewest < FEW:
        return (
            f"{text} Few people are asked here, so an answer without a name is easy to guess; "
            "*only the facilitator* may be the better choice."
        )
    return text


def _audience_id(question: Question) -> str:
    return f"{question.value}_audience"
