"""Slack in: one Bolt listener per way in, which looks the key up in the features' LISTENERS.

A handler runs before the answer to Slack (ack after the commit, docs/adr/0002): what it returns is
the answer, and if it fails on an event, Slack is left without one and sends the event again.
Sixty Bolt listeners in a row would cost five times as much per event.
"""

import asyncio
import functools
import re
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.views import View

from app.deps import Deps
from app.error_handler import is_our_fault, message_for
from app.errors import FieldError, UserError
from app.logs import get_logger
from app.slack.blocks import Message, modal
from app.slack.ids import ChannelId, TeamId, TriggerId, UserId, ViewId
from app.slack.listeners import (
    Command,
    Event,
    Filled,
    Form,
    Kind,
    Listener,
    NextPage,
    Press,
    Problems,
    Redrawn,
    Reply,
    Shortcut,
    Whisper,
)
from app.slack.mrkdwn import Mrkdwn, received
from app.slack.retry import SlackFailure
from app.slack.shown import Shown, field_of

Payload = Mapping[str, Any]
ANYTHING = re.compile(".*")

FROM_ELSEWHERE = (
    "This channel is shared with your workspace, so you can read along. Changing something is for "
    "people of the workspace that runs the incident: tell them in the channel, and they can do it."
)

log = get_logger("intake")


@dataclass(slots=True)
class _Outcome:
    """How a request went."""

    is_now: str = "failed"

    def became(self, outcome: str) -> None:
        self.is_now = outcome


