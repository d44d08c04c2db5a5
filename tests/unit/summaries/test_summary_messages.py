from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.slack.blocks import Message
from app.slack.mrkdwn import Mrkdwn, esc
from app.summaries.markdown import markdown
from app.summaries.plain_text import plain_text
from app.summaries.rules_document import Document, Section, SectionKey, Source, Statement
from app.summaries.rules_posting import MOST_WORDS, posting
from app.summaries.telling import generate
from app.summaries.views import ALL_TEXT, BLOCKS, SummaryMessages, summary_messages
from app.summaries.views_pieces import pieces
from app.vocabulary import EntryKind
from tests.unit.summaries.stories import START, entry, marks, recorded, recorded_story, story


def blocks_of(message: Message) -> list[dict[str, Any]]:
    return [block.to_dict() for block in message.blocks]


def texts_of(message: Message) -> list[str]:
    blocks = [block for block in blocks_of(message) if block["type"] != "actions"]
    return [(block.get("text") or block["elements"][0])["text"] for block in blocks]


def everything(messages: SummaryMessages) -> str:
    return "\n".join(
        text for each in (messages.first, *messages.replies) for text in texts_of(each)
    )


def document(*texts: Mrkdwn, note: str | None = None) -> Document:
    sections = [Section(key=key, heading=Mrkdwn(key.value)) for key in SectionKey]
    sections[0] = replace(sections[0], statements=(Statement(text=Mrkdwn("INC-7")),))
    statements = tuple(Statement(text=text, evidence=(1, 2)) for text in texts)
    sections[2] = Section(
        key=SectionKey.WHAT_HAPPENED, heading=Mrkdwn("What"), statements=statements, note=note
    )
    source = Source(number=1, entry_id=5, permalink="https://acme.slack.com/p1")
    return Document(sections=tuple(sections), sources=(source,))


def test_the_recorded_incident_fits_in_one_message_and_is_read_in_three_minutes() -> None:
    told = generate(recorded_story(recorded()))
    messages = summary_messages(told)
    assert messages.first.text == "Review: Split database topology after network partition"
    assert len(" ".join(texts_of(messages.first)).split()) <= 1.1 * MOST_WORDS  # with marks
    assert "in the thread." in everything(messages)


def test_whatever_its_size_the_channel_gets_three_minutes_and_the_thread_the_rest() -> None:
    words = "the queue of the old import grew beyond its limit again " * 4
    told = story(
        [
            entry(n, f"Fact {n}: {words}", marks=marks(scales=1) if n % 2 else {})
            for n in range(1, 200)
        ]
    )
    document = generate(told)
    found = posting(document)
    posted = plain_text(found.posted)
    assert len(posted.split()) <= 1.2 * MOST_WORDS  # with times and numbers of entries
    decisions = found.posted.section(SectionKey.DECISIONS)
    assert decisions.note is not None
    left = 100 - len(decisions.statements)
    assert decisions.note.startswith(f"{left} more are in the thread.")
    for section in found.in_full:
        assert section == document.section(section.key)
    whole = {each.key for each in document.sections} - {each.key for each in found.in_full}
    assert all(found.posted.section(key) == document.section(key) for key in whole)


def test_the_end_of_a_shortened_story_stays() -> None:
    long = [entry(n, f"{n} " + "and so on it went for longer " * 9) for n in range(1, 15)]
    told = story([*long[:-1], replace(long[-1], kind=EntryKind.STATUS)], resolved_at=None)
    section = posting(generate(told)).posted.section(SectionKey.WHAT_HAPPENED)
    assert section.statements[0].evidence == (1,)
    assert section.statements[-1].evidence == (14,)


def test_a_summary_reads_as_in_the_guide() -> None:
    told = story(
        [
            entry(1, "Queue grew, no alert."),
            entry(2, "Restart the indexers.", marks=marks(scales=1), permalink=None),
        ]
    )
    text = everything(summary_messages(generate(told)))
    assert text.startswith("*Review: Search showed old prices*\nWed 4 March 2026 · INC-7 · sev2")
    assert "*What happened* (UTC, in the words of those who were there)\n`09:21` " in text
    assert (
        "`09:21` *First signal:* Queue grew, no alert. "
        "<https://acme.slack.com/archives/C1/p1|[1]>\n"
        "`09:22` *Decision:* Restart the indexers. [2]\n"
    ) in text
    assert "\n• Restart the indexers. [2]\n_Some decisions still lack" in text
    assert "_Nobody has told us yet about: " in text


def test_days_are_marked_only_when_midnight_passed() -> None:
    one_day = everything(summary_messages(generate(story([entry(1), entry(2)]))))
    assert "_Wed 4 March_" not in one_day
    later = entry(2, "Still grows", occurred_at=START + timedelta(days=1))
    text = everything(summary_messages(generate(story([entry(1), later]))))
    assert text.index("_Wed 4 March_") < text.index("_Thu 5 March_")


