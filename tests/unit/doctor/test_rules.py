import pytest

from app.bootstrap import all_effects
from app.doctor.rules import PAGE_SIZE, Report, Why, why
from app.doctor.rules_names import NAMES, WITHOUT_ARGUMENTS
from tests.samples import a_stuck


@pytest.mark.parametrize(
    ("trouble", "because"),
    [
        (None, Why.QUEUED),
        ("chat.update: is_archived", Why.ARCHIVED),
        ("chat.update: channel_not_found", Why.GONE),
        ("chat.postMessage: not_in_channel", Why.OUTSIDE),
        ("chat.postMessage: token_revoked", Why.REVOKED),
        ("canvases.edit: missing_scope", Why.SCOPE),
        ("conversations.open: user_disabled", Why.PERSON),
        ("users.info: user_not_found", Why.PERSON),
        ("chat.postMessage: restricted_action_read_only_channel", Why.FORBIDDEN),
        ("chat.update: ratelimited", Why.LIMITED),
        ("chat.update: request_timeout", Why.AWAY),
        ("chat.update: invalid_blocks", Why.REFUSED),
        ("it took too long", Why.OURS),
        ("it failed on our side, see the log", Why.OURS),
        ("no effect is called old.effect", Why.OURS),
    ],
)
def test_each_reason_means_something_to_a_person(trouble: str | None, because: Why) -> None:
    found, error = why(trouble)
    assert found is because
    assert error == ((trouble or "").partition(": ")[2] if because is not Why.OURS else "")


def test_every_effect_has_a_name_in_words_and_no_other() -> None:
    assert NAMES.keys() == all_effects().keys()
    assert NAMES.keys() >= WITHOUT_ARGUMENTS
    assert len(set(NAMES.values())) == len(NAMES)


def test_pages_hold_all_that_is_stuck_once() -> None:
    many = Report(stuck=[a_stuck(n, Why.GONE) for n in range(PAGE_SIZE * 2 + 1)])
    assert many.last_page == 2
    assert [one.id for page in range(3) for one in many.page(page)] == list(
        range(PAGE_SIZE * 2 + 1)
    )
    assert Report().last_page == 0
    exact = Report(stuck=many.stuck[:PAGE_SIZE])
    assert exact.last_page == 0
