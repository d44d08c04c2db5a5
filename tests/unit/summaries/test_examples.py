"""What each kind of incident reads like, in every rendering: docs/examples shows the Markdown."""

import re

import pytest

from app.language.detection import findings
from app.slack.mrkdwn import plain
from app.summaries.plain_text import plain_text
from app.summaries.rules_document import Document, SectionKey
from app.summaries.rules_posting import MOST_WORDS, posting
from app.summaries.telling import generate
from app.summaries.views import ALL_TEXT, BLOCKS, summary_messages
from tests.product_words import product_words_avoided
from tests.unit.summaries.examples import Example
from tests.unit.summaries.examples.all import EXAMPLES, FOLDER, written
from tests.unit.summaries.renderings import renderings, texts_of, without_owners

_EACH = pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
_NUMBER = re.compile(r"\d[\d,.]*\d|\d")


@pytest.mark.parametrize(("name", "text"), list(written()), ids=dict(written()))
def test_it_reads_as_in_the_docs(name: str, text: str) -> None:
    """`python -m tests.unit.summaries.examples` writes them anew, to be read."""
    assert text == (FOLDER / name).read_text("utf-8")


@_EACH
def test_every_expected_fact_is_there_in_every_rendering(example: Example) -> None:
    for kind, text in renderings(generate(example.story), example.story).items():
        flat = " ".join(re.sub(r"\*\*|[*_`]", "", text).split())
        missing = [
            fact for fact in example.facts if kind in ("text", "Markdown") and fact not in flat
        ]
        assert missing == [], kind


@_EACH
def test_nothing_is_there_that_must_not_be(example: Example) -> None:
    for kind, text in renderings(generate(example.story), example.story).items():
        nameless = without_owners(text, example.story)
        assert [word for word in example.must_not if word in nameless] == [], kind
        assert not product_words_avoided(nameless), kind


@_EACH
def test_nothing_in_it_judges_anybody(example: Example) -> None:
    document = generate(example.story)
    texts = [each.text for section in document.sections for each in section.statements]
    assert [plain(text) for text in texts if findings(plain(text))] == []
    assert not [
        each for section in document.sections for each in section.statements if each.is_withheld
    ]


@_EACH
def test_every_number_in_it_occurs_in_what_it_rests_on(example: Example) -> None:
    """Our own sentences count and date; what is told of entries has only their numbers."""
    document, story = generate(example.story), example.story
    entries = {entry.number: entry for entry in story.entries}
    found = {each.text: each for each in story.findings}
    for key in (SectionKey.WHAT_HAPPENED, SectionKey.DECISIONS, SectionKey.FACTORS):
        for statement in document.section(key).statements:
            sources = " ".join(str(entries[number]) for number in statement.evidence)
            sources += " ".join(text for text in found if text[:30] in statement.text)
            sources += " ".join(each.reasonable or "" for each in found.values())
            assert [n for n in _NUMBER.findall(plain(statement.text)) if n not in sources] == []


@_EACH
def test_every_reference_leads_somewhere(example: Example) -> None:
    document = generate(example.story)
    numbers = {each.number for each in document.sources}
    factors = len(document.section(SectionKey.FACTORS).statements)
    for section in document.sections:
        for statement in section.statements:
            assert set(statement.evidence) <= numbers
    for statement in document.section(SectionKey.FORWARD).statements:
        answered = re.search(r"→ ([\d, ]+)", statement.text)
        assert answered
        assert all(1 <= int(n) <= factors for n in answered[1].split(","))


@_EACH
def test_slack_takes_it_and_it_is_read_in_three_minutes(example: Example) -> None:
    document: Document = generate(example.story)
    messages = summary_messages(document)
    for message in (messages.first, *messages.replies):
        assert len(message.blocks) <= BLOCKS
        assert sum(map(len, texts_of(message))) <= ALL_TEXT
    assert len(plain_text(posting(document).posted).split()) <= MOST_WORDS * 1.02
