"""What a person reads when something cannot be done: one clear sentence for every refusal."""

from collections.abc import Mapping

from app.sandbox.browser.controls import NotPossibleError
from app.sandbox.errors import SlackError
from app.sandbox.interactions import NoAnswerError

REFUSALS: tuple[type[Exception], ...] = (
    NotPossibleError,
    SlackError,
    NoAnswerError,
    LookupError,
    ValueError,
    TypeError,
)
"""What deeds raise when a person wants something that cannot be."""

SENTENCES: Mapping[str, str] = {
    "already_archived": "This channel is archived already.",
    "already_pinned": "This message is pinned already.",
    "already_reacted": "You have reacted with this emoji already.",
    "cannot_reply_to_message": "Nobody can reply to this message.",
    "cant_archive_general": "#general cannot be archived.",
    "cant_delete_general": "#general cannot be deleted.",
    "cant_delete_message": "You can only delete your own messages.",
    "cant_leave_general": "Nobody can leave #general.",
    "cant_update_message": "You can only edit your own messages.",
    "channel_not_found": "There is no such channel, or you are not in it.",
    "invalid_name": "There is no emoji of this name.",
    "invalid_name_maxlength": "A channel's name has at most 80 characters.",
    "invalid_name_punctuation": "A channel's name needs a letter or a digit.",
    "invalid_name_required": "The channel needs a name.",
    "invalid_name_specials": (
        "A channel's name has only lower-case letters, digits, hyphens and underscores."
    ),
    "is_archived": "This channel is archived: nothing can be changed in it.",
    "message_not_found": "This message is not there any more.",
    "method_not_supported_for_channel_type": "That is not possible in a direct conversation.",
    "msg_too_long": "This message is too long.",
    "name_taken": "There is a channel of this name already, perhaps an archived one.",
    "no_pin": "This message is not pinned.",
    "no_reaction": "You have not reacted with this emoji.",
    "not_archived": "This channel is not archived.",
    "not_in_channel": "You are not in this channel: join it first.",
    "not_pinnable": "Messages of this kind cannot be pinned.",
    "push_limit_reached": "Three forms are open already, and Slack shows no more.",
    "too_long": "That is longer than the 250 characters that Slack keeps.",
    "too_many_emoji": "There are 50 different reactions under this message already.",
    "too_many_pins": "A channel has at most 100 pins.",
    "too_many_reactions": "You have put 23 reactions under this message, and Slack allows no more.",
    "user_not_found": "There is no such person.",
}


def sentence(error: Exception) -> str:
    """The refusal in a person's words."""
    match error:
        case SlackError():
            said = SENTENCES.get(error.code)
            return said or f"Slack refuses this, because of what the app answered ({error})."
        case NoAnswerError():
            return f"The app did not answer ({error}), so Slack shows a warning sign here."
        case KeyError():
            return f"There is no {error} any more."
        case ValueError() | TypeError():
            return f"That cannot be entered: {error}"
        case _:
            return str(error)
