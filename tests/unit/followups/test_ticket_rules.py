"""By which key a ticket is shown, read off its link."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.followups.rules_tickets import UNKNOWN_LABEL, ticket_label
from app.slack.mrkdwn import esc


@pytest.mark.parametrize(
    ("url", "label"),
    [
        ("https://github.com/acme/search/issues/214", "search#214"),
        ("https://github.com/acme/search/pull/9/files", "search#9"),
        ("https://github.acme.example/ops/search/issues/7?a=1", "search#7"),
        ("https://gitlab.com/acme/search/-/issues/9", "search#9"),
        ("https://gitlab.com/acme/team/search/-/merge_requests/9#note_1", "search!9"),
        ("https://code.acme.example/acme/search/-/work_items/12", "search#12"),
        ("https://acme.atlassian.net/browse/SEARCH-214", "SEARCH-214"),
        ("https://jira.acme.example/jira/browse/AB_2-1/", "AB_2-1"),
        ("https://acme.atlassian.net/jira/projects/S/boards/1?selectedIssue=S-1&x=2", "S-1"),
        ("https://linear.app/acme/issue/ENG-12/reject-large-imports", "ENG-12"),
        ("https://linear.app/acme/issue/eng-12", "ENG-12"),
    ],
)
def test_a_known_tracker_is_shown_by_its_key(url: str, label: str) -> None:
    assert ticket_label(esc(url)) == label


@pytest.mark.parametrize(
    "url",
    [
        "https://tickets.example/SEARCH-214",
        "https://github.com/acme/search",
        "https://github.com.elsewhere.example/acme/search/issues/1",
        "https://github.com@elsewhere.example/acme/search/issues/1",
        "https://linear.app.elsewhere.example/acme/issue/ENG-12",
        "https://gitlab.com/acme/search/-/pipelines/9",
        "https://acme.atlassian.net/browse/search-214",
        f"https://github.com/acme/{'x' * 90}/issues/1",
        "https://[",
    ],
)
def test_any_other_link_is_called_a_ticket(url: str) -> None:
    assert ticket_label(esc(url)) == UNKNOWN_LABEL


@given(st.text(alphabet="/-#!?:.@[]browseissuepulgithubcom019AZ", max_size=80))
def test_a_label_is_short_and_in_one_piece_whatever_the_link(rest: str) -> None:
    label = ticket_label(esc(f"https://{rest}"))
    assert 0 < len(label) <= 40
    assert not set(label) & set(" <>|&\n")
