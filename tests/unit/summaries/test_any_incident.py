"""What holds of the summary of any incident, in every form in which it is read."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from hypothesis import assume, given, settings

from app.language.detection import judges
from app.slack.blocks import Message
from app.slack.mrkdwn import Mrkdwn, plain
from app.summaries.markdown import markdown
from app.summaries.rules_choice import FEWEST, MOST
from app.summaries.rules_document import Document, Section, SectionKey, Statement
from app.summaries.rules_picture import picture
from app.summaries.rules_posting import posting
from app.summaries.rules_story import KeptEntry, Story
from app.summaries.rules_words import clock, dated, dates, day, lasting
from app.summaries.telling import generate
from app.summaries.views import ALL_TEXT, BLOCKS, summary_messages
from app.summaries.views_shared import shared_card
from app.timeline.rules_handoffs import LEAD_SUBJECT
from app.vocabulary import EntryKind, FindingKind, FollowUpState
from tests.product_words import product_words_avoided
from tests.unit.summaries.incidents import NAMES, MadeUp, incident_of, incidents
from tests.unit.summaries.renderings import renderings, texts_of, without_owners

THREE_MINUTES = 3 * 238
"""Words: what adults read of prose silently (Brysbaert 2019)."""
_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_NAME = re.compile(
    "|".join({word for one in NAMES.values() for word in one[0].split()}), re.IGNORECASE
)
_DAY_OR_TIME = re.compile(r"(?:\*\*|_)(\w{3} \d+ \w+(?: \d{4})?)(?:\*\*|_)$|(?:- )?`(\d\d:\d\d)`")
_SECTION_OF = {
    FindingKind.FACTOR: SectionKey.FACTORS,
    FindingKind.PRESSURE_POINT: SectionKey.PRESSURE,
    FindingKind.BLIND_SPOT: SectionKey.PRESSURE,
    FindingKind.HELPED: SectionKey.HELPED,
    FindingKind.LUCK: SectionKey.HELPED,
    FindingKind.LEARNING: SectionKey.LEARNED,
    FindingKind.OPEN_QUESTION: SectionKey.QUESTIONS,
}
some = settings(max_examples=10, derandomize=True, deadline=None)


def numbers(text: str) -> list[str]:
    return _NUMBER.findall(text)


def said_in(section: Section) -> str:
    """What would be told there by the rules."""
    return " ".join(plain(each.text) for each in section.told)


# Every fact.


def facts(story: Story) -> Iterator[tuple[SectionKey, Mrkdwn]]:
    """Each thing that somebody told, and where it has to be."""
    answers = story.answers()
    for entry in story.entries:
        if entry.text.strip():
            yield from _of_marks(entry, story)
        if entry.text.strip() and entry.entry_id not in answers:
            yield from _of_entry(entry)
    yield from _of_review(story)
    for text in (story.impact, story.eased_by):
        if text:
            yield SectionKey.IN_SHORT, text


def _of_review(story: Story) -> Iterator[tuple[SectionKey, Mrkdwn]]:
    for found in story.findings:
        yield _SECTION_OF[found.kind], found.text
        if found.reasonable:
            yield SectionKey.FACTORS, found.reasonable
    for change in story.changes:
        yield SectionKey.FORWARD, change.text
        if change.reason and change.state is FollowUpState.DECIDED_NOT:
            yield SectionKey.FORWARD, change.reason
    for idea in story.parked:
        yield SectionKey.FORWARD, idea.text


def _of_entry(entry: KeptEntry) -> Iterator[tuple[SectionKey, Mrkdwn]]:
    if entry.is_decision():
        yield SectionKey.DECISIONS, entry.text
        told = entry.decision
        parts = ("intent", "known", "assumed", "alternatives", "pressure", "outcome")
        for text in (getattr(told, part, None) for part in parts):
            if text:
                yield SectionKey.DECISIONS, text
    if entry.is_handoff():
        yield from _of_handoff(entry)


def _of_marks(entry: KeptEntry, story: Story) -> Iterator[tuple[SectionKey, Mrkdwn]]:
    """Apart from what a finding of the same kind rests on, which says it in its own words."""
    shown = {one.kind for one in story.findings if entry.number in one.evidence}
    if entry.is_insight() and not shown & {FindingKind.PRESSURE_POINT, FindingKind.BLIND_SPOT}:
        yield SectionKey.PRESSURE, entry.text
    if entry.is_luck() and FindingKind.LUCK not in shown:
        yield SectionKey.HELPED, entry.text
    if entry.has_helped() and FindingKind.HELPED not in shown:
        yield SectionKey.HELPED, entry.text


def _of_handoff(entry: KeptEntry) -> Iterator[tuple[SectionKey, Mrkdwn]]:
    handoff = entry.handoff
    if handoff is None or handoff.subject is None:
        yield SectionKey.HANDOFFS, entry.text
    elif handoff.subject != LEAD_SUBJECT:
        yield SectionKey.HANDOFFS, handoff.subject
    if handoff and handoff.subject:
        for text in (handoff.state_given, handoff.open_questions):
            if text:
                yield SectionKey.HANDOFFS, text
    if handoff and handoff.read_back:
        yield SectionKey.HANDOFFS, handoff.read_back


def is_told(text: Mrkdwn, section: Section) -> bool:
    """By its number; or held back, and then it is known what waits to be reworded."""
    if numbers(plain(text))[0] in numbers(said_in(section)):
        return True
    return any(
        quote.text == text and each.is_withheld for each in section.told for quote in each.quotes
    )


@some
@given(incidents())
def test_everything_that_somebody_told_is_there(made_up: MadeUp) -> None:
    story = made_up.story()
    document = generate(story)
    missing = [
        (key, text) for key, text in facts(story) if not is_told(text, document.section(key))
    ]
    assert missing == []


@some
@given(incidents(blames=0.0, most=80))
def test_gaps_are_told_as_gaps(made_up: MadeUp) -> None:
    story = made_up.story()
    document = generate(story)
    assume(not any(each.is_withheld for part in document.sections for each in part.told))
    handoffs = said_in(document.section(SectionKey.HANDOFFS))
    kept = [each for each in story.entries if each.is_handoff() and each.text.strip()]
    given_on = [
        each.handoff for each in kept if each.handoff and each.entry_id not in story.answers()
    ]
    assert handoffs.count("Not read back, as far as we know.") == sum(
        each.received_at is None for each in given_on
    )
    assert handoffs.count("Where things stood was not told") == sum(
        each.state_given is None for each in given_on
    )
    unsupported = [one for one in story.factors() if not one.evidence]
    shown = said_in(document.section(SectionKey.FACTORS))
    assert shown.count("No entry shows it yet.") == len(unsupported)
    open_ones = [one for one in story.changes if one.state is not FollowUpState.DECIDED_NOT]
    forward = said_in(document.section(SectionKey.FORWARD))
    assert forward.count("needs an owner") == sum(one.owner is None for one in open_ones)


@some
@given(incidents(most=80))
def test_the_story_has_its_first_signal_and_is_no_longer_than_it_may_be(made_up: MadeUp) -> None:
    story = made_up.story()
    document = generate(story)
    told = document.section(SectionKey.WHAT_HAPPENED).told
    shown = list(dict.fromkeys(number for each in told for number in each.evidence))
    assert shown == sorted(shown)
    tellable = [
        each
        for each in story.entries
        if each.says_something() and each.entry_id not in story.answers()
    ]
    if len(tellable) <= MOST:
        assert shown == [each.number for each in tellable]
    assert min(FEWEST, len(tellable)) <= len(shown) <= MOST
    signals = [each.number for each in tellable if each.kind is EntryKind.SIGNAL]
    assert not signals or signals[0] in shown


@some
@given(incidents(most=80))
def test_what_the_document_says_every_rendering_says(made_up: MadeUp) -> None:
    story = made_up.story()
    document = generate(story)
    told = " ".join(plain(each.text) for part in document.sections for each in part.statements)
    for kind, text in renderings(document, story).items():
        assert set(numbers(told)) <= set(numbers(text)), kind
        assert all(plain(part.heading) in text for part in document.shown()[:-1]), kind


# Nothing else.


@some
@given(incidents(blames=0.3, most=80))
def test_no_form_of_it_judges_or_names_anybody(made_up: MadeUp) -> None:
    story = made_up.story()
    document = generate(story)
    assert not re.search(r"<!|<@", without_owners(markdown(document), story))
    for kind, text in all_forms(document, story).items():
        nameless = without_owners(text, story)
        assert not _NAME.search(nameless), kind
        assert product_words_avoided(nameless) == (), kind
        assert [line for line in nameless.splitlines() if judges(line)] == [], kind


def all_forms(document: Document, story: Story) -> dict[str, str]:
    shown = picture(story)
    card = shared_card(incident_of(story), 1, document, "https://acme.slack.com/archives/C1/p1")
    return {
        **renderings(document, story),
        "picture": "\n".join((shown.heading, *shown.lanes, shown.alt)) if shown else "",
        "card": "\n".join(map(plain, map(Mrkdwn, texts_of(card)))),
    }


@some
@given(incidents(most=80))
def test_every_number_is_one_of_what_it_rests_on(made_up: MadeUp) -> None:
    """Of the entry, the finding or the change that it tells, not of another one."""
    story = made_up.story()
    document = generate(story)
    for part in document.sections:
        for each in part.statements:
            known = numbers(" ".join((*sources(part, each, story), *own_counts(each, story))))
            assert set(numbers(plain(each.text))) <= set(known), each.text


def sources(part: Section, told: Statement, story: Story) -> Iterator[str]:
    """What stands behind a statement: its entries; what the review found, known by its number."""
    if part.is_written:
        yield from (plain(one.text) for one in story.written[part.key])
    entries = [one for one in story.entries if one.number in told.evidence]
    yield from (text for one in entries for text in words_of(one))
    shown = set(numbers(plain(told.text)))
    for some in of_the_review(story):
        if not shown.isdisjoint(numbers(some[0])[:1]):
            yield from some
    if part.key is SectionKey.IN_SHORT:
        yield from (plain(text) for text in (story.impact, story.eased_by) if text)


def words_of(entry: KeptEntry) -> Iterator[str]:
    yield plain(entry.text)
    for about in (entry.decision, entry.handoff):
        fields = getattr(about, "__dataclass_fields__", ())
        values = (getattr(about, name) for name in fields)
        yield from (plain(Mrkdwn(text)) for text in values if isinstance(text, str))
    yield from (plain(one.text) for one in entry.accounts)
    yield f"{len(entry.files)} file"
    yield clock(entry.occurred_at)  # of what is held back, that there was something


def of_the_review(story: Story) -> Iterator[Sequence[str]]:
    """The texts of each finding, change and idea, the one that it is known by first."""
    for found in story.findings:
        yield plain(found.text), plain(found.reasonable or Mrkdwn(""))
    for change in story.changes:
        yield plain(change.text), plain(change.reason or Mrkdwn(""))
    for idea in story.parked:
        yield (plain(idea.text),)


def own_counts(told: Statement, story: Story) -> Iterator[str]:
    """What our own sentences count and date; which of them does is for other tests."""
    start, end = story.started_at, story.resolved_at
    text = plain(told.text)
    yield from (f"New to {one.new_to}" for one in story.findings if f"New to {one.new_to} " in text)
    if text.startswith(("It lasted ", "It began ")):
        yield from (f"{day(at)} {clock(at)}" for at in (start, end) if at)
        yield from (lasting(start, at) for at in (end, story.mitigated_at) if at)
    if f"INC-{story.incident_number} · " in text:
        yield f"{dates(start, end)} {story.incident_number} {story.severity} {len(story.entries)}"
        yield lasting(start, end) if end else ""
    if text.startswith("Told from "):
        yield f"{len(story.entries)} {story.reflections} {story.confirmed}"
    yield from re.findall(r"→ [\d, ]+ · |→ [\d, ]+\.? |· \d+ Mar\b|→ [\d, ]+$", text)


# References and times.


@some
@given(incidents())
def test_every_reference_leads_to_its_source(made_up: MadeUp) -> None:
    story = made_up.story()
    document = generate(story)
    permalinks = {each.number: each.permalink for each in story.entries}
    assert {each.number: each.permalink for each in document.sources} == permalinks
    factors = len(document.section(SectionKey.FACTORS).told)
    forward = document.section(SectionKey.FORWARD).told
    answered = [re.findall(r"→ ([\d, ]+)", each.text) for each in forward]
    assert all(int(n) <= factors for found in answered for one in found for n in numbers(one))
    text = markdown(document)
    for part in document.sections:
        for each in part.statements:
            assert set(each.evidence) <= set(permalinks)
            for number in each.evidence:
                url = permalinks[number]
                assert (f"[\\[{number}\\]]({url})" if url else f"\\[{number}\\]") in text
    for message in all_messages(document):
        for shown in texts_of(message):
            loose = re.sub(r"<https://acme\.slack\.com/archives/C1/p(\d+)\|\[\1\]>", "", shown)
            assert not [n for n in re.findall(r"\[(\d+)\]", loose) if permalinks[int(n)]]


def all_messages(document: Document) -> Sequence[Message]:
    messages = summary_messages(document)
    return (messages.first, *messages.replies)


@some
@given(incidents(most=80))
def test_a_reader_knows_the_day_and_the_minute_of_each_moment(made_up: MadeUp) -> None:
    """In UTC, wherever people were: from the days in between, or else from the title."""
    story = made_up.story()
    document = generate(story)
    told = [each.at for each in document.section(SectionKey.WHAT_HAPPENED).statements if each.at]
    expected = [*map(moment_of(told), told)]
    only = f"{day(story.started_at)}" if is_of_one_day(story) else None
    assert list(moments(markdown(document), only)) == expected
    posted = posting(document).posted
    kept = [each.at for each in posted.section(SectionKey.WHAT_HAPPENED).statements if each.at]
    shown = "\n".join(texts_of(summary_messages(document).first))
    assert list(moments(shown, only)) == [*map(moment_of(kept), kept)]


def moment_of(times: Sequence[datetime]) -> Callable[[datetime], str]:
    """With the year where there is more than one."""
    years = {at.astimezone(UTC).year for at in times}
    return lambda at: f"{dated(at) if len(years) > 1 else day(at)} {clock(at)}"


def is_of_one_day(story: Story) -> bool:
    return " to " not in dates(story.started_at, story.resolved_at)


def moments(text: str, told_by_title: str | None) -> Iterator[str]:
    """The times in what happened, as somebody reads them, each on its day."""
    of_day = told_by_title
    story = re.split(r"\*+ \(UTC|\*\(UTC", text)[-1] if "(UTC" in text else ""
    for line in story.splitlines():
        found = re.match(
            r"(?:\*\*|_)(\w{3} \d+ \w+(?: \d{4})?)(?:\*\*|_)$|(?:- )?`(\d\d:\d\d)`", line
        )
        if found and found[1]:
            of_day = found[1]
        elif found:
            yield f"{of_day} {found[2]}"


# Its length.


@some
@given(incidents())
def test_slack_takes_it_and_the_posted_part_is_read_in_three_minutes(made_up: MadeUp) -> None:
    story = made_up.story()
    document = generate(story)
    for message in all_messages(document):
        texts = [*texts_of(message)]
        assert 1 <= len(message.blocks) <= BLOCKS
        assert sum(map(len, texts)) <= ALL_TEXT
        assert all(1 <= len(text) <= 3000 for text in texts)
    first = "\n".join(plain(Mrkdwn(text)) for text in texts_of(all_messages(document)[0]))
    assert len(re.findall(r"\S*\w\S*", first)) <= THREE_MINUTES


@some
@given(incidents())
def test_what_is_not_posted_is_counted_and_stands_in_the_thread(made_up: MadeUp) -> None:
    story = made_up.story()
    document = generate(story)
    told = posting(document)
    in_full = {part.key: part for part in told.in_full}
    thread = "\n".join(text for each in all_messages(document)[1:] for text in texts_of(each))
    for part in document.sections:
        shown = told.posted.section(part.key)
        left = len(part.statements) - len(shown.statements)
        if part.key in in_full:
            assert in_full[part.key] == part
            assert all(each.text in thread for each in part.statements)
        else:
            assert shown == part
        if left:
            is_or_are = "is" if left == 1 else "are"
            more = "more " if shown.statements else ""
            assert (shown.note or "").startswith(f"{left} {more}{is_or_are} in the thread.")
