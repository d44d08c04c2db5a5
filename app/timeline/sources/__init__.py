"""The systems whose webhooks are understood, one file each.

To add one, write a file with two pure functions and put it into `SOURCES`, before the last:

- `recognizes(delivery) -> bool`: whether this request is that system's, by its headers or the shape
  of its body, which can be any JSON.
- `parse(delivery) -> Sequence[Arrived]`: what it tells, an `Arrived` for each entry; none when it
  tells nothing that belongs on a timeline. Raises UserError with the sentence that the sender reads
  when it cannot be understood; never anything else, whatever the body holds.

`arrivals.py` has the two dataclasses and safe ways to read a body. The fingerprint is the system's
own name for what happened and for the state it is in, so that telling it again adds nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.timeline.sources import alertmanager, github, webhook
from app.timeline.sources.arrivals import Arrived, Delivery


@dataclass(frozen=True, slots=True)
class Source:
    """One system: whether a request is its, and what the request tells."""

    recognizes: Callable[[Delivery], bool]
    parse: Callable[[Delivery], Sequence[Arrived]]


SOURCES = (
    Source(github.recognizes, github.parse),
    Source(alertmanager.recognizes, alertmanager.parse),
    Source(webhook.recognizes, webhook.parse),
)
"""The first that recognizes a request reads it; the last takes whatever nobody else did."""


def arrivals(delivery: Delivery) -> Sequence[Arrived]:
    """What a request tells. Raises UserError with a sentence for its sender."""
    source = next(one for one in SOURCES if one.recognizes(delivery))
    return source.parse(delivery)
