"""Ids like Slack's, but the same in every run: a counter per prefix."""

from collections import Counter


class Ids:
    """`next("C")` is `C00000001`, then `C00000002`; prefixes count apart. `used` says how far."""

    def __init__(self) -> None:
        self.used: Counter[str] = Counter()

    def next(self, prefix: str) -> str:
        """An id no other call returned."""
        self.used[prefix] += 1
        return f"{prefix}0{self.used[prefix]:07X}"
