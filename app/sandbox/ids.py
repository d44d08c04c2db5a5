"""Ids like Slack's, but the same in every run: a counter per prefix."""

from collections import Counter


class Ids:
    """`next("C")` is `C00000001`, then `C00000002`; prefixes count apart."""

    def __init__(self) -> None:
        self._used: Counter[str] = Counter()

    def next(self, prefix: str) -> str:
        """An id no other call returned."""
        self._used[prefix] += 1
        return f"{prefix}0{self._used[prefix]:07X}"
