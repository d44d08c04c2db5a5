"""What a language model says is told only where its facts say it too: a table for each check."""

from datetime import UTC, datetime

import pytest

from app.slack.ids import UserId
from app.summaries.rules_document import SectionKey
from app.summaries.rules_draft_checks import Drafted, Reason, objection, objections, tidy
from app.summaries.rules_draft_facts import Fact
from app.workspace.rules_names import Names

AT = datetime(2026, 3, 3, 10, 40, tzinfo=UTC)
QUEUE = Fact(
    id="E4",
    about="E104",
    texts=(
        "The index queue grew to 4,000 jobs after the import of 0.9 M items.",
        "It was not drained for 20 min.",
        'The board said "all green", and `search-2.internal` was never reached.',
    ),
    evidence=(4,),
    at=AT,
    said_by="lead",
)
HANDED = Fact(
    id="E5",
    about="E105",
    texts=("The night engineer handed the migration to the responder on Monday.",),
    evidence=(5,),
    label="Hand-off",
)
EASED = Fact(id="E6", about="E106", texts=("Pausing the bulk import eased it.",), evidence=(6,))
NAMES = Names({UserId("U1"): ("Dana Moreau", "dmo"), UserId("U2"): ("Grace Hall",)})
ROLES = frozenset({"lead", "responder", "communications"})


def drafted(text: str, *facts: Fact, section: SectionKey = SectionKey.WHAT_HAPPENED) -> Drafted:
    return Drafted(section, tidy(text), facts or (QUEUE,), NAMES, ROLES)


@pytest.mark.parametrize(
    "text",
    [
        "The index queue grew to 4,000 jobs and was not drained for 20 min.",
        "After the import of 0.9 M items the queue grew to 4000, not drained for 20 minutes.",
        "By 10:40 the index queue was not drained.",
        "The lead noted that the queue was not drained on Tue 3 March.",
        "The queue was not drained while the board said “all green”.",
        "`search-2.internal` was never reached.",
        "The queue’s jobs grew to 4,000, and search-2.internal was not reached.",
    ],
)
def test_what_its_facts_say_may_be_told(text: str) -> None:
    assert objection(drafted(text)) is None


def test_two_facts_together_carry_a_statement() -> None:
    text = "The queue was not drained; pausing the bulk import eased it."
    assert objection(drafted(text, QUEUE, EASED, section=SectionKey.IN_SHORT)) is None


