"""Whether a text repeats words of another one that is gone: told by digests of short runs of its
words, from which nobody reads what it said. No I/O.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from app.slack.mrkdwn import Mrkdwn, plain

RUN = 6
"""So many words in a row are hardly said twice by chance."""
_FEWEST = 3
"""A shorter text counts as a whole from here on."""
_WORD = re.compile(r"\w+")


def runs_of(texts: Iterable[Mrkdwn]) -> list[str]:
    """The digests of what these texts say, each once; with how many words each is of."""
    return sorted({run for text in texts for run in _runs(_words(text))})


def repeats(text: Mrkdwn, runs: Collection[str]) -> bool:
    """Whether a run of this text is one of those."""
    lengths = {int(run.partition(":")[0]) for run in runs}
    words = _words(text)
    return any(_digest(part) in runs for length in lengths for part in _windows(words, length))


def _runs(words: Sequence[str]) -> Iterator[str]:
    length = min(len(words), RUN)
    if length >= _FEWEST:
        yield from map(_digest, _windows(words, length))


def _windows(words: Sequence[str], length: int) -> Iterator[Sequence[str]]:
    return (words[at : at + length] for at in range(len(words) - length + 1))


def _digest(words: Sequence[str]) -> str:
    return f"{len(words)}:{hashlib.sha256(' '.join(words).encode()).hexdigest()[:16]}"


def _words(text: Mrkdwn) -> Sequence[str]:
    return _WORD.findall(plain(text).casefold())
