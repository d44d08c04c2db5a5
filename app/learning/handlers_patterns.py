"""Slack in, for what reviews have in common."""

from app.deps import Deps
from app.incidents.service import Gesture
from app.learning import queries_patterns, rules_spans, service_patterns, views_patterns
from app.learning.rules_patterns import Patterns
from app.learning.rules_spans import Span
from app.slack.ids import TeamId, UserId
from app.slack.listeners import (
    Command,
    Help,
    Listener,
    Press,
    Redrawn,
    Reply,
    Whisper,
    on_command,
    on_press,
)
from app.slack.mrkdwn import plain


async def on_patterns(deps: Deps, command: Command) -> Reply:
    span = rules_spans.parse_span(plain(command.text))
    found = await _patterns(deps, command.team, command.user, span)
    return Whisper(views_patterns.patterns_page(found))


async def on_turn(deps: Deps, press: Press) -> Reply:
    """Another page, in the place of the one that was pressed in."""
    span, _, page = press.value.partition(":")
    found = await _patterns(deps, press.team, press.user, rules_spans.parse_span(span))
    if press.view is not None:
        return Redrawn({press.view: views_patterns.patterns_modal(found, int(page))})
    return Whisper(views_patterns.patterns_page(found, int(page)), replaces=True)


async def on_open(deps: Deps, press: Press) -> Reply:
    """On App Home, which has no channel: it opens as a page."""
    found = await _patterns(deps, press.team, press.user, rules_spans.USUAL)
    return Whisper(views_patterns.patterns_page(found))


async def on_picture(deps: Deps, press: Press) -> Reply:
    gesture = Gesture(by=press.user, at=deps.clock.now(), key=press.key)
    span = rules_spans.parse_span(press.value)
    await deps.db.commit(service_patterns.send_picture, press.team, span, gesture)
    return Whisper(views_patterns.picture_on_its_way())


async def _patterns(deps: Deps, team: TeamId, user: UserId, span: Span) -> Patterns:
    return await deps.db.read(queries_patterns.patterns_for, team, user, span, now=deps.clock.now())


LISTENERS: tuple[Listener[Deps], ...] = (
    on_command(
        "patterns",
        on_patterns,
        help_line=Help("patterns [90d|6m|1y]", "show what reviews have in common"),
    ),
    on_press(views_patterns.OPEN, on_open),
    on_press(views_patterns.TURN, on_turn),
    on_press(views_patterns.TURN_BACK, on_turn),
    on_press(views_patterns.PICTURE, on_picture),
)
