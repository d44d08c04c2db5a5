"""The messages of the rewind: one for each stop, and one after the last.

A stop shows what was said and known then; how a decision turned out is never on it (domain.md §1).
"""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block, InteractiveElement

from app.reviews.rules_reflections import Answer
from app.reviews.rules_rewind import Account, Sight, Stop, Walk, minute_of, prompt
from app.reviews.rules_stops import why
from app.slack.blocks import Message, actions, button, context, section
from app.slack.ids import UserId
from app.slack.links import permalink
from app.slack.mrkdwn import (
    Mrkdwn,
    clip,
    esc,
    link,
    moment,
    user_mention,
)
from app.timeline.rules import Decision, Entry, Handoff
from app.vocabulary import Confidence, ReviewDepth

BACK = "reviews.back"
NEXT = "reviews.next"
FINISH = "reviews.finish"
REOPEN = "reviews.reopen"
PARK_IDEA = "reviews.park_idea"
TWO_ACCOUNTS = "reviews.two_accounts"
ADD_FINDING = "reviews.add_finding_at_stop"

_QUOTE = 1500
_ANSWER = 350
_BEFORE = 200
_ACCOUNT = 500
_ACCOUNTS_SHOWN = 4
_QUOTES_SHOWN = 4


def stop_message(walk: Walk, sight: Sight) -> Message:
    """A stop; with its buttons while the rewind is there, else as something to read again."""
    stop = sight.stop
    title = f"Stop {stop.place + 1} of {len(walk.rewind.stops)}"
    reason = why(stop.reason, stop.measure)
    blocks: list[Block] = [
        section(f":rewind: *{title} · {_when(walk, sight.entry)} · {reason}*"),
        section(_said(walk, sight.entry)),
    ]
    if known := _known_then(walk, sight):
        blocks.append(section(known))
    if sight.accounts:
        blocks.append(section(_accounts(walk, sight)))
    if sight.quotes:
        blocks.append(section(_quotes(walk, sight)))
    blocks.append(section(f":speech_balloon: *{prompt(stop)}* Reply in the thread."))
    blocks += _footing(walk, stop)
    return Message(f"{title} · {reason}", blocks)


def end_message(walk: Walk) -> Message:
    """What stands after the last stop: how to finish, and once that is done how to go back."""
    rewind = walk.rewind
    if rewind.finished_at is not None:
        text = (
            ":checkered_flag: *The rewind is done.* The summary is written and stands in the "
            "channel. Thank you for looking back together."
        )
        press = button("Back to the rewind", REOPEN, str(rewind.review_id))
        return Message("The rewind is done.", (section(text), actions("rewind", press)))
    if not rewind.is_at_end:
        text = _pointer(walk)
        return Message(text, (context(text),))
    finish = button("Finish the review", FINISH, _here(walk), style="primary")
    if rewind.stops and walk.review.depth is ReviewDepth.LIGHT:
        ends = f"until {moment(walk.review.ends_at)}; then the summary is written"
        if walk.review.closed_at is not None:
            ends = "until somebody finishes the review; then the summary is brought up to date"
        text = (
            ":thread: *These are all the stops.* Reply in the thread of any, whenever it suits "
            f"you, {ends}. Nothing to add is an answer, too."
        )
        return Message("All the stops are here.", (section(text), actions("rewind", finish)))
    if rewind.stops:
        text = (
            "*That was the last stop.* What is missing? `/incident note 14:05 what you saw` puts "
            "it on the timeline.\n*What contributed?* There are mostly several factors, each with "
            "an entry that shows it."
        )
        find = button("Add a finding", ADD_FINDING, str(rewind.stops[-1].id))
        presses = [find, finish, button("Back", BACK, _here(walk))]
        return Message("That was the last stop.", (section(text), actions("rewind", *presses)))
    text = (
        "*Nothing was kept on the timeline, so there are no stops; that is fine.* Tell it from "
        "memory: what did you see first, and what did you take it to be? `/incident note 14:05 "
        "what you saw` puts it on the timeline, and the summary tells it."
    )
    return Message("The rewind has no stops.", (section(text), actions("rewind", finish)))


