"""What may be quoted, shortened to the fact. A number is never changed: whole sentences and whole
words are left out.
"""

import re

from app.slack.mrkdwn import Mrkdwn, clip, plain

ROOMY = 300
"""Characters that a reader sees, of a statement told in full."""
BRIEF = 170
"""The same, of a statement told in full in another section."""
_FACTS_ROOM = 420
"""What sentences with numbers and reasons may take, rather than being left out."""

_TOKEN = re.compile(r"<[^<>]*>|`[^`]*`")
_SENTENCE_END = re.compile(r"(?:[.!?…]+[)\"”’]*)\s+(?=\S)")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:approx|etc|incl|excl|min|max|no|vs|ca|resp|e\.g|i\.e|\w)\.$", re.IGNORECASE
)
_FILLER = re.compile(
    r"(?:looking|checking|investigating|on it|looking into it|hm+|ok(?:ay)?|thanks?|thank you|wow"
    r"|fyi|update|hi all|hello)[.!… ]*",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty"
    r"|hundreds?|thousands?|millions?|billions?|dozens?|half|twice|doubled?)\b",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:because|since|so|due to|therefore|hence|as a result|which means|led to|instead of"
    r"|rather than|assum\w+|until|never|yet|despite|although|in order to)\b",
    re.IGNORECASE,
)


def shortened(text: Mrkdwn, room: int = ROOMY) -> Mrkdwn:
    """At most about `room` characters, cut between sentences; `…` stands for each gap. The first
    sentence and those with a number or a reason are kept before others, and may take more room.
    """
    sentences = [each for each in sentences_of(text) if not _FILLER.fullmatch(plain(each))]
    if not sentences:
        return text
    if _length(sentences) <= room:
        return Mrkdwn(" ".join(sentences))
    kept = _kept(sentences, room)
    return _with_gaps(sentences, kept) if kept else _cut(sentences[0], room)


def headline(text: Mrkdwn) -> Mrkdwn:
    """Its first sentences, for a place where the whole is told elsewhere."""
    sentences = [each for each in sentences_of(text) if not _FILLER.fullmatch(plain(each))]
    fitting = [n for n in range(1, len(sentences) + 1) if _length(sentences[:n]) <= BRIEF]
    if fitting:
        return _with_gaps(sentences, set(range(fitting[-1])))
    return shortened(sentences[0] if sentences else text, BRIEF)


def weight(text: Mrkdwn) -> int:
    """How many sentences hold a number or a reason: what makes an entry worth telling."""
    return sum(1 for each in sentences_of(text) if _holds_fact(each))


def sentences_of(text: Mrkdwn) -> list[Mrkdwn]:
    """A text on one line, in sentences; links, mentions and code are never split."""
    whole = [found.span() for found in _TOKEN.finditer(text)]
    cuts = [0]
    for found in _SENTENCE_END.finditer(text):
        inside = any(start < found.end() and found.start() < end for start, end in whole)
        if not inside and not _ABBREVIATION.search(text[: found.start() + 1]):
            cuts.append(found.end())
    pieces = [text[start:end].strip() for start, end in zip(cuts, [*cuts[1:], None], strict=True)]
    return [Mrkdwn(piece) for piece in pieces if piece]


def _kept(sentences: list[Mrkdwn], room: int) -> set[int]:
    """Which sentences stay: the first and those with facts in their larger room, then others."""
    order = sorted(range(len(sentences)), key=lambda n: (not _holds_fact(sentences[n]), n))
    order = [0, *(n for n in order if n)]
    kept: set[int] = set()
    for n in order:
        limit = max(room, _FACTS_ROOM) if n == 0 or _holds_fact(sentences[n]) else room
        if _length([sentences[each] for each in kept | {n}]) <= limit:
            kept.add(n)
    return kept


def _with_gaps(sentences: list[Mrkdwn], kept: set[int]) -> Mrkdwn:
    words: list[str] = []
    for n, sentence in enumerate(sentences):
        if n in kept:
            words.append(sentence)
        elif not words or words[-1] != "…":
            words.append("…")
    return Mrkdwn(" ".join(words))


def _cut(sentence: Mrkdwn, room: int) -> Mrkdwn:
    """Between words, never after a number, which would lose what it counts."""
    kept = ""
    for word in re.findall(r"\S*<[^<>]*>\S*|\S*`[^`]*`\S*|\S+", sentence):
        if len(plain(Mrkdwn(f"{kept} {word}"))) > room:
            break
        kept = f"{kept} {word}".strip()
    kept = re.sub(r"(?:\s*\S*\d\S*)+$", "", kept)
    return Mrkdwn(f"{kept} …") if kept else clip(sentence, room)


def _length(sentences: list[Mrkdwn]) -> int:
    return sum(len(plain(each)) + 1 for each in sentences)


def _holds_fact(sentence: Mrkdwn) -> bool:
    words = plain(sentence)
    return _NUMBER.search(words) is not None or _REASON.search(words) is not None