class Intake:
    """Dispatches what Slack sends. `unknown_command` answers words that no feature knows."""

    def __init__(
        self, deps: Deps, listeners: Iterable[Listener[Deps]], *, unknown_command: str
    ) -> None:
        self._deps = deps
        self._listeners: dict[tuple[Kind, str], Listener[Deps]] = {}
        self._hearers: dict[str, list[Listener[Deps]]] = {}
        for one in listeners:
            if one.kind is Kind.EVENT:
                self._hearers.setdefault(one.key, []).append(one)
            else:
                self._listeners[one.kind, one.key] = one
        self._unknown_command = unknown_command
        self._after_ack: set[asyncio.Task[None]] = set()
        self._under_way = 0
        self._is_quiet = asyncio.Event()
        self._is_quiet.set()

    def register(self, bolt: AsyncApp) -> None:
        """Connect the handful of Bolt listeners."""
        bolt.command(ANYTHING)(self._timed(Kind.COMMAND, self._on_command))
        bolt.action(ANYTHING)(self._timed(Kind.PRESS, self._on_press))
        bolt.view(ANYTHING)(self._timed(Kind.FORM, self._on_form))
        bolt.view_closed(ANYTHING)(self._on_close)
        bolt.shortcut(ANYTHING)(self._timed(Kind.SHORTCUT, self._on_shortcut))
        bolt.event(ANYTHING)(self._timed(Kind.EVENT, self._on_event))

    @property
    def is_quiet(self) -> bool:
        """Whether no request is under way."""
        return self._is_quiet.is_set() and all(task.done() for task in self._after_ack)

    async def quiet(self) -> None:
        """Wait until every request under way is answered."""
        await self._is_quiet.wait()
        await asyncio.gather(*self._after_ack, return_exceptions=True)

    def _timed(
        self, kind: Kind, handle: Callable[..., Awaitable[None]]
    ) -> Callable[..., Awaitable[None]]:
        """Until it returns, Slack waits for its answer."""

        @functools.wraps(handle)  # Bolt reads the names of the arguments
        async def timed(**given: object) -> None:
            began = perf_counter()
            try:
                await handle(**given)
            finally:
                self._deps.meter.answered(kind, perf_counter() - began)

        return timed

    async def _on_command(self, body: dict[str, Any], ack: AsyncAck) -> None:
        text = body.get("text", "").strip()
        word, rest = [*text.split(maxsplit=1), "", ""][:2]
        key = word.lower() or "help"
        listener = self._listeners.get((Kind.COMMAND, key))
        if listener is None:
            listener = self._listeners[Kind.COMMAND, self._unknown_command]
            rest = text
        command = Command(
            team=team_of(body),
            user=UserId(body["user_id"]),
            channel=ChannelId(body["channel_id"]),
            text=_typed(rest.strip()),
            trigger=TriggerId(body["trigger_id"]),
            key=f"command:{body['trigger_id']}",
            answer_to=body.get("response_url", ""),
        )
        reply = await self._answered(listener, command, body)
        if isinstance(reply, Whisper):
            await ack(text=reply.message.text, blocks=list(reply.message.blocks))
        else:
            await ack()
            if isinstance(reply, Filled):
                self._soon(self._fill(reply, command.team))

    async def _on_press(self, body: dict[str, Any], ack: AsyncAck) -> None:
        action = body["actions"][0]
        name, value = _pressed(action)
        listener = self._listeners.get((Kind.PRESS, name))
        if listener is None:
            await ack()
            return
        press = Press(
            team=team_of(body),
            user=UserId(body["user"]["id"]),
            channel=_channel_of(body),
            value=value,
            trigger=TriggerId(body["trigger_id"]),
            key=f"press:{action['action_ts']}:{body['user']['id']}",
            whisper=_whisper_address(body),
            **_open_form(body),
        )
        reply = await self._answered(listener, press, body)
        await ack()
        if isinstance(reply, Whisper):
            self._soon(self._whisper(reply, press, body.get("response_url")))
        elif isinstance(reply, Redrawn):
            self._soon(self._redraw(reply, press.team))
        elif isinstance(reply, Filled):
            self._soon(self._fill(reply, press.team))

    async def _on_form(self, body: dict[str, Any], ack: AsyncAck) -> None:
        view = body["view"]
        listener = self._listeners.get((Kind.FORM, view["callback_id"]))
        if listener is None:
            await ack()
            return
        form = Form(
            team=team_of(body),
            user=UserId(body["user"]["id"]),
            values=_values_by_field(view["state"]["values"]),
            context=view.get("private_metadata") or "",
            key=f"form:{view['id']}",
            beneath=_beneath(view),
            shown=Shown(view),
        )
        reply = await self._answered(listener, form, body)
        if isinstance(reply, Problems):
            errors = {form.shown.place_of(one): text for one, text in reply.by_field.items()}
            await ack(response_action="errors", errors=errors)
        elif isinstance(reply, NextPage):
            await ack(response_action="update", view=reply.view)
        elif isinstance(reply, Whisper) and reply.channel is None:
            # A form belongs to no channel, so there is nowhere to whisper.
            await ack(response_action="update", view=_page(reply.message))
        else:
            await ack()
            if isinstance(reply, Whisper):
                self._soon(self._whisper(reply, form, None))
            elif isinstance(reply, Redrawn):
                self._soon(self._redraw(reply, form.team))

    async def _on_close(self, ack: AsyncAck) -> None:
        await ack()

    async def _on_shortcut(self, body: dict[str, Any], ack: AsyncAck) -> None:
        listener = self._listeners.get((Kind.SHORTCUT, body["callback_id"]))
        if listener is None:
            await ack()
            return
        shortcut = Shortcut(
            team=team_of(body),
            user=UserId(body["user"]["id"]),
            trigger=TriggerId(body["trigger_id"]),
            channel=_channel_of(body),
            message=body.get("message") or {},
        )
        reply = await self._answered(listener, shortcut, body)
        await ack()
        if isinstance(reply, Whisper):
            self._soon(self._whisper(reply, shortcut, body.get("response_url")))

    async def _on_event(self, body: dict[str, Any], event: dict[str, Any]) -> None:
        """Told to every feature that listens, one after the other; if one fails, Slack sends it to
        all of them again.
        """
        subtype = event.get("subtype")
        name = f"{event['type']}.{subtype}" if subtype else event["type"]
        heard = Event(team=team_of(body), body=event, happened_at=happened_at(body))
        self._deps.heard[heard.team] = self._deps.clock.now()
        hearers = self._hearers.get(name, ())
        with (
            structlog.contextvars.bound_contextvars(
                slack_event=name, event_id=body.get("event_id")
            ),
            self._watched(Kind.EVENT, name if hearers else "") as outcome,
        ):
            for listener in hearers:
                await self._counted(listener.handle(self._deps, heard))
            outcome.became("done")

    async def _answered(
        self,
        listener: Listener[Deps],
        request: Command | Press | Form | Shortcut,
        body: Payload,
    ) -> Reply:
        """The handler's reply; what it raises becomes a sentence for the person acting."""
        is_form = isinstance(request, Form)
        with (
            structlog.contextvars.bound_contextvars(kind=listener.kind, key=listener.key),
            self._watched(listener.kind, listener.key) as outcome,
        ):
            try:
                _require_own_people(body, request.team)
                reply = await self._counted(listener.handle(self._deps, request))
            except FieldError as error:
                outcome.became("told")
                return (
                    Problems({error.field: error.sentence})
                    if is_form
                    else Whisper(message_for(error))
                )
            except Exception as error:  # noqa: BLE001 - error_handler logs it and finds the words
                outcome.became("told" if isinstance(error, UserError) else "failed")
                message = message_for(error)
                if isinstance(request, Form):
                    return _said_in(request, message, stays=is_our_fault(error))
                return Whisper(message)
            outcome.became("done")
            return reply

    @contextmanager
    def _watched(self, kind: Kind, name: str) -> Iterator["_Outcome"]:
        """A request as whoever watches the process sees it; it failed unless it is said to have
        become something else.
        """
        outcome, name = _Outcome(), name or "other"
        with self._deps.trace.span("request", kind=kind, name=name) as span:
            try:
                yield outcome
            finally:
                span.note(outcome=outcome.is_now)
                self._deps.meter.handled(kind, name, outcome.is_now)

    async def _counted(self, work: Awaitable[Reply]) -> Reply:
        self._under_way += 1
        self._is_quiet.clear()
        try:
            return await work
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._is_quiet.set()

    def _soon(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._after_ack.add(task)
        task.add_done_callback(self._after_ack.discard)

    async def _whisper(
        self, whisper: Whisper, request: Press | Form | Shortcut, response_url: str | None
    ) -> None:
        """Best effort: what it reports is stored already, or nothing was."""
        slack = self._deps.slack(request.team)
        place = whisper.channel or getattr(request, "channel", None)
        if whisper.answers and await self._replaced(whisper, request.team):
            return
        try:
            if response_url and not whisper.channel:
                await slack.respond(response_url, whisper.message, replaces=whisper.replaces)
            elif place:
                await slack.whisper(place, request.user, whisper.message)
            elif isinstance(request, Press) and request.view:
                await slack.push_form(request.trigger, _page(whisper.message))
            elif not isinstance(request, Form):  # which has its page instead
                await slack.open_form(request.trigger, _page(whisper.message))
        except SlackFailure as failure:
            log.warning("intake.whisper_failed", method=failure.method, error=failure.error)

    async def _replaced(self, whisper: Whisper, team: TeamId) -> bool:
        """Whether the whisper that led here could still be rewritten."""
        try:
            await self._deps.slack(team).respond(whisper.answers, whisper.message, replaces=True)
        except SlackFailure:
            return False
        return True

    async def _fill(self, filled: Filled, team: TeamId) -> None:
        try:
            view = await filled.work()
        except Exception as error:  # noqa: BLE001 - error_handler logs it and finds the words
            view = _page(message_for(error))
        await self._redraw(Redrawn({filled.form: view}), team)

    async def _redraw(self, redrawn: Redrawn, team: TeamId) -> None:
        """Best effort, too: whoever opens it again sees what is stored."""
        for form, view in redrawn.views.items():
            try:
                await self._deps.slack(team).update_form(form, view)
            except SlackFailure as failure:
                log.warning("intake.redraw_failed", method=failure.method, error=failure.error)


def team_of(body: Payload) -> TeamId:
    """The workspace in which the bot hears this: in a channel that several share, somebody of
    another one may have done it.
    """
    view, team = body.get("view") or {}, body.get("team") or {}
    heard = [one["team_id"] for one in body.get("authorizations") or () if one.get("team_id")]
    known = (view.get("app_installed_team_id"), team.get("id"), *heard[:1], body.get("team_id"))
    return TeamId(next(one for one in known if one))


def _require_own_people(body: Payload, team: TeamId) -> None:
    """Raises UserError for somebody of another workspace, who sees a shared channel. Within one
    Enterprise organization people have several workspaces, so there it is not told apart.
    """
    user, its_team = body.get("user") or {}, body.get("team") or {}
    theirs = user.get("team_id") or team
    if theirs != team and not (body.get("enterprise") or its_team.get("enterprise_id")):
        log.info("intake.from_elsewhere")
        raise UserError(FROM_ELSEWHERE)


def happened_at(body: Payload) -> datetime | None:
    """When an event happened, which may be long before it arrives."""
    at = body.get("event_time")
    return datetime.fromtimestamp(at, UTC) if isinstance(at, int) else None


def _said_in(form: Form, message: Message, *, stays: bool) -> Reply:
    """In the place of the form; or in it, with what was entered, to be sent once more."""
    field = form.shown.first_field() if stays else None
    return NextPage(_page(message)) if field is None else Problems({field: message.text})


def _page(message: Message) -> View:
    return modal("page", "Onward", message.blocks)


def _typed(text: str) -> Mrkdwn:
    """What was typed after a command; Slack has escaped it (`should_escape` in the manifest)."""
    return received(text)


def _whisper_address(body: Payload) -> str:
    """Of a message that everybody sees, a reply in its place would be seen by everybody, too."""
    is_whisper = (body.get("container") or {}).get("is_ephemeral", False)
    return str(body.get("response_url") or "") if is_whisper else ""


def _open_form(body: Payload) -> dict[str, Any]:
    """What a press tells of the form that it was made in; nothing when it was made elsewhere."""
    view = body.get("view") or {}
    if view.get("type") != "modal":
        return {}
    return {
        "view": ViewId(view["id"]),
        "beneath": _beneath(view),
        "context": view.get("private_metadata") or "",
        "values": _values_by_field((view.get("state") or {}).get("values") or {}),
        "shown": Shown(view),
    }


def _beneath(view: Payload) -> ViewId | None:
    return ViewId(view["previous_view_id"]) if view.get("previous_view_id") else None


def _channel_of(body: Payload) -> ChannelId | None:
    channel = body.get("channel") or {}
    return ChannelId(channel["id"]) if "id" in channel else None


def _pressed(action: Payload) -> tuple[str, str]:
    """The name of what was pressed, and the value that came with it. An overflow menu's options are
    buttons in disguise: an option's value is an action id, and behind a space what it is about.
    """
    chosen = _chosen(action)
    if action["type"] != "overflow":
        return action["action_id"], chosen
    name, _, about = chosen.partition(" ")
    return name, about or chosen


def _chosen(action: Payload) -> str:
    option = action.get("selected_option") or {}
    return str(action.get("value") or option.get("value") or action.get("selected_user") or "")


def _values_by_field(values: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Each field of ours is one block with one element, so the block's id is enough."""
    return {field_of(block): next(iter(states.values()), {}) for block, states in values.items()}
