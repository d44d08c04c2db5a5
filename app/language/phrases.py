"""Wording that judges people, as small precise patterns; and the words our own sentences avoid.

Precision before recall (domain.md §5): a phrase is listed here when it almost never means anything
else. Weighing person, tense and stance together is not done here.
"""

import re
from collections.abc import Iterator

_UNSPOKEN = re.compile(
    r"```.*?```"  # blocks of code
    r"|`[^`\n]+`"
    r"|<[^<>]*>"  # mentions, links and what their labels quote
    r"|https?://\S+"
    r"|\"[^\"\n]*\"|“[^”\n]*”",  # a word in quotes is talked about, not used
    re.DOTALL,
)
_PEOPLE = (
    r"(?:i|we|you|he|she|they|who|someone|somebody|everyone|anyone|nobody|people"
    r"|(?:the |our |their |your )?(?:\w+ )?"
    r"(?:team|guys|folks|people|owners?|operators?|engineers?|devs?|admins?|vendor|support"
    r"|contractors?|squad|guild|on-?call|ops|reviewers?|author"
    r"|responder|lead|scribe|facilitator|communications|colleague))"
)
_DONE = (
    r"(?:been|had|done|gone|known|seen|caught|told|thought|read|kept|left|put|run|set|held|sent"
    r"|made|found|built|taken|given|written|spoken|frozen|come"
    r"|(?!said|arriv|clarif|mention|fool)\w+ed)"
)
_HAVE_DONE = rf"(?: have| of|['’]?ve)(?: \w+ly| just| never| at least)? {_DONE}"
_SINGLED_OUT = (
    r"(?:he|she|they|you|who|someone|somebody|nobody|operator|(?:\w+ )?team|<@\w+(?:\|[^<>]*)?>"
    r"|responder|lead|scribe|facilitator|communications|colleague)"
)
_SOFTENED = r"(?: really| probably| also| just)?"
_DUTY = (
    r"(?:caught|noticed|known|seen|checked|warned|told|asked|tested|thought|listened|paged"
    r"|rolled back|read|reali[sz]ed)"
)
_LACKED = r"(?:had to|needed to|forgot|did(?:n['’]t| not)|was(?:n['’]t| not)|ignored|let)"
_GUILTY = r"(?:is|are|was|were|who|nobody|one|ourselves|themselves)(?: but ourselves)?"
_MINIMISED = r"(?:just|simply|clearly|obviously)"