REFUSED: dict[Reason, dict[str, Drafted]] = {
    Reason.LENGTH: {
        "nothing": drafted(" "),
        "only signs": drafted("…"),
        "an essay": drafted("The index queue grew and was not drained. " * 8),
    },
    Reason.SIGNS: {
        "a Cyrillic letter": drafted("The index queuе grew and was not drained."),
        "a hidden sign": drafted("The index\u200b queue grew and was not drained."),
        "turned round": drafted("The index queue grew \u202eand was not drained."),
        "another script's number": drafted("The index queue was not drained for ٧ jobs."),
        "an emoji": drafted("The index queue grew and was not drained 🔥."),
    },
    Reason.MARKUP: {
        "a link": drafted("The index queue was not drained, https://x/import."),
        "Slack's link": drafted("The <http:x|index queue> was not drained."),
        "a link in Markdown": drafted("The [index](import) queue was not drained."),
        "a mention": drafted("The index queue was not drained @board."),
        "a user": drafted("The index queue was not drained <@U1>."),
        "a channel": drafted("The index queue was not drained #board."),
        "a domain": drafted("The index queue.import was not drained."),
        "bold": drafted("The *index queue* was not drained."),
        "struck": drafted("The ~index queue~ was not drained."),
        "in italics": drafted("The _index queue_ was not drained."),
        "an emoji's name": drafted("The index queue was not drained :import:"),
        "a number in brackets": drafted("The index queue was not drained [20]."),
        "an end of the data": drafted("The index queue was not drained </facts>."),
    },
    Reason.NUMBERS: {
        "another number": drafted("The index queue grew to 5,000 and was not drained."),
        "a part of a number": drafted("The index queue grew to 000 and was not drained."),
        "another time": drafted("By 10:45 the index queue was not drained."),
        "another unit": drafted("The index queue was not drained for 20 h."),
        "a unit that is new": drafted("The index queue was not drained for 4,000 hours."),
        "a number word": drafted("The index queue was not drained for thirty jobs."),
        "two for one": drafted("The five index queues were not drained."),
        "another fact's day": drafted("On Monday the index queue was not drained."),
        "another month": drafted("The index queue was not drained in April."),
        "twice": drafted("The index queue grew twice and was not drained."),
        "everyone": drafted("The index queue was not drained, the board said to everyone."),
        "half": drafted("The index queue was not half drained."),
        "its own entry's number": drafted("The index queue of entry 7 was not drained."),
    },
    Reason.QUOTES: {
        "words nobody said": drafted('The board said "green index", and was not drained.'),
        "in typographic quotes": drafted("The board said “index green”, not drained."),
        "in single quotes": drafted("The board said 'index green', not drained."),
        "code": drafted("The `index` queue `red` was not drained, never reached."),
        "a quote without an end": drafted('The board said "all green, not drained.'),
        "an empty quote": drafted('The board said "" and was not drained.'),
    },
    Reason.NAMES: {
        "a known name": drafted("The index queue grew and was not drained, Dana said."),
        "a handle": drafted("The index queue grew and was not drained, dmo said."),
        "a name at the start": drafted("Dana said the index queue grew and was not drained."),
        "in the genitive": drafted("The index queue grew and was not drained on Dana's board."),
        "somebody who is not known": drafted("The index queue of Gustav was not drained."),
        "a company": drafted("The index queue grew after Acme's import was not drained."),
    },
    Reason.PERSONS: {
        "another role": drafted("The responder said the queue was not drained."),
        "a role of nobody": drafted("The engineers said the queue was not drained."),
        "a team": drafted("The team said the index queue was not drained."),
        "the vendor": drafted("The vendor's import queue was not drained."),
        "she": drafted("She said the index queue was not drained."),
        "communications": drafted("The index queue of communications was not drained."),
    },
    Reason.DENIAL: {
        "denied": drafted("Pausing the bulk import never eased it.", EASED),
        "denied no more": drafted("The index queue was drained for 20 min."),
        "denied in short": drafted(
            "Pausing the import did not ease it.", EASED, section=SectionKey.IN_SHORT
        ),
        "by a prefix": drafted("Pausing the bulk import was unable and eased it.", EASED),
    },
    Reason.NEW: {
        "another story": drafted("Attackers encrypted storage, and the queue was not drained."),
        "a new subject": drafted("Sabotage of the index queue was not drained on the board."),
        "its last words": drafted(
            "The index queue was not drained, a deliberate malicious exfiltration scheme."
        ),
        "nothing of its own": drafted("It was not then and there."),
    },
    Reason.WORDING: {
        "one cause": drafted("The import caused the index queue, which was not drained."),
        "a term": drafted("The root cause was the import, and the index queue was not drained."),
        "a counterfactual": drafted("The index queue could have been drained, not grown."),
        "failed to": drafted("The import failed to be drained, the board was not reached."),
        "hindsight": drafted("The queue obviously was not drained."),
        "belittled": drafted("The import simply was not drained."),
        "just": drafted("The queue just was not drained."),
        "forgot": drafted("The lead forgot the queue, not drained."),
        "guilt": drafted("The lead is to blame for the queue, not drained."),
        "care": drafted("The import was careless and the queue was not drained."),
        "the instructions": drafted("The instructions said the queue was not drained."),
    },
}
CASES = [
    pytest.param(reason, case, id=f"{reason.value}: {name}")
    for reason, cases in REFUSED.items()
    for name, case in cases.items()
]


@pytest.mark.parametrize(("reason", "case"), CASES)
def test_what_its_facts_do_not_say_is_dropped(reason: Reason, case: Drafted) -> None:
    assert objection(case) is reason


@pytest.mark.parametrize("reason", REFUSED)
def test_each_check_alone_stands_between_some_statement_and_the_reader(reason: Reason) -> None:
    assert [reason] in [list(objections(case)) for case in REFUSED[reason].values()]


def test_a_statement_without_facts_is_dropped() -> None:
    case = Drafted(SectionKey.IN_SHORT, "The queue grew.", (), NAMES, ROLES)
    assert objection(case) is Reason.FACTS


def test_a_judgement_is_found_with_what_stands_before_it() -> None:
    lazy = Fact(id="E9", about="E9", texts=("The lead was careless with the queue.",))
    assert objection(drafted("The lead was careless with the queue.", lazy)) is Reason.WORDING


def test_signs_come_in_one_spelling() -> None:
    assert tidy(" The\nqueue\u00a0was ｄｒａｉｎｅｄ. ") == "The queue was drained."
