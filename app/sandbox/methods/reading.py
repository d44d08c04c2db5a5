"""`conversations.history` and `conversations.replies`: what was said."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from app.sandbox import limits, render
from app.sandbox.calls import Call, Handler
from app.sandbox.errors import SlackError
from app.sandbox.paging import metadata, page
from app.sandbox.world import Channel, Json, Message

END_OF_TIME = 10**17


def history(call: Call) -> Json:
    """Newest first, without thread replies unless broadcast."""
    place = call.joined_channel()
    found = [sent for sent in _between(call, place.in_order()) if sent.is_in_history]
    shown, cursor = page(call, found[::-1], most=limits.HISTORY_PAGE)
    return {**_answer(call, list(shown), cursor), "pin_count": len(place.pins)}


def replies(call: Call) -> Json:
    """The parent, then its replies, oldest first; only the reply itself when ts is a reply's."""
    place = call.joined_channel()
    thread = _thread(place, call.text("ts") or "")
    parent = [sent for sent in thread[:1] if not call.text("cursor") and not thread[0].is_reply]
    rest = [sent for sent in thread if sent.is_reply]
    most = limits.REPLIES_PAGE
    shown, cursor = page(call, _between(call, rest), default=most, most=most)
    return _answer(call, [*parent, *shown], cursor)


def _thread(place: Channel, ts: str) -> list[Message]:
    sent = place.messages.get(ts)
    if sent is None:
        raise SlackError("thread_not_found")
    return [sent] if sent.is_reply else [sent, *place.replies(ts)]


def _bounds(call: Call) -> tuple[int, int]:
    """The first and last microsecond asked for; a bound itself counts only if `inclusive`."""
    oldest, latest = call.text("oldest"), call.text("latest")
    margin = 0 if call.flag("inclusive") else 1
    first = _micros(oldest, "invalid_ts_oldest") + margin if oldest else 0
    return first, _micros(latest, "invalid_ts_latest") - margin if latest else END_OF_TIME


def _between(call: Call, said: Sequence[Message]) -> Sequence[Message]:
    """The part within the bounds of what was said in order, found without reading it all."""
    first, last = _bounds(call)
    start = bisect_left(said, first, key=_moment)
    return said[start : bisect_right(said, last, lo=start, key=_moment)]


def _moment(sent: Message) -> int:
    return _micros(sent.ts, "")


def _micros(ts: str, error: str) -> int:
    whole, _, fraction = ts.partition(".")
    try:
        return int(whole) * 1_000_000 + int((fraction or "0")[:6].ljust(6, "0"))
    except ValueError:
        raise SlackError(error) from None


def _answer(call: Call, shown: list[Message], cursor: str) -> Json:
    with_metadata = call.flag("include_all_metadata")
    answer: Json = {
        "messages": [render.message(call.slack, m, with_metadata=with_metadata) for m in shown],
        "has_more": bool(cursor),
    }
    return answer | ({"response_metadata": metadata(cursor)} if cursor else {})


METHODS: Mapping[str, Handler] = {
    "conversations.history": history,
    "conversations.replies": replies,
}
