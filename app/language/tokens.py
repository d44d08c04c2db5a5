"""Text as a person reads it, in tokens: Slack's markup understood, what is shown rather than said
(code, links, quotes) passed over. Every token knows where it stands.
"""

import re
from typing import NamedTuple

LONGEST_WORD = 40
"""Characters of a word that are looked at; longer ones are identifiers or noise."""


class Token(NamedTuple):
    text: str
    """In lower case, with a straight apostrophe. Marks in capitals stand for what is shown."""
    start: int
    end: int
    raised: bool = False
    """Written with a capital first."""


MENTION, CODE, LINK, QUOTE, SCARE, EMOJI, BREAK = (
    *("MENTION", "CODE", "LINK", "QUOTE", "SCARE", "EMOJI", "BREAK"),
)
"""What a token without words of its own stands for; `SCARE` is a single word in quotes."""
SILENT = frozenset({CODE, LINK, QUOTE, SCARE, EMOJI, BREAK})

_TOKEN = re.compile(
    r"(?P<word>(?!https?://)[^\W\d_](?:[^\W_]|['’-](?=[^\W_]))*)"
    r"|(?P<code>```.*?```|`[^`\n]+`)"
    r"|(?P<quoted>(?:^|(?<=\n))[ \t]*(?:>|&gt;)[^\n]*)"
    r"|(?P<mention><@[^<>]*>|(?<!\w)@\w[\w.-]*)"
    r"|(?P<link><[^<>]*>|https?://\S+)"
    r"|(?P<quote>\"[^\"\n]*\"|“[^“”\n]*”|«[^«»\n]*»|(?<!\w)[‘'][^‘’'\n]*[’'](?!\w))"
    r"|(?P<emoji>:[a-z][a-z0-9_+'-]*:|[\u2600-\u27bf\U0001f000-\U0001faff])"
    r"|(?P<number>\d+(?:[.,:]\d+)*%?)"
    r"|(?P<break>\n+)"
    r"|(?P<mark>\.{2,}|…|&\w{2,4};|[^\w\s])",
    re.DOTALL,
)
_SHORTENED = re.compile(r"(?:n't|'(?:s|ve|d|ll|re|m))$")
_MARKS = {
    "code": CODE,
    "quoted": QUOTE,
    "mention": MENTION,
    "link": LINK,
    "break": BREAK,
}


def tokens_of(text: str) -> list[Token]:
    """In order, without overlap. Takes time in proportion to the text, whatever stands in it."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind, (start, end) = match.lastgroup, match.span()
        if kind == "word":
            word = match[0]
            if "'" in word or "’" in word:
                found.extend(_shortened(word, start))
            else:
                found.append(Token(word[:LONGEST_WORD].lower(), start, end, word[0].isupper()))
        elif kind in _MARKS:
            found.append(Token(_MARKS[kind], start, end))
        elif kind == "quote":
            found.append(Token(QUOTE if " " in match[0] else SCARE, start, end))
        elif kind == "number":
            found.append(Token("0", start, end))
        elif kind == "emoji":
            found.append(Token(EMOJI, start, end))
        else:
            found.append(Token(match[0], start, end))
    return found


def _shortened(word: str, start: int) -> list[Token]:
    """One word, or two: `didn't` is `did` and `n't`."""
    end, raised = start + len(word), word[0].isupper()
    lower = word[:LONGEST_WORD].lower().replace("’", "'")
    cut = _SHORTENED.search(lower)
    if cut is None or cut.start() == 0 or len(lower) != len(word):
        return [Token(lower, start, end, raised)]
    at = start + cut.start()
    return [Token(lower[: cut.start()], start, at, raised), Token(cut[0], at, end)]
