"""The pages of an installation: each says what happened and what to do next, and escapes."""

import pytest

from app.install_pages import NOTHING_STORED, install_page, installed_page, not_installed_page

REASONS = ("access_denied", "invalid_browser", "invalid_state", "missing_code", "invalid_code")


def test_names_and_addresses_cannot_add_to_a_page() -> None:
    evil = '"><script>alert(1)</script>'
    for page in (install_page(evil), installed_page(evil, evil), not_installed_page(evil, evil)):
        assert "<script" not in page


@pytest.mark.parametrize("reason", [*REASONS, "org_wide", "what Slack says next year"])
def test_whoever_could_not_install_is_told_that_nothing_is_left_and_can_start_again(
    reason: str,
) -> None:
    page = not_installed_page(reason, "/slack/install")
    assert NOTHING_STORED in page
    assert '<a class="go" href="/slack/install">Start again</a>' in page
    assert reason not in page


def test_every_page_fits_a_phone_and_asks_for_nothing_from_elsewhere() -> None:
    for page in (
        install_page("https://slack.com/oauth/v2/authorize?x=1"),
        installed_page("Acme", "https://slack.com/app_redirect?app=A1"),
        not_installed_page("access_denied", "/slack/install"),
    ):
        assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in page
        assert page.count("<h1>") == 1
        assert "src=" not in page