def _when(walk: Walk, entry: Entry) -> str:
    """In UTC for all: people in one conversation have to name the same hour."""
    incident, at = walk.incident, entry.occurred_at
    days = {each.date() for each in (incident.started_at, incident.resolved_at, at) if each}
    return f"{at:%H:%M} UTC" if len(days) == 1 else f"{at:%a %H:%M} UTC"


def _said(walk: Walk, entry: Entry) -> str:
    words = _words(walk, entry, _QUOTE)
    if not words and not entry.files:
        return "_The message was deleted, and its words with it._"
    quoted = "\n".join(f"> {line}" for line in words.splitlines())
    files = [f"> :paperclip: {_file(name, address)}" for name, address in _files(entry)]
    return "\n".join([*([quoted] if quoted else []), *files, _source(walk, entry)])


def _source(walk: Walk, entry: Entry) -> str:
    who = _author(walk, entry)
    memory = ", from memory" if entry.confidence is Confidence.RECALLED else ""
    if entry.channel and entry.ts:
        address = permalink(walk.workspace_url, entry.channel, entry.ts, entry.thread)
        return f"— {who}{memory}, {link(address, 'as said')}"
    return f"— {who}{memory}"


def _author(walk: Walk, entry: Entry) -> str:
    if entry.author_label:
        return esc(entry.author_label)
    return walk.cast.called(entry.author) if entry.author else "nobody named"


def _words(walk: Walk, entry: Entry, limit: int) -> Mrkdwn:
    """Everybody who led is the lead, so a hand-off of the lead says which one."""
    cast = walk.cast.with_new_lead(entry.handoff.new_lead if entry.handoff else None)
    return clip(cast.anonymous(entry.text, entry.author), limit)


def _anonymous(walk: Walk, text: Mrkdwn, by: UserId | None, limit: int) -> Mrkdwn:
    """As it was said, with roles in the place of people."""
    return clip(walk.cast.anonymous(text, by), limit)


def _files(entry: Entry) -> Iterator[tuple[str, str]]:
    for file in entry.files[:5]:
        yield file["name"], file["permalink"]


def _file(name: str, address: str) -> Mrkdwn:
    return link(address, name) if address else clip(esc(name), _BEFORE)


def _known_then(walk: Walk, sight: Sight) -> str:
    """Of a decision or a hand-off what is told, and what was there just before."""
    told = [*_of_decision(sight.entry.decision), *_of_handoff(sight.entry.handoff)]
    lines = [
        f"*{label}:* {_anonymous(walk, words, sight.entry.author, _ANSWER)}"
        for label, words in told
        if words != sight.entry.text  # the message says it itself
    ]
    before = [
        f"`{entry.occurred_at:%H:%M}` {' '.join(_words(walk, entry, _BEFORE).split())}"
        for entry in sight.before
        if entry.text.strip()
    ]
    return "\n".join([*lines, *(["*Before that:*", *before] if before else [])])


def _of_decision(decision: Decision | None) -> Iterator[tuple[str, Mrkdwn]]:
    """Never the outcome: that belongs to today."""
    if decision is None:
        return
    told = {
        "Intent": decision.intent,
        "Known then": decision.known,
        "Assumed": decision.assumed,
        "Also possible": decision.alternatives,
        "Pressing": decision.pressure,
    }
    yield from ((label, words) for label, words in told.items() if words)


def _of_handoff(handoff: Handoff | None) -> Iterator[tuple[str, Mrkdwn]]:
    if handoff is None:
        return
    told = {
        "Handed over": handoff.subject,
        "State given": handoff.state_given,
        "Still open": handoff.open_questions,
        "Read back": handoff.read_back,
    }
    yield from ((label, words) for label, words in told.items() if words)
    if not handoff.is_complete:
        yield "The other end", Mrkdwn("nobody has told us yet.")


