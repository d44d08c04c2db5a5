"""Having a shared review come back: the form, the message in the channel, and its way there."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from app.followups.rules import HOLDS_TOLD
from app.slack import fields
from app.slack.blocks import (
    Message,
    actions,
    button,
    context,
    form_field,
    modal,
    option,
    section,
)
from app.slack.ids import ChannelId
from app.slack.mrkdwn import Mrkdwn, channel_mention, clip, harmless, link, moment
from app.summaries.rules_anniversary import MONTHS, USUAL, Anniversary, Became, Lesson
from app.summaries.rules_document import SectionKey
from app.summaries.rules_quotes import shortened
from app.vocabulary import FollowUpState

ASK = "summaries.ask_to_bring_back"
FORM = "summaries.bring_back_form"
TAKE_BACK = "summaries.leave_in_the_past"
_IN_SHORT, _LINE = 400, 220
_LEARNED, _CHANGES, _UPCOMING = 5, 5, 20
_LABELS = {3: "In 3 months", 6: "In 6 months", 12: "In a year"}


def bring_back_form(
    label: str, review_id: int, upcoming: Sequence[Anniversary], usual: ChannelId | None
) -> View:
    """To which channel and in how long, and what was asked for before."""
    told = (
        f"What we learned from {label} returns to a channel, with whether its changes held. "
        "People come and go; a lesson is worth reading twice."
    )
    return modal(
        FORM,
        "Bring it back",
        [
            section(told),
            *(_upcoming(review_id, one) for one in upcoming[:_UPCOMING]),
            form_field("channel", "To which channel?", fields.public_channel(usual)),
            form_field(
                "months",
                "When?",
                fields.choice([option(_LABELS[each], str(each)) for each in MONTHS], str(USUAL)),
                hint="Asking again for the same channel moves it. It stays away when the review "
                "is not shared any more.",
            ),
        ],
        submit="Bring it back",
        close="Cancel",
        private_metadata=str(review_id),
    )


def parse_bring_back(values: fields.Values) -> tuple[ChannelId | None, int]:
    """The channel, and after how many months."""
    chosen = fields.read_choice(values, "months")
    return fields.read_channel(values, "channel"), int(chosen) if chosen else USUAL


def parse_place(value: str) -> tuple[int, ChannelId]:
    """The review and the channel that a button is about."""
    review_id, _, channel = value.partition(":")
    return int(review_id), ChannelId(channel)


def will_come_back(channel: ChannelId, due_at: datetime) -> Message:
    text = (
        f":seedling: It comes back to {channel_mention(channel)} on {_day(due_at)}. To take "
        "that back, press *Bring it back later* again."
    )
    return Message(text, (section(text),))


def lesson_post(lesson: Lesson) -> Message:
    """What was met, in short, what it taught, and what became of its changes."""
    document = lesson.document
    heading = document.section(SectionKey.TITLE).heading.removeprefix("Review: ")
    notice = f"What {lesson.label} taught us"
    told = Mrkdwn(" ".join(each.text for each in document.section(SectionKey.IN_SHORT).statements))
    read = f"\n{link(lesson.url, 'Read all of it')}" if lesson.url else ""
    blocks: list[Block] = [
        section(f":seedling: *{notice}:* {harmless(Mrkdwn(heading))}"),
        section(f"{harmless(shortened(told, _IN_SHORT))}{read}"),
        *_list("What we learned", _learned(lesson), _LEARNED),
        *_list("Whether the changes held", [_became(one) for one in lesson.changes], _CHANGES),
        context(f"Shared on {_day(lesson.shared_at)}. Somebody asked for it to come back here."),
    ]
    return Message(notice, blocks)


def could_not_come_back(lesson: Lesson, channel: ChannelId) -> Message:
    """To whoever asked, when the channel is gone."""
    text = (
        f"You asked for {lesson.label} to come back to {channel_mention(channel)} today. I cannot "
        "post there any more. Is there another channel where it helps?"
    )
    return Message(
        text,
        (section(text), actions("bring_back", button("Choose another", ASK, str(lesson.review)))),
    )


def _upcoming(review_id: int, one: Anniversary) -> Block:
    return section(
        f"It comes back to {channel_mention(one.channel)} on {_day(one.due_at)}.",
        button("Take it back", TAKE_BACK, f"{review_id}:{one.channel}"),
    )


def _learned(lesson: Lesson) -> Sequence[str]:
    said = lesson.document.section(SectionKey.LEARNED).statements
    return [each.text for each in said if not each.is_withheld]


def _became(change: Became) -> str:
    return f"{clip(change.text, _LINE)}: {_end(change)}"


def _end(change: Became) -> str:
    if change.state is FollowUpState.OPEN:
        return "still open"
    if change.holds is None:
        return "done; nobody has said yet whether it holds"
    return HOLDS_TOLD[change.holds]


def _list(head: str, lines: Sequence[str], most: int) -> Iterator[Block]:
    if not lines:
        return
    told = [f"• {harmless(clip(Mrkdwn(line), _LINE * 2))}" for line in lines[:most]]
    more = [f"And {len(lines) - most} more."] if len(lines) > most else []
    yield section("\n".join([f"*{head}*", *told, *more]))


def _day(at: datetime) -> Mrkdwn:
    return moment(at, "{date_long}")
