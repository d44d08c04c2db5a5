"""The words that our own sentences avoid: domain.md §4, Wording."""

import re

_AVOIDED = re.compile(
    r"\b(?:root[- ]causes?|human errors?|post-?mortems?|culprits?"
    r"|should(?:n['’]t)?(?: not)?(?: have|['’]ve)|could(?:n['’]t)?(?: not)?(?: have|['’]ve)"
    r"|if only|failed to|forgot(?:ten)? to"
    r"|caused|obvious(?:ly)?|clearly|simply|just)\b",
    re.IGNORECASE,
)


def product_words_avoided(text: str) -> tuple[str, ...]:
    """The words in `text` that a sentence of ours never uses, in order; empty for a good one."""
    return tuple(match[0] for match in _AVOIDED.finditer(text))
