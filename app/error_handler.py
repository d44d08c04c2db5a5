"""The one place where an exception becomes words for a person. Its order of cases:

1. UserError: its own sentence.
2. SlackFailure: Slack did not answer or refused; what was stored stays stored.
3. anything else: a fault of ours, logged with its traceback; the person is told that it was not
   saved and what to do.
"""

from app.errors import UserError
from app.logs import get_logger
from app.slack.blocks import Message, section
from app.slack.retry import SlackFailure

log = get_logger("intake")

# It may have been done although the answer was lost: a form that stands open needs no second try.
SLACK_DID_NOT_ANSWER = "Slack did not answer in time. If no form has opened, please try once more."
OUR_FAULT = (
    "Something went wrong on our side, and this was not saved. Please try once more; if it happens "
    "again, tell whoever runs Onward: the details are in its log."
)


def is_our_fault(error: Exception) -> bool:
    """Whether nothing was stored although what was asked for was right."""
    return not isinstance(error, UserError | SlackFailure)


def words_for(error: Exception) -> str:
    """The sentence that the person acting reads."""
    if isinstance(error, UserError):
        return error.sentence
    if isinstance(error, SlackFailure):
        log.warning("intake.slack_failed", method=error.method, error=error.error)
        return SLACK_DID_NOT_ANSWER
    log.error("intake.failed", exc_info=error)
    return OUR_FAULT


def message_for(error: Exception) -> Message:
    """The same as a message."""
    words = words_for(error)
    return Message(words, (section(words),))