def test_the_day_stands_there_when_the_title_does_not_tell_it() -> None:
    later = entry(1, occurred_at=START + timedelta(days=1))
    text = everything(summary_messages(generate(story([later]))))
    assert "_Thu 5 March_\n`09:20`" in text
    over_midnight = story([entry(1)], resolved_at=START + timedelta(days=1))
    assert "_Wed 4 March_\n`09:21`" in everything(summary_messages(generate(over_midnight)))


def test_days_of_several_years_say_the_year() -> None:
    before = entry(1, "The limit was set.", occurred_at=START - timedelta(days=300))
    text = markdown(generate(story([before, entry(2)])))
    assert text.index("**Thu 8 May 2025**") < text.index("**Wed 4 March 2026**")


def test_hundreds_of_decisions_continue_in_replies() -> None:
    decisions = [
        entry(n, f"Choice {n}: " + "word " * 60, marks=marks(scales=1)) for n in range(400)
    ]
    messages = summary_messages(generate(story(decisions)))
    assert len(messages.replies) >= 5
    text = everything(messages)
    assert all(f"Choice {n}:" in text for n in range(400))


def limits_hold(messages: SummaryMessages) -> None:
    for message in (messages.first, *messages.replies):
        texts = texts_of(message)
        assert 1 <= len(texts) <= BLOCKS
        assert sum(len(text) for text in texts) <= ALL_TEXT
        assert all(1 <= len(text) <= 3000 for text in texts)
        assert 1 <= len(message.text) <= 4000
        for block in message.blocks:
            block.validate_json()


WORDS = st.text(max_size=400).map(esc)
LINKS = st.sampled_from(
    [Mrkdwn("<https://x.example/" + "a" * 500 + "|page>"), Mrkdwn("&amp;" * 50)]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(WORDS | LINKS, st.integers(1, 40)), max_size=40))
def test_any_document_is_told_within_the_limits_and_whole(parts: list[tuple[Mrkdwn, int]]) -> None:
    texts = [Mrkdwn(text * times) for text, times in parts]
    messages = summary_messages(document(*texts))
    limits_hold(messages)
    told = "".join(everything(messages).split())
    for text in texts:
        assert "".join(text.split()) in told


@pytest.mark.parametrize("length", [0, 1, 2999, 3000, 3001, 9000])
def test_pieces_of_a_text_are_the_text(length: int) -> None:
    text = ("word <https://x.example|a b c> &lt; " * 400)[:length]
    parts = list(pieces(text, 3000))
    assert "".join(parts) == text
    assert all(len(part) <= 3000 for part in parts)


@given(st.text(), st.integers(12, 60))
def test_no_link_or_escape_is_split(text: str, limit: int) -> None:
    marked = esc(text) + "<@U1>" + esc(text)
    parts = list(pieces(marked, limit))
    assert "".join(parts) == marked
    assert sum(part.count("<@U1>") for part in parts) == 1
    assert all(len(part) <= limit for part in parts)


# Markdown.


def test_markdown_ends_with_one_line_end_and_links_its_evidence() -> None:
    text = markdown(document(Mrkdwn("Queue grew.")))
    assert "- Queue grew. [\\[1\\]](https://acme.slack.com/p1)\\[2\\]" in text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a *b* _c_ ~d~ [e](f) | g", r"a \*b\* \_c\_ \~d\~ \[e\](f) \| g"),
        ("&lt;script&gt; &amp;amp; #1", r"&lt;script&gt; &amp;amp; \#1"),
        ("<https://x.example/a_(b)|the page>", "[the page](https://x.example/a_%28b%29)"),
        (
            "<https://x.example/?a=1&amp;b=2>",
            "[https://x.example/?a=1&amp;b=2](https://x.example/?a=1&b=2)",
        ),
        ("<mailto:a@x.example|a@x.example>", "a@x.example"),
        ("<javascript:alert(1)|x>", "x"),
        ("set `a_b &lt; 3` to *", r"set `a_b < 3` to \*"),
        ("- a list", r"\- a list"),
        ("1. a list", r"1\. a list"),
        ("+ a\n# b", "\\+ a\\\n  \\# b"),
        ("done :tada: :not_an_emoji:", r"done 🎉 :not\_an\_emoji:"),
    ],
)
def test_what_people_wrote_stays_text_in_markdown(text: str, told: str) -> None:
    assert f"- {told} [" in markdown(document(Mrkdwn(text)))


@given(WORDS)
def test_no_text_becomes_html(text: Mrkdwn) -> None:
    told = markdown(document(text, note="Nobody has told us yet."))
    outside_code = "".join(told.split("`")[::2])
    assert "<" not in outside_code
