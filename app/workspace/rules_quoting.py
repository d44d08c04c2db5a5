"""What a person wrote, as generated text may quote it: on one line, without names, without
judgement (domain.md §4).
"""

import re
from functools import lru_cache

from app.language.detection import judges
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn, plain
from app.workspace.rules_people import Cast

_CODE_BLOCK = re.compile(r"```\s*(.*?)\s*```", re.DOTALL)
_LINE_START = re.compile(r"^\s*(?:&gt;|[•*–-]\s|\d{1,2}[.)]\s)\s*")
_NEVER_SAID = re.compile(
    r"\bhuman error|\broot[- ]cause|\bif only (?:i|we|you|he|she|they|some\w+|people)\b"
    r"|\b(?:should|could)(?:n['’]t)?(?: have|['’]ve) (?:\w+ly )?(?:been|had|done|gone|known|seen"
    r"|caught|told|thought|read|kept|left|put|run|set|held|sent|made|found|built|taken|given|\w+ed)\b"
    r"(?![^.!?\n]* (?:by now|already|so far)\b)",
    re.IGNORECASE,
)
"""What the product says of nobody, whatever stands around it."""
_REVIEW_NAME = re.compile(r"\bpost-?mortem(s?)\b", re.IGNORECASE)
_MINIMIZER = re.compile(
    r"(?<!\bnot )(?<!n['’]t )(?<!\bcannot )(?<!\bonly )\b(?:simply|clearly|obviously"
    r"|just(?! (?:as|now|in|before|after|under|over|above|below|about|one|once|\d|like|enough)\b))"
    r"\s+(?=\w)",
    re.IGNORECASE,
)


def quotable(text: Mrkdwn, cast: Cast, by: UserId | None = None) -> Mrkdwn | None:
    """The whole text on one line, with roles instead of names. None when its wording judges people:
    it waits until the author rewords it (domain.md §4). Words that only belittle ("simply") are
    dropped, and a review is called one.
    """
    called = Mrkdwn(_REVIEW_NAME.sub(r"review\1", text))
    if reads_as_judgement(called):
        return None
    # What is no judgement of a person must not become one of a role.
    for some in (cast, cast.without_roles()):
        told = _without_minimizers(some.anonymous(one_line(called), by))
        if not reads_as_judgement(told):
            return told
    return None


def reads_as_judgement(text: Mrkdwn) -> bool:
    """Whether generated text must not say this: the learned detection, and what is never said."""
    return _NEVER_SAID.search(plain(text)) is not None or _judges(text)


@lru_cache(maxsize=5000)
def _judges(text: str) -> bool:
    """Remembered, since the same words are quoted in several sections, and told again and again."""
    return judges(text)


def one_line(text: Mrkdwn) -> Mrkdwn:
    """Lines, lists, quotations and blocks of code in a row."""
    flat = _CODE_BLOCK.sub(lambda found: f"`{' '.join(found[1].split())}`", text)
    flat = flat.replace("```", "`").replace("``", "")
    lines = [_LINE_START.sub("", line).strip() for line in flat.splitlines()]
    return Mrkdwn(" ".join(" ".join(_ended(lines)).split()))


def _ended(lines: list[str]) -> list[str]:
    kept = [line for line in lines if line]
    return [line if line[-1] in ".!?:;,…" else f"{line};" for line in kept[:-1]] + kept[-1:]


def _without_minimizers(text: Mrkdwn) -> Mrkdwn:
    # Not within links and code, which are shown as they are.
    pieces = re.split(r"(<[^<>]*>|`[^`]*`)", text)
    return Mrkdwn(
        "".join(each if each[:1] in ("<", "`") else _MINIMIZER.sub("", each) for each in pieces)
    )
