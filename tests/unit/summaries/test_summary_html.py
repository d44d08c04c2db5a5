"""The summary as one HTML file."""

import re

from app.slack.mrkdwn import Mrkdwn
from app.summaries.html import html
from app.summaries.telling import generate
from tests.unit.summaries.stories import entry, recorded, recorded_story, story

_PICTURE = b"\x89PNG\r\n\x1a\n"


def test_it_needs_nothing_from_anywhere_else() -> None:
    page = html(generate(recorded_story(recorded())), _PICTURE, "What it shows")
    assert not re.search(r"<(?:script|link|iframe|object)\b|@import|url\(", page)
    assert all(src.startswith("data:") for src in re.findall(r'src="([^"]*)"', page))


def test_each_section_has_its_heading_and_evidence_leads_to_the_message() -> None:
    page = html(generate(story([entry(1), entry(2)])))
    assert page.count("<h1>") == 1
    assert "<h2>What happened</h2>" in page
    assert 'href="https://acme.slack.com/archives/C1/p2"' in page


def test_what_people_wrote_is_text_and_never_markup() -> None:
    nasty = Mrkdwn("&lt;script&gt;alert(1)&lt;/script&gt; <javascript:alert(1)|press> **bold**")
    page = html(generate(story([entry(1, nasty)], title=nasty)), _PICTURE, '"><script>')
    assert "<script" not in page
    assert "javascript:" not in re.findall(r'href="([^"]*)"', page)
    assert "<strong>bold</strong>" not in page


def test_the_picture_comes_before_the_story_with_its_words() -> None:
    page = html(generate(story([entry(1)])), _PICTURE, "18 entries & a decision")
    assert 'alt="18 entries &amp; a decision"' in page
    assert page.index("<h1>") < page.index("<figure>") < page.index("<h2>")
    assert "<figure>" not in html(generate(story([entry(1)])))


def test_it_is_made_for_paper_and_for_the_dark_too() -> None:
    page = html(generate(story([entry(1)])))
    assert "@media print" in page
    assert "prefers-color-scheme: dark" in page
    assert 'name="viewport"' in page
