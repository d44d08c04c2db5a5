"""What a message says, whatever it is made of, and under which name an app says it."""

from typing import Any

import pytest

from app.slack.messages import speaker_of, words_of

RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "a < b, says "},
                {"type": "user", "user_id": "U1"},
                {"type": "emoji", "name": "wave"},
                {"type": "link", "url": "https://a.example", "text": "here"},
                {"type": "color", "value": "#fff"},
            ],
        },
        {
            "type": "rich_text_list",
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]},
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "two"}]},
            ],
        },
    ],
}


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"text": "plain", "blocks": [RICH]}, "plain"),
        (
            {"text": "", "blocks": [RICH]},
            "a &lt; b, says <@U1>:wave:<https://a.example|here>\none\ntwo",
        ),
        (
            {
                "blocks": [
                    {"type": "header", "text": {"type": "plain_text", "text": "R&amp;D < Ops"}},
                    {"type": "section", "fields": [{"type": "mrkdwn", "text": "*load* 9"}]},
                    {"type": "context", "elements": [{"type": "mrkdwn", "text": "since 9:00"}]},
                    {"type": "actions", "elements": [{"type": "button", "text": {"text": "Ack"}}]},
                    {"type": "divider"},
                    {"type": "image", "alt_text": "x"},
                ]
            },
            "R&amp;D &lt; Ops\n*load* 9\nsince 9:00",
        ),
        (
            {
                "attachments": [
                    {
                        "fallback": "no",
                        "title": "High load",
                        "fields": [{"title": "Host", "value": "db-1"}, {"title": "x"}],
                        "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "!"}}],
                    },
                    {"fallback": "only this"},
                ]
            },
            "High load\nHost: db-1\nx\n!\nonly this",
        ),
        ({"text": " ", "files": [{"name": "graph.png"}]}, ""),
        (
            {"blocks": [{"type": "markdown", "text": "# <hi>"}, {"type": "unheard_of"}]},
            "# &lt;hi&gt;",
        ),
        ({"text": None, "blocks": None, "attachments": None}, ""),
    ],
)
def test_a_message_says_what_a_reader_sees(message: dict[str, Any], words: str) -> None:
    assert words_of(message) == words


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ({"user": "U1"}, None),
        ({"user": "U1", "username": "bob"}, None),
        ({"bot_id": "B1", "username": "Alert &amp; co\x00"}, "Alert & co"),
        ({"bot_id": "B1", "bot_profile": {"name": "Grafana"}}, "Grafana"),
        ({"bot_id": "B1", "username": "db", "bot_profile": {"name": "Grafana"}}, "db"),
        ({"bot_id": "B1"}, None),
    ],
)
def test_an_app_has_the_name_under_which_it_wrote(
    message: dict[str, Any], name: str | None
) -> None:
    assert speaker_of(message) == name
