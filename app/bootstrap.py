"""Builds everything and starts it: the only module that knows every feature."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime, timedelta
from itertools import chain
from types import ModuleType
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from sqlalchemy import Engine

from app.admission import Admission
from app.clock import Clock, SystemClock
from app.config import Settings
from app.db import outbox
from app.db.engine import Database, make_engine
from app.db.migrate import upgrade
from app.db.sealed import seal_everything
from app.db.sole import take_sole_use
from app.deps import Deps, Draw, Effects
from app.doctor import handlers as doctor_handlers
from app.door import SLACK_PATH, Door
from app.drafting import Ask, asker
from app.drawing import drawn
from app.errors import ConfigurationError
from app.followups import effects as followup_effects
from app.followups import effects_reminders as followup_reminders
from app.followups import effects_webhook as followup_webhook
from app.followups import handlers as followup_handlers
from app.followups import handlers_forms as followup_forms
from app.followups import handlers_look_backs as followup_look_backs
from app.followups import handlers_moves as followup_moves
from app.health import Health, Phase
from app.home import effects as home_effects
from app.home import effects_digest
from app.home import handlers as home_handlers
from app.hooks import Hooks
from app.incidents import effects as incident_effects
from app.incidents import handlers as incident_handlers
from app.incidents import service_presence
from app.installed import OneWorkspace, connection_sentence
from app.installed_many import ManyWorkspaces
from app.installing import Arrival, Installing
from app.intake import Intake
from app.learning import effects as learning_effects
from app.learning import effects_patterns, handlers_patterns
from app.learning import handlers as learning_handlers
from app.logs import get_logger
from app.manifest import bot_scopes
from app.metrics import Meter
from app.privacy import effects as privacy_effects
from app.privacy import effects_forgetting, effects_retention, handlers_forgetting
from app.privacy import handlers as privacy_handlers
from app.reviews import effects as review_effects
from app.reviews import (
    effects_brief,
    effects_calibration,
    effects_facilitator,
    effects_findings,
    effects_reflections,
    effects_rewind,
    handlers_calibration,
    handlers_facilitator,
    handlers_findings,
    handlers_findings_page,
    handlers_page,
    handlers_participants,
    handlers_past,
    handlers_poll,
    handlers_reflections,
    handlers_rewind,
    handlers_schedule,
    handlers_stops,
)
from app.reviews import handlers as review_handlers
from app.schedule import Schedule
from app.slack.client import CountingClient
from app.slack.gateway import Gateway
from app.slack.ids import TeamId
from app.slack.listeners import Listener
from app.slack.retry import SlackFailure
from app.slack.team_client import TeamClient
from app.summaries import effects as summary_effects
from app.summaries import (
    effects_anniversary,
    effects_canvas,
    effects_checklist,
    effects_corrections,
    effects_draft,
    effects_export,
    handlers_anniversary,
    handlers_checklist,
    handlers_corrections,
    handlers_draft,
    handlers_export,
    handlers_held,
    handlers_preview,
    handlers_title,
)
from app.threads import in_thread
from app.timeline import effects as timeline_effects
from app.timeline import (
    effects_decisions,
    effects_entries,
    effects_files,
    effects_handoffs,
    effects_sync,
    effects_system,
    effects_wording,
    handlers_brought,
    handlers_decisions,
    handlers_entries,
    handlers_handoffs,
    handlers_hooks,
    handlers_sync,
    handlers_system,
    service_sync,
)
from app.timeline import handlers as timeline_handlers
from app.tracing import UNTOLD, Trace
from app.wording import handlers as wording_handlers
from app.worker import Worker
from app.workspace import effects as workspace_effects
from app.workspace import handlers as workspace_handlers
from app.workspace import handlers_leaving, handlers_letters, handlers_webhook

CONNECTIONS = 250
STOP_WITHIN = timedelta(seconds=19)
ANSWERS_WITHIN = 1.0
"""Seconds for what is still being answered over HTTP when the process stops."""
BOT_REFUSED = "Slack no longer accepts SLACK_BOT_TOKEN: install the app again, copy its new token."
APP_REFUSED = "Slack no longer accepts SLACK_APP_TOKEN: make a new one, and start again."
NO_CONNECTION = "No connection to Slack is open. It is tried again every ten seconds."

_HANDLERS: Sequence[ModuleType] = (
    incident_handlers,
    handlers_handoffs,
    handlers_brought,
    handlers_entries,
    handlers_decisions,
    timeline_handlers,
    handlers_system,
    handlers_sync,
    review_handlers,
    handlers_page,
    handlers_rewind,
    handlers_past,
    handlers_schedule,
    handlers_facilitator,
    handlers_stops,
    handlers_draft,
    handlers_preview,
    handlers_checklist,
    handlers_anniversary,
    handlers_held,
    handlers_corrections,
    handlers_title,
    handlers_export,
    learning_handlers,
    handlers_patterns,
    followup_forms,
    followup_handlers,
    followup_moves,
    followup_look_backs,
    handlers_findings,
    handlers_findings_page,
    handlers_participants,
    handlers_poll,
    handlers_reflections,
    handlers_calibration,
    handlers_hooks,
    workspace_handlers,
    handlers_letters,
    handlers_webhook,
    handlers_leaving,
    wording_handlers,
    privacy_handlers,
    handlers_forgetting,
    doctor_handlers,
    home_handlers,
)
_EFFECTS: Sequence[ModuleType] = (
    workspace_effects,
    incident_effects,
    timeline_effects,
    effects_files,
    effects_system,
    effects_sync,
    effects_entries,
    effects_decisions,
    effects_handoffs,
    effects_wording,
    review_effects,
    effects_facilitator,
    effects_rewind,
    effects_findings,
    effects_reflections,
    followup_effects,
    followup_reminders,
    followup_webhook,
    effects_calibration,
    effects_brief,
    learning_effects,
    effects_patterns,
    summary_effects,
    effects_checklist,
    effects_anniversary,
    effects_corrections,
    effects_draft,
    effects_export,
    effects_canvas,
    home_effects,
    effects_digest,
    privacy_effects,
    effects_forgetting,
    effects_retention,
)

log = get_logger("bootstrap")


def all_listeners() -> list[Listener[Deps]]:
    """Every way in, in the order in which help lists the commands."""
    features: list[Listener[Deps]] = list(chain.from_iterable(m.LISTENERS for m in _HANDLERS))
    return [*features, *home_handlers.help_listeners(features)]


def all_effects() -> Effects:
    """Every way out, by name."""
    return {name: effect for module in _EFFECTS for name, effect in module.EFFECTS.items()}


class Onward:
    """The running bot. `start` and `stop` once; `ring` when a movable clock has been moved."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        *,
        draw: Draw = drawn,
        ask: Ask | None = None,
        engine_at: Callable[[str], Engine] = make_engine,
        trace: Trace = UNTOLD,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._draw = draw
        self._ask = ask or asker(settings)
        self._meter = Meter()
        self._runner: web.AppRunner | None = None
        self._engine_at = engine_at
        self._trace = trace

    async def start(self) -> None:
        """Connect to database and Slack and begin to work.

        Raises ConfigurationError when Slack or the database refuses what was configured.
        """
        settings = self._settings
        engine = self._engine_at(settings.database_url)
        self._let_others_work = take_sole_use(engine)
        self._db = Database(engine)
        self._db.trace = self._trace
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=CONNECTIONS),
            timeout=aiohttp.ClientTimeout(total=settings.slack_timeout_seconds),
        )
        self._client_of_bolt = self._client(None)
        self._workspaces = self._made_workspaces()
        deps = Deps(
            self._db,
            self._workspaces.slack,
            self._clock,
            settings,
            draw=self._draw,
            ask=self._ask,
            meter=self._meter,
            trace=self._trace,
            forget=self._workspaces.forget,
        )
        self.intake = Intake(deps, all_listeners(), unknown_command=home_handlers.UNKNOWN)
        # What senders sign is a machine's time, whatever time a sandbox shows.
        self._hooks = Hooks(deps, SystemClock())
        self._health = Health(deps, self._slack_trouble)
        self._bolt = self._make_bolt()
        self.intake.register(self._bolt)
        try:
            if settings.listens:  # first of all: a long migration must not look like a dead process
                await self._serve(_listen(settings.host, settings.port))
            teams = await self._check()
        except BaseException:
            await self._close()
            raise
        await self._db.catch_up_forgetting()
        if self._db.has_one_process:
            await self._db.commit(outbox.take_over)
        self.worker = Worker(deps, all_effects())
        self._schedule = Schedule(self._clock, self.worker.wake, self._db.catch_up_forgetting)
        self._db.on_outbox = self.worker.wake
        self.worker.on_next_due = self._schedule.plan
        self._schedule.start()
        self.worker.start()
        if settings.uses_socket_mode:
            await self._connect()
        self._health.phase = Phase.WORKING
        await self._catch_up(teams)
        log.info("bootstrap.started", workspaces=len(teams))

    def ring(self) -> None:
        """Look now whether anything is due."""
        self.worker.wake()

    async def next_due_at(
        self, effect: str | None = None, *, without: Collection[str] = ()
    ) -> datetime | None:
        """When the next thing is due, of all, of one effect, or of all without some, by the clock
        that this was given.
        """
        return await self._db.read(outbox.next_due_at, effect, without=without)

    async def settled(self) -> None:
        """Wait until every request is answered and nothing that is due is left."""
        while not (self.intake.is_quiet and self.worker.is_idle):
            await self.intake.quiet()
            await self.worker.idle()

    async def stop(self, *, within: timedelta = STOP_WITHIN) -> None:
        """Take nothing new in, finish what is under way, give back what takes too long, close.
        Another process may go on. Each step has its share of the time, whatever hangs.
        """
        self._health.phase = Phase.STOPPING
        self._schedule.stop()
        # Answers go out over the connection that is closed next.
        await _at_most(within * 0.3, self.intake.quiet())
        await _at_most(within * 0.1, self._disconnect())
        await _at_most(within * 0.05, self.intake.quiet())
        await _at_most(within * 0.4, self.worker.stop(patience=within * 0.3))
        await _at_most(within * 0.05, self._close())
        await _at_most(within * 0.05, in_thread(self._trace.close))
        log.info("bootstrap.stopped")

    async def _check(self) -> Sequence[TeamId]:
        """Nothing starts unless the database is current and Slack accepts the tokens. Returns the
        workspaces, each of them registered.
        """
        await asyncio.to_thread(upgrade, self._db.engine)
        await seal_everything(self._db, self._settings.seal)
        teams = await self._workspaces.start()
        if self._settings.uses_socket_mode:
            app_token = self._settings.slack_app_token.get_secret_value()
            await _check_app_token(self._client(None), app_token)
        return teams

    async def _slack_trouble(self) -> str | None:
        """What is wrong with the connection. A token that was revoked cannot be mended by starting
        anew, and what people type is still stored: so the process stays, and says so.
        """
        if self._workspaces.is_refused:
            return BOT_REFUSED
        if self._settings.uses_socket_mode and not await self._socket.client.is_connected():
            return APP_REFUSED if self._client_of_bolt.is_refused else NO_CONNECTION
        return None

    async def _close(self) -> None:
        try:
            if self._runner is not None:
                await self._runner.cleanup()
            await in_thread(self._db.close)
        finally:  # although a transaction hangs: this process is leaving
            self._let_others_work()
            await self._session.close()

    def _client(self, token: str | None) -> CountingClient:
        return CountingClient(token, **self._options())

    def _options(self) -> dict[str, Any]:
        """Of every client."""
        return {
            "told": self._meter.called,
            "trace": self._trace,
            "base_url": self._settings.slack_api_url,
            "session": self._session,  # which has our timeout
            "retry_handlers": [],  # the outbox decides what is tried again, and when
        }

    def _made_workspaces(self) -> OneWorkspace | ManyWorkspaces:
        settings = self._settings
        if not settings.has_many_workspaces:
            token = settings.slack_bot_token.get_secret_value()
            return OneWorkspace(self._db, self._clock, self._client(token))
        return ManyWorkspaces(
            self._db,
            self._clock,
            settings,
            client=self._client,
            team_client=lambda token: TeamClient(token, **self._options()),
        )

    async def _catch_up(self, teams: Sequence[TeamId]) -> None:
        """Once events arrive again, what was missed before is read from the channels."""
        for team in teams:
            await self._db.commit(service_sync.ask_at_start, team, now=self._clock.now())
            ask = service_presence.ask_who_is_there
            await self._db.commit(ask, team, now=self._clock.now())

    async def _connect(self) -> None:
        app_token = self._settings.slack_app_token.get_secret_value()
        self._socket = AsyncSocketModeHandler(self._bolt, app_token)
        await self._socket.connect_async()  # type: ignore[no-untyped-call]

    async def _serve(self, listener: socket.socket) -> None:
        application = (
            web.Application()
            if self._settings.uses_socket_mode
            else self._bolt.server(self._settings.port, path=SLACK_PATH).web_app
        )
        Door().stand_before(application)
        application.middlewares.append(self._health.gate)
        application.add_routes([*self._hooks.routes(), *self._health.routes()])
        if isinstance(self._workspaces, ManyWorkspaces):
            application.add_routes(self._installing(self._workspaces).routes())
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=ANSWERS_WITHIN)
        await self._runner.setup()
        await web.SockSite(self._runner, listener).start()

    def _installing(self, workspaces: ManyWorkspaces) -> Installing:
        scopes = sorted(bot_scopes())
        if not scopes:
            raise ConfigurationError(
                "manifest.yml does not lie beside the code, and what workspaces are asked for "
                "stands in it: put it there."
            )
        arrival = Arrival(self._db, self._clock, self._settings, self._client, workspaces)
        return Installing(arrival, scopes)

    async def _disconnect(self) -> None:
        if self._settings.uses_socket_mode:
            await self._socket.close_async()  # type: ignore[no-untyped-call]
        if self._runner is not None:
            await self._runner.cleanup()

    def _make_bolt(self) -> AsyncApp:
        workspaces = self._workspaces

        async def authorize(team_id: str | None) -> AuthorizeResult | None:
            return await workspaces.authorized(team_id)

        return AsyncApp(
            name="onward",  # else Bolt reads the sources of the whole stack to find one
            client=self._client_of_bolt,
            signing_secret=self._settings.slack_signing_secret.get_secret_value(),
            before_authorize=Admission(workspaces).admit,
            authorize=authorize,  # type: ignore[arg-type] # None is an answer, too
            process_before_response=True,
        )


async def _at_most(duration: timedelta, step: Awaitable[None]) -> None:
    """One step of stopping; what is left undone is done by the process that goes on."""
    try:
        async with asyncio.timeout(duration.total_seconds()):
            await step
    except TimeoutError:
        log.warning("bootstrap.stop_cut_short", step=getattr(step, "__qualname__", ""))


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise ConfigurationError(
            f"Nothing can listen at HOST {host} and PORT {port}: {error.strerror}. Choose another "
            "PORT, or stop what uses it."
        ) from error


async def _check_app_token(client: CountingClient, app_token: str) -> None:
    """The Socket Mode client would try a wrong token for ever without a word."""
    try:
        await Gateway(client).can_open_socket(app_token)
    except SlackFailure as failure:
        raise ConfigurationError(connection_sentence("SLACK_APP_TOKEN", failure)) from failure
