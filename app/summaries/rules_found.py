"""The sections of what the review found, from *How it was able to happen this way* to *Open
questions*: findings in the words of those who found them, and what was marked on the timeline.
"""

from collections.abc import Iterable, Iterator, Sequence

from app.slack.mrkdwn import Mrkdwn
from app.summaries.rules_document import Quote, Section, SectionKey, Statement, Subject
from app.summaries.rules_ends import sentence
from app.summaries.rules_held import SOUGHT, WORDS_SOUGHT, told
from app.summaries.rules_quotes import shortened
from app.summaries.rules_statements import UNTOLD, entries_told, with_words
from app.summaries.rules_story import AHEAD, NOT_SCHEDULED, Found, KeptEntry, Story
from app.summaries.rules_words import counted
from app.vocabulary import Category, FindingKind

CATEGORY_WORDS = {
    Category.STRETCH: "Stretch",
    Category.EXPERTISE: "Expertise",
    Category.HANDOFF: "Hand-off",
    Category.OWNERSHIP: "Ownership",
    Category.PROCESS_MISSING: "Process, missing",
    Category.PROCESS_BYPASSED: "Process, bypassed",
    Category.PROCESS_SCALE: "Process, outgrown",
    Category.ASSUMPTION: "Assumption",
    Category.BLIND_SPOT: "Blind spot",
    Category.DESIGN: "Design",
    Category.PRESSURE: "Pressure",
    Category.RECOVERY: "Recovery",
    Category.EXTERNAL: "From outside",
}
_UNSUPPORTED = "No entry shows it yet."
_REASONABLE_SOUGHT = Mrkdwn(f"told, and {SOUGHT}")


def factors(story: Story) -> Section:
    """A list, never one cause: each factor with its kind, its evidence, and for a bypass what made
    that reasonable. A change refers to a factor by its number here.
    """
    found = story.factors()
    return Section(
        key=SectionKey.FACTORS,
        heading=Mrkdwn("How it was able to happen this way"),
        statements=tuple(_factor(each, story) for each in found),
        aside="what contributed, together" if found else None,
        note=_factors_note(found, story),
    )


def _factor(found: Found, story: Story) -> Statement:
    label = CATEGORY_WORDS[found.category] if found.category else None
    statement = _found(found, story, label)
    words = [] if found.evidence else [_UNSUPPORTED]
    if found.reasonable is None:
        return with_words(statement, " ".join(words))
    quote = _quote(found, "reasonable", found.reasonable)
    reasonable = _quoted(quote, story) or _REASONABLE_SOUGHT
    words.append(sentence("What made that reasonable", reasonable))
    return with_words(statement, " ".join(words), quote)


def _factors_note(found: Sequence[Found], story: Story) -> str | None:
    if not found:
        return _to_bring(
            story, "Bring to the review what contributed, and the entry that shows it."
        )
    if len(found) > 1:
        return None
    return "A second factor is still to be found. What else contributed? Type `/incident finding`."


def pressure(story: Story) -> Section:
    """Pressure points and blind spots that were found, and what was marked as an insight."""
    found = (
        *_all(story, FindingKind.PRESSURE_POINT, "Pressure point"),
        *_all(story, FindingKind.BLIND_SPOT, "Blind spot"),
    )
    statements = (*found, *_unless_shown(found, entries_told(story, KeptEntry.is_insight)))
    return Section(
        key=SectionKey.PRESSURE,
        heading=Mrkdwn("Pressure points and blind spots"),
        statements=statements,
        note=None if statements else f"{UNTOLD} Mark with 💡 what was out of sight then.",
    )


def helped(story: Story) -> Section:
    """What helped and what was luck: found in the review, and marked on the timeline."""
    held = [*_all(story, FindingKind.HELPED, "Helped")]
    luck = [*_all(story, FindingKind.LUCK, "Luck")]
    statements = (
        *held,
        *_unless_shown(held, entries_told(story, KeptEntry.has_helped, "Helped")),
        *luck,
        *_unless_shown(luck, entries_told(story, KeptEntry.is_luck, "Luck")),
    )
    return Section(
        key=SectionKey.HELPED,
        heading=Mrkdwn("What held, what helped, luck"),
        statements=statements,
        note=None
        if statements
        else f"{UNTOLD} Mark with ⭐ what helped and with 🍀 what was luck.",
    )


def _unless_shown(found: Sequence[Statement], marked: Iterable[Statement]) -> Iterator[Statement]:
    """Without the marked entries that a finding beside them says in its own words."""
    shown = {number for one in found if not one.is_withheld for number in one.evidence}
    return (one for one in marked if shown.isdisjoint(one.evidence))


def learned(story: Story) -> Section:
    """Learnings, with how many people they were new to; to whom is told nowhere."""
    statements = tuple(_learning(each, story) for each in story.found(FindingKind.LEARNING))
    return Section(
        key=SectionKey.LEARNED,
        heading=Mrkdwn("What we learned"),
        statements=statements,
        note=None if statements else _to_bring(story, "Bring one thing that was new to you."),
    )


def _learning(found: Found, story: Story) -> Statement:
    people = counted(found.new_to, "person", "people")
    return with_words(_found(found, story), f"New to {people}." if found.new_to else "")


def questions(story: Story) -> Section:
    """What is still open."""
    statements = tuple(_all(story, FindingKind.OPEN_QUESTION))
    return Section(
        key=SectionKey.QUESTIONS,
        heading=Mrkdwn("Open questions"),
        statements=statements,
        note=None
        if statements
        else _to_bring(story, "Bring one question that the review could answer."),
    )


def _to_bring(story: Story, request: str) -> str:
    """What can still be asked of the review while it lies ahead, and of everybody afterwards."""
    later = "Type `/incident finding` to tell it."
    return f"{UNTOLD} {request if story.review_state in (AHEAD, NOT_SCHEDULED) else later}"


def _all(story: Story, kind: FindingKind, label: str | None = None) -> Iterable[Statement]:
    return (_found(each, story, label) for each in story.found(kind))


def _found(found: Found, story: Story, label: str | None = None) -> Statement:
    quote = _quote(found, "text", found.text)
    words = _quoted(quote, story)
    return Statement(
        text=words or WORDS_SOUGHT,
        evidence=found.evidence,
        label=label,
        is_withheld=words is None,
        quotes=(quote,),
    )


def _quote(found: Found, field: str, text: Mrkdwn) -> Quote:
    return Quote(subject=Subject.FINDING, id=found.id, field=field, text=text, by=found.by)


def _quoted(quote: Quote, story: Story) -> Mrkdwn | None:
    words = told(quote, story.cast())
    return shortened(words) if words else None
