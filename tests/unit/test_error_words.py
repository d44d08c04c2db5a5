import pytest
from structlog.testing import capture_logs

from app.error_handler import OUR_FAULT, SLACK_DID_NOT_ANSWER, message_for, words_for
from app.errors import UserError
from app.slack.retry import SlackFailure


def test_a_persons_own_sentence_is_shown_as_it_is() -> None:
    with capture_logs() as logs:
        assert words_for(UserError("Please name one person.")) == "Please name one person."
    assert logs == []


def test_when_slack_does_not_answer_it_is_said_so_and_logged_by_name() -> None:
    with capture_logs() as logs:
        assert words_for(SlackFailure("views.open", "expired_trigger_id")) == SLACK_DID_NOT_ANSWER
    [line] = logs
    assert (line["event"], line["method"], line["error"]) == (
        "intake.slack_failed",
        "views.open",
        "expired_trigger_id",
    )


@pytest.mark.parametrize("fault", [KeyError("title"), RuntimeError("<!channel> secret"), OSError()])
def test_a_fault_of_ours_shows_nothing_of_its_insides_and_is_logged(fault: Exception) -> None:
    with capture_logs() as logs:
        assert words_for(fault) == OUR_FAULT
    assert [line["event"] for line in logs] == ["intake.failed"]


def test_words_stand_in_the_message_and_in_its_notification() -> None:
    message = message_for(UserError("Please name one person."))
    assert message.text == "Please name one person."
    assert [block.to_dict()["text"]["text"] for block in message.blocks] == [message.text]
