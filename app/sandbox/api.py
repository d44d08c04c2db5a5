"""One Web API call from request to answer: faults, token, scopes, rates, the method, the record."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from aiohttp import web

from app.sandbox.arguments import bearer_token, read_arguments
from app.sandbox.calls import Call
from app.sandbox.errors import SlackError
from app.sandbox.faults import CallFault, Faults
from app.sandbox.methods import APP_LEVEL, METHODS, TOKENLESS
from app.sandbox.scopes import accepted_scopes, missing_scopes
from app.sandbox.slack import Slack
from app.sandbox.tiers import RateTiers
from app.sandbox.tokens import Token
from app.sandbox.world import Json


@dataclass(slots=True)
class RecordedCall:
    """A line of the call log. `answer` is None while, or when never, answered.

    `took_s` is in real seconds. `is_lost` says that the work was done but its answer never arrived.
    """

    at: datetime
    method: str
    args: Json
    answer: Json | None = None
    status: int | None = None
    took_s: float = 0.0
    is_lost: bool = False


@dataclass(slots=True, kw_only=True)
class WebApi:
    """Serves `/api/<method>` and remembers every call; `watchers` hear of each when it is over."""

    slack: Slack
    faults: Faults
    tiers: RateTiers | None
    calls: list[RecordedCall] = field(default_factory=list)
    watchers: list[Callable[[RecordedCall], None]] = field(default_factory=list)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one call, as well or badly as the armed faults demand."""
        method = request.match_info["method"]
        args, refusal = await _arguments(request)
        record = RecordedCall(self.slack.clock.now(), method, _shown(args))
        self.calls.append(record)
        self.slack.notice()
        began = time.monotonic()
        try:
            if refusal is not None:
                record.answer, record.status = refusal.body(), 200
                return _response(record)
            return await self._serve(request, record, args)
        finally:
            record.took_s = time.monotonic() - began
            for watcher in self.watchers:
                watcher(record)

    async def _serve(
        self, request: web.Request, record: RecordedCall, args: Json
    ) -> web.StreamResponse:
        method = record.method
        fault = self.faults.for_call(method)
        if fault is not None:
            early = await self._suffer(fault, request, record)
            if early is not None:
                return early
        before, after = self.faults.take_hooks(method)
        _run(before)
        value = bearer_token(request, args)
        record.answer, record.status = self._answer(method, args, value)
        _run(after)
        self.slack.notice()
        if fault is not None and fault.kind == "lost_answer":
            record.is_lost = True
            return _reset(request)
        return _response(record, self._scope_headers(method, value))

    async def _suffer(
        self, fault: CallFault, request: web.Request, record: RecordedCall
    ) -> web.StreamResponse | None:
        """What the fault answers instead of the work; None when the work is still to be done."""
        match fault.kind:
            case "slow":
                await self._wait(fault.seconds)
            case "hang":
                await self._wait(None)
                return _reset(request)
            case "reset":
                return _reset(request)
            case "error":
                record.status = 500
                return web.Response(status=500, text="Internal Server Error")
            case "ratelimited":
                record.answer, record.status = _ratelimited(int(fault.seconds))
                return _response(record)
            case "refused":
                record.answer, record.status = SlackError(fault.error).body(), 200
                return _response(record)
        return None

    async def _wait(self, seconds: float | None) -> None:
        """Wait, but not longer than the sandbox lives."""
        try:
            await asyncio.wait_for(self.stopping.wait(), seconds)
        except TimeoutError:
            return

    def _answer(self, method: str, args: Json, token: str | None) -> tuple[Json, int]:
        handler = METHODS.get(method)
        if handler is None:
            return SlackError("unknown_method", req_method=method).body(), 200
        try:
            call = Call(self.slack, method, args, self._authorized(method, args, token))
            wait = self._retry_after(call)
            if wait is not None:
                return _ratelimited(wait)
            return {"ok": True, **handler(call)}, 200
        except SlackError as refusal:
            return refusal.body(), 200

    def _authorized(self, method: str, args: Json, value: str | None) -> Token | None:
        if method in TOKENLESS:
            return None
        token = self._token(value)
        if (token.kind == "app") != (method in APP_LEVEL):
            raise SlackError("not_allowed_token_type")
        if args.get("team_id") not in {None, "", self.slack.world.team_id}:
            raise SlackError("team_access_not_granted")
        missing = missing_scopes(method, self._with_kind(args), token.scopes)
        if missing:
            provided = ",".join(sorted(token.scopes))
            raise SlackError("missing_scope", needed=",".join(missing), provided=provided)
        return token

    def _token(self, value: str | None) -> Token:
        if not value:
            raise SlackError("not_authed")
        token = self.slack.app.tokens.get(value)
        if token is None:
            raise SlackError("invalid_auth")
        if token.revoked:
            raise SlackError("token_revoked")
        if token.expires_at is not None and token.expires_at <= self.slack.clock.now():
            raise SlackError("token_expired")
        return token

    def _scope_headers(self, method: str, value: str | None) -> dict[str, str]:
        """What the token was granted and what the method accepts, as Slack tells with answers."""
        token = self.slack.app.tokens.get(value or "")
        if token is None or token.revoked:
            return {}
        accepted = ",".join(accepted_scopes(method))
        granted = ",".join(sorted(token.scopes))
        return {"X-OAuth-Scopes": granted, "X-Accepted-OAuth-Scopes": accepted}

    def _with_kind(self, args: Json) -> Json:
        """The arguments and the kind of conversation they name, which decides the scopes."""
        named = args.get("channel") or args.get("channel_id")
        place = self.slack.world.channels.get(str(named))
        return {**args, "channel_kind": place.kind} if place else args

    def _retry_after(self, call: Call) -> int | None:
        if call.token is None or self.tiers is None:
            return None
        return self.tiers.retry_after(
            self.slack.world.team_id, call.method, str(call.args.get("channel") or "")
        )


async def _arguments(request: web.Request) -> tuple[Json, SlackError | None]:
    """The arguments, or why they cannot be read."""
    try:
        return await read_arguments(request), None
    except SlackError as refusal:
        return {}, refusal


def _run(hook: Callable[[], object] | None) -> None:
    if hook is not None:
        hook()


def _shown(args: Json) -> Json:
    return {name: value for name, value in args.items() if name != "token"}


def _ratelimited(seconds: int) -> tuple[Json, int]:
    return {"ok": False, "error": "ratelimited", "retry_after": seconds}, 429


def _response(record: RecordedCall, headers: Mapping[str, str] | None = None) -> web.Response:
    answer = dict(record.answer or {})
    headers = dict(headers or {})
    if record.status == 429:
        headers["Retry-After"] = str(answer.pop("retry_after"))
    return web.json_response(answer, status=record.status or 200, headers=headers)


def _reset(request: web.Request) -> web.Response:
    """Cut the connection; what is returned reaches nobody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