def _accounts(walk: Walk, sight: Sight) -> str:
    """Side by side with what was said; newest last, and how many more there are."""
    shown = sight.accounts[-_ACCOUNTS_SHOWN:]
    more = len(sight.accounts) - len(shown)
    lines = [_account(walk, account) for account in shown]
    return "\n".join([*([f"_{more} earlier_"] if more else []), *lines])


def _account(walk: Walk, account: Account) -> str:
    by = account.said_by
    words = _anonymous(walk, account.text, by, _ACCOUNT)
    return f"*Seen differently* by {walk.cast.called(by)}: {words}"


def _quotes(walk: Walk, sight: Sight) -> str:
    """What was said before the review, and as much of who said it as they agreed to."""
    shown = sight.quotes[:_QUOTES_SHOWN]
    more = len(sight.quotes) - len(shown)
    lines = [_reflected(walk, quote) for quote in shown]
    return "\n".join([*lines, *([f"_{more} more_"] if more else [])])


def _reflected(walk: Walk, quote: Answer) -> str:
    words = _anonymous(walk, quote.text, quote.author, _ACCOUNT)
    if quote.author is None:
        return f"*Said before the review* by a colleague: {words}"
    who = f"{user_mention(quote.author)}, {walk.cast.called(quote.author)}"
    return f"*Said before the review* by {who}: {words}"


def _footing(walk: Walk, stop: Stop) -> Iterator[Block]:
    """The buttons where the rewind is; where it is, for those who look elsewhere."""
    rewind = walk.rewind
    current = rewind.current
    if walk.review.depth is ReviewDepth.LIGHT and rewind.is_under_way:
        yield actions("rewind", *_contributing(stop))
    elif current is not None and current.id == stop.id:
        yield actions("rewind", *_buttons(walk, stop))
        yield context(_progress(walk, stop))
    elif current is not None and current.place < stop.place:
        yield context(_pointer(walk))


def _buttons(walk: Walk, stop: Stop) -> Iterator[InteractiveElement]:
    if stop.place > 0:
        yield button("Back", BACK, _here(walk))
    yield button("Next", NEXT, _here(walk), style="primary")
    yield from _contributing(stop)


def _contributing(stop: Stop) -> Iterator[InteractiveElement]:
    """What everybody may do at a stop."""
    yield button("Park an idea", PARK_IDEA, str(stop.id))
    yield button("Two accounts", TWO_ACCOUNTS, str(stop.id))
    yield button("Add a finding", ADD_FINDING, str(stop.id))


def _progress(walk: Walk, stop: Stop) -> str:
    """Where in the hour one is, and whether one has been further."""
    rewind, review = walk.rewind, walk.review
    left = len(rewind.stops) - stop.place - 1
    ahead = f"{left} {'stop' if left == 1 else 'stops'} left" if left else "the last stop"
    minute, minutes = minute_of(rewind, review, stop.arrived_at or review.meets_at), _minutes(walk)
    passed = f"{minute} of {minutes} min" if minute <= minutes else f"the {minutes} min are over"
    here = ":round_pushpin: The rewind is here again · " if stop.place < rewind.reached else ""
    return f"{here}{passed} · {ahead}"


def _minutes(walk: Walk) -> int:
    return int(walk.review.length.total_seconds()) // 60


def _pointer(walk: Walk) -> str:
    """Where the rewind is now, as a link where that message is known."""
    current = walk.rewind.current
    if current is None:
        return "The rewind has gone on."
    name = f"stop {current.place + 1}"
    if current.channel and current.ts:
        name = link(permalink(walk.workspace_url, current.channel, current.ts), name)
    return f":round_pushpin: The rewind went back to {name}."


def _here(walk: Walk) -> str:
    """What a press moves from: a second press of the same button finds the rewind elsewhere."""
    return f"{walk.rewind.review_id}:{walk.rewind.position}"


def parse_here(value: str) -> tuple[int, int]:
    """The review and the position behind a button."""
    review_id, _, position = value.partition(":")
    return int(review_id), int(position)
