"""The facilitator's brief: what to look at before the review, shortest first."""

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import Block, InteractiveElement

from app.reviews.rules_brief import Brief, Talk, Theme
from app.reviews.rules_stops import MOST_IN_LONG, ChosenStop, why
from app.reviews.views import PREPARE, open_changes
from app.reviews.views_reading import read_button
from app.slack.blocks import Message, actions, button, context, section
from app.slack.mrkdwn import clip, harmless, moment, user_mention
from app.timeline.rules import Entry, message_of
from app.timeline.rules_entries import KIND_LABELS

_LISTED = 5
_TITLE = 150


def brief_letter(brief: Brief) -> Message:
    """With one entry it is short, with hundreds it lists a few and says how many there are."""
    blocks: list[Block] = [section(_heading(brief))]
    blocks += [section(text) for text in _parts(brief)]
    blocks += open_changes(brief.still_open)
    blocks.append(actions("brief", *_presses(brief)))
    blocks.append(context("You get this once for each review that you facilitate."))
    return Message(f"Your brief for the review of {brief.incident.label}", blocks)


def _heading(brief: Brief) -> str:
    incident, number = brief.incident, brief.entries
    kept = "1 entry is kept" if number == 1 else f"{number or 'no'} entries are kept"
    return (
        f"*Your brief for the review of {incident.label}*\n"
        f"{harmless(clip(incident.title, _TITLE))}\n{moment(brief.review.meets_at)} · {kept} · "
        f"{_answers(brief)}"
    )


def _answers(brief: Brief) -> str:
    match brief.answers:
        case 0:
            return "no answers to the questions yet"
        case 1:
            return "1 answer to the questions so far"
        case number:
            return f"{number} answers to the questions so far"


def _parts(brief: Brief) -> Iterator[str]:
    """Only what there is something to say about."""
    if brief.themes:
        yield _list("What recurs", [_theme(theme) for theme in brief.themes])
    if brief.half_handoffs:
        yield _entries("Hand-offs, one end known", brief.half_handoffs, brief)
    if brief.unexplained:
        yield _entries("Decisions whose assumption nobody has told yet", brief.unexplained, brief)
    if brief.gaps:
        silences = [
            f"{gap.minutes} min of silence before {_when(gap.before, brief)}" for gap in brief.gaps
        ]
        yield _list("Silences", silences)
    if brief.accounts:
        yield _entries("Seen in two ways; both accounts stay", brief.accounts, brief)
    if brief.people:
        yield (
            _list(
                "Whom a short talk beforehand would help, and you",
                [_talk(talk, brief) for talk in brief.people],
            )
            + "\n_Ask what the moment looked like from where they were, and what they knew then._"
        )
    if brief.unanswered:
        yield _list("Nobody has told yet", list(brief.unanswered))
    if brief.stops:
        stops = [_stop(stop, entry, brief) for stop, entry in brief.stops]
        yield _list("Stops I would choose; the choice is yours", stops, most=MOST_IN_LONG)
    else:
        yield (
            "Nothing is kept that one could stop at. Ask people to mark what they remember with "
            ":pushpin:, or to type `/incident note`; the rewind can begin from memory, too."
        )


def _presses(brief: Brief) -> Iterator[InteractiveElement]:
    yield button("Prepare the rewind", PREPARE, str(brief.review.id), style="primary")
    if brief.answers and brief.review.accepted_at:
        yield read_button(brief.review)


def _entries(title: str, entries: Sequence[Entry], brief: Brief) -> str:
    return _list(title, [_when(entry, brief) for entry in entries])


def _list(title: str, lines: Sequence[str], most: int = _LISTED) -> str:
    shown = [f"• {line}" for line in lines[:most]]
    if len(lines) > most:
        shown.append(f"_and {len(lines) - most} more, in_ `/incident timeline`")
    return "\n".join([f"*{title}*", *shown])


def _when(entry: Entry, brief: Brief) -> str:
    """Its time, which leads to what was said. Without its words: what is deleted later must not
    stay in a letter.
    """
    return moment(entry.occurred_at, url=message_of(entry, brief.workspace_url))


def _stop(stop: ChosenStop, entry: Entry, brief: Brief) -> str:
    kind, reason = KIND_LABELS[entry.kind].lower(), why(stop.reason, stop.measure)
    told = reason if kind in reason else f"{kind}, {reason}"
    return f"{_when(entry, brief)}: {told}"


def _theme(theme: Theme) -> str:
    return f"{theme.count} {theme.what}. {theme.asks}"


def _talk(talk: Talk, brief: Brief) -> str:
    urls = [message_of(entry, brief.workspace_url) for entry in talk.about[:3]]
    times = [
        moment(entry.occurred_at, "{time}", url=url)
        for entry, url in zip(talk.about, urls, strict=False)
    ]
    return f"{user_mention(talk.user)} ({talk.role}): {', '.join(times)}"
