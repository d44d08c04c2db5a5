"""The summary as it is told: the draft of the rules, in which nothing judges anybody, however it is
read; and over it what people wrote, which is theirs.
"""

from collections.abc import Iterator
from dataclasses import replace

from app.slack.mrkdwn import Mrkdwn, plain
from app.summaries.markdown import item
from app.summaries.plain_text import spoken
from app.summaries.rules import drafted
from app.summaries.rules_checklist import Facts, checklist, open_gates
from app.summaries.rules_corrections import with_written
from app.summaries.rules_document import Document, Section, SectionKey, Statement
from app.summaries.rules_drafting import with_draft, with_mark
from app.summaries.rules_frame import with_open
from app.summaries.rules_held import sought, told
from app.summaries.rules_story import Story
from app.summaries.views import line
from app.workspace.rules_people import Cast
from app.workspace.rules_quoting import reads_as_judgement

_OURS = frozenset({SectionKey.TITLE, SectionKey.FOOTER})


def generate(story: Story, facts: Facts | None = None) -> Document:
    """From nothing but the story: the same story gives the same document. With `facts` it says
    whether it is complete, which one whose texts are kept no longer cannot be.
    """
    document = with_written(_worded(told_by_rules(story), story), story)
    document = with_mark(document, story)
    if facts is None or story.is_thinned:
        return document
    return with_open(document, len(open_gates(checklist(story, facts, document))))


def told_by_rules(story: Story) -> Document:
    """The summary as it is told without a language model."""
    return _calm(drafted(story), story.cast())


def _worded(document: Document, story: Story) -> Document:
    """In the words of a language model where there is a draft; a section that would have to be
    held back in them stays in ours.
    """
    worded = with_draft(document, story)
    if not worded.is_drafted:
        return document
    calm = _calm(worded, story.cast())
    pairs = zip(document.sections, worded.sections, calm.sections, strict=True)
    return replace(
        worded,
        sections=tuple(told if held != by_model else by_model for told, by_model, held in pairs),
    )


def _calm(document: Document, cast: Cast) -> Document:
    """Without any statement that judges as a whole, though none of its parts does."""
    sections = tuple(
        section if section.key in _OURS else _calm_section(section, document, cast)
        for section in document.sections
    )
    return replace(document, sections=sections)


def _calm_section(section: Section, document: Document, cast: Cast) -> Section:
    statements = tuple(
        _calm_statement(statement, n, section, document, cast)
        for n, statement in enumerate(section.statements, start=1)
    )
    if section.key is SectionKey.IN_SHORT and _judge_together(statements):
        statements = tuple(map(sought, statements))
    return replace(section, statements=statements)


def _judge_together(statements: tuple[Statement, ...]) -> bool:
    """They are read in a row."""
    return reads_as_judgement(Mrkdwn(" ".join(each.text for each in statements)))


def _calm_statement(
    statement: Statement, number: int, section: Section, document: Document, cast: Cast
) -> Statement:
    """Without the role before it, if that makes the difference; where something is held back, the
    statement says so.
    """
    if not statement.quotes:
        return statement  # our own words
    lacks_words = any(told(quote, cast) is None for quote in statement.quotes)
    statement = replace(statement, is_withheld=statement.is_withheld or lacks_words)
    for each in (statement, replace(statement, said_by=None)):
        if not any(map(reads_as_judgement, _readings(each, number, section, document))):
            return each
    return sought(statement)


def _readings(
    statement: Statement, number: int, section: Section, document: Document
) -> Iterator[Mrkdwn]:
    """Where Slack shows it, as a reader there sees it, in files, and by itself."""
    shown = Mrkdwn(line(section, number, statement, document))
    yield shown
    yield Mrkdwn(plain(shown))
    yield Mrkdwn(item(section, number, statement, document))
    yield Mrkdwn(spoken(section, number, statement))
    yield Mrkdwn(plain(statement.text))