_FORMS = (
    # What people did not do.
    rf"\b{_PEOPLE}{_SOFTENED} (?:should|could|ought to)(?:n['’]?t)?{_HAVE_DONE}\b",
    rf"\b(?:should|could)(?:n['’]t)?(?: have|['’]ve) (?:been )?{_DUTY}\b",
    r"\bsh?oulda\b",
    r"\bought to have \w+",
    r"\bif only (?:someone|somebody|he|she|they|we|i|you|people)\b",
    rf"(?<!\w){_SINGLED_OUT} (?:simply |just |even )?(?:failed|neglected) to\b",
    r"\bfailed to (?:notice|check|see|follow|reali[sz]e|think|ask|communicate|do)\b",
    rf"(?<!\w){_SINGLED_OUT} (?:simply |just |obviously )?forgot\b",
    r"\b(?:didn['’]t (?:even )?bother|could(?:n['’]t| not) be bothered) to\b",
    rf"(?<!\w){_SINGLED_OUT} {_MINIMISED} {_LACKED}\b",
    r"\b(?:was|is) (?:just|simply) (?:a typo|a lack|careless|lazy|sloppy)",
    # One cause, one error, a death.
    r"\b(?:the|true|real|primary|definitive|actual) (?:\w+ )?root[- ]cause\b(?! field)",
    r"\broot[- ]cause (?:is|was|=|identified|found)",
    r"\broot[- ]cause:",
    r"\b(?:cause|due to|classic|plain|caused by|because of):? (?:a )?human error\b",
    r"\b(?:operator|user|pilot) error\b",
    r"\bpost-?mortems?\b",
    # What looks plain from today.
    r"\bit (?:was|is) (?:\w+ )?obvious\b",
    r"\b(?:blindingly|painfully) obvious\b",
    rf"\b(?:obviously|clearly) {_SINGLED_OUT}\b",
    r"\b(?:disaster|accident) waiting to happen\b",
    r"\bonly a matter of time\b",
    r"\btold you so\b",
    r"\bno-brainer\b",
    r"\bcommon sense\b",
    r"\bknown better\b",
    # Care, skill and attitude.
    r"\bcareless (?:\w+ )?(?:change|work|mistake|copy|push|deploy|handling)",
    r"\bcarelessly\b",
    r"\b(?:was|were|am|is|been|plain|just) careless\b(?! with)",
    r"(?<!staff )(?<!gross-)\bnegligen(?:t|ce)\b",
    r"\bincompeten(?:t|ce)\b",
    r"\bamateur(?:ish)?(?: hour)?\b",
    r"\bstupidity\b",
    r"\b(?:i|he|she|they|you|we) (?:was|were|am|are|is) (?:\w+ )?stupid\b",
    r"\bidiot(?:s|ic)?\b",
    r"\bmorons?\b",
    r"\b(?:a|being|this|such) sloppy (?!phrase)\w+",
    r"\b(?:too|pretty|so|was|were|being|just) lazy to\b",
    r"\b(?:stupid|sloppy) and lazy\b",
    r"\breckless(?:ly)?\b",
    r"\birresponsibl[ey]\b",
    r"\b(?:un|not )professional\b",
    r"\bpoor judge?ment\b",
    r"\bdropped the ball\b",
    r"\bhas no clue\b",
    r"\bno idea what (?:he|she|they) (?:was|were|is|are) doing\b",
    r"\bwas(?:n['’]t| not) paying attention\b",
    r"\bscrew(?:ed)? up\b",
    # Guilt.
    r"\bwhose fault\b",
    r"\bfault of \w+",
    r"\b(?:my|your|his|her|their|our) (?:own )?fault\b(?! (?:domain|tolerance|injection|tree))",
    r"\b\w+['’]s fault\b",
    rf"\b{_GUILTY} to blame\b",
    r"\bblame (?:sits|lies|falls)\b",
    r"\bshame on\b",
)
_JUDGING = tuple(re.compile(form, re.IGNORECASE) for form in _FORMS)
_REJECTED = re.compile(
    r"\b(?:is(?:n['’]t| not)|not|no|never|no one|nobody|anyone|without|rather than|instead of|avoid"
    r"|rename|the word|question)(?:['’]s)?\b[^.!?:\n]{0,30}$",
    re.IGNORECASE,
)

_AVOIDED = re.compile(
    r"\b(?:root[- ]causes?|human errors?|post-?mortems?|culprits?"
    r"|should(?:n['’]t)?(?: not)?(?: have|['’]ve)|could(?:n['’]t)?(?: not)?(?: have|['’]ve)"
    r"|if only|failed to|forgot(?:ten)? to"
    r"|caused|obvious(?:ly)?|clearly|simply|just)\b",
    re.IGNORECASE,
)
"""domain.md §4, Wording."""


def judging_phrases(text: str) -> tuple[str, ...]:
    """The phrases that judge a person or a team, as they stand in `text` (plain or Mrkdwn), in
    order. Code, links, URLs and what stands in quotes are passed over, and so is a phrase that is
    named in order to reject it.
    """
    spoken = _blanked(text)
    found = [match for pattern in _JUDGING for match in pattern.finditer(spoken)]
    judging = [match for match in found if not _is_rejected(spoken, match.start())]
    return tuple(match[0].strip() for match in _apart(judging))


def product_words_avoided(text: str) -> tuple[str, ...]:
    """The words in `text` that a sentence of ours never uses, in order; empty for a good one."""
    return tuple(match[0] for match in _AVOIDED.finditer(text))


def _blanked(text: str) -> str:
    """The same length, so that positions stay; mentions are kept, they are people."""
    return _UNSPOKEN.sub(
        lambda found: found[0] if found[0].startswith("<@") else " " * len(found[0]), text
    )


def _apart(matches: list[re.Match[str]]) -> Iterator[re.Match[str]]:
    """In the order of the text; of those that overlap, the one that begins first."""
    end = 0
    for match in sorted(matches, key=lambda match: (match.start(), -match.end())):
        if match.start() >= end:
            yield match
            end = match.end()


def _is_rejected(text: str, start: int) -> bool:
    return _REJECTED.search(text, max(0, start - 60), start) is not None
