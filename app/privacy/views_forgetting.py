"""Forgetting a person: what an admin is asked once, and what they are told afterwards."""

from collections.abc import Mapping

from slack_sdk.models.views import View

from app.slack.blocks import Message, context, modal, section
from app.slack.ids import UserId
from app.slack.mrkdwn import user_mention

FORGET_FORM = "privacy.forget"


def forget_form(user: UserId) -> View:
    """The form's note is whom it is about."""
    who = user_mention(user)
    return modal(
        FORGET_FORM,
        "Take a person out",
        [
            section(
                f"Onward forgets {who}: in timelines, reviews, changes and settings a role stands "
                "in their place, like _the lead_ or _a responder_, also where their name or a "
                "mention was written in a text. The stories stay."
            ),
            section(
                "Their answers to the questions before a review are deleted, and so are copies of "
                "files they sent. Open changes of "
                "theirs need another owner. What Onward posted is drawn anew where it can be."
            ),
            section(
                "Not reached: what people wrote in Slack themselves, single lines that told the "
                "channel of a step, answers without a name, files that somebody took along, and "
                "backups. Messages that they did not want stay unsent."
            ),
            context(
                "It cannot be undone. If they take part in something again, Onward knows them "
                "again from then on."
            ),
        ],
        submit="Take them out",
        close="Cancel",
        private_metadata=user,
    )


def forgetting_begun() -> View:
    text = "Onward is at it; with many incidents it takes some minutes. You hear when it is done."
    return modal("page", "Take a person out", [section(f":hourglass_flowing_sand: {text}")])


def forgotten(counts: Mapping[str, int]) -> Message:
    """Without a word of who it was."""
    told = "\n".join(f"• {label}: {counts.get(kind, 0)}" for kind, label in _KINDS.items())
    text = "It is done: a role stands wherever the person was named."
    rest = (
        "What people wrote in Slack themselves and what is in backups is not reached: Slack's own "
        "tools delete messages there, and backups end with their age."
    )
    return Message(text, (section(f":white_check_mark: {text}\n{told}"), context(rest)))


_KINDS: Mapping[str, str] = {
    "places": "Places that have a role in their stead",
    "texts": "Texts that say a role now",
    "answers": "Answers deleted",
    "changes": "Open changes that need another owner",
}
