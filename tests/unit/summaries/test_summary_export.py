"""What somebody asks for as files, and the summary as text and as JSON."""

import json
import re
from typing import Any

import pytest

from app.errors import UserError
from app.slack.mrkdwn import Mrkdwn
from app.summaries.plain_text import plain_text
from app.summaries.published import published
from app.summaries.rules_export import Asked, Format, file_name, parse_export
from app.summaries.telling import generate
from tests.unit.summaries.stories import entry, recorded, recorded_story, story

ALL = tuple(Format)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("", Asked(ALL)),
        ("all", Asked(ALL)),
        ("md", Asked((Format.MARKDOWN,))),
        ("ICS, .Html", Asked((Format.HTML, Format.ICS))),
        ("INC-7", Asked(ALL, 7)),
        ("json inc-12 json", Asked((Format.JSON,), 12)),
    ],
)
def test_what_is_typed_says_which_files_of_which_incident(typed: str, asked: Asked) -> None:
    assert parse_export(typed) == asked


@pytest.mark.parametrize("typed", ["docx", "md; html", "INC-", "7", "INC-1234567890"])
def test_what_is_no_format_gets_a_sentence(typed: str) -> None:
    with pytest.raises(UserError, match="Write it like"):
        parse_export(typed)


def test_files_are_named_after_their_incident() -> None:
    assert [file_name(7, each) for each in Format] == [
        "INC-7-review.md",
        "INC-7-review.html",
        "INC-7-review.json",
        "INC-7-timeline.png",
        "INC-7-review.ics",
    ]


def test_plain_text_says_all_that_the_document_says() -> None:
    document = generate(recorded_story(recorded()))
    text = plain_text(document)
    assert not re.search(r"<http|<@|&(?:amp|lt|gt);", text)
    for section in document.sections[:-1]:
        for number in {each for statement in section.statements for each in statement.evidence}:
            assert f"[{number}]" in text


def test_json_is_plain_and_tells_times_with_their_zone() -> None:
    told = story([entry(1, Mrkdwn("`queue` &lt; *10* at <https://acme.test|the board>"))])
    found: dict[str, Any] = json.loads(published(generate(told), told))
    (section,) = [one for one in found["sections"] if one["key"] == "what_happened"]
    (statement,) = section["statements"]
    assert statement["text"] == "`queue` < *10* at the board"
    assert statement["at"] == "2026-03-04T09:21:00Z"
    assert statement["confidence"] == "observed"
    assert found["entries"] == [{"number": 1, "url": "https://acme.slack.com/archives/C1/p1"}]
