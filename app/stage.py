"""A local Slack with the bot installed, in one process and on one clock: for the replay, the
sandbox command and the end-to-end tests.
"""

from datetime import datetime
from functools import cache

from app.bootstrap import Onward
from app.config import Settings
from app.db.engine import make_engine
from app.deps import Draw
from app.drafting import Ask
from app.drawing import drawn
from app.manifest import MANIFEST
from app.sandbox.clock import SandboxClock
from app.sandbox.server import Sandbox
from app.tracing import UNTOLD, Trace

# The bot may start many times in one process; an engine keeps the statements that it made.
_engine_at = cache(make_engine)


class Stage:
    """Slack and the bot side by side, over real sockets. `open` and `close` once.

    `ack_timeout_s` is how long Slack waits for an answer, in real seconds; `draw` makes the
    pictures; `ask` is asked in the place of a language model of the settings; `settings` are
    further settings of the bot, besides those that lead it to this Slack.
    """

    def __init__(
        self,
        starts_at: datetime,
        database_url: str,
        *,
        ack_timeout_s: float = 3.0,
        draw: Draw = drawn,
        ask: Ask | None = None,
        **settings: object,
    ) -> None:
        self.clock = SandboxClock(starts_at)
        self.slack = Sandbox(MANIFEST, self.clock, ack_timeout_s=ack_timeout_s)
        self._database_url = database_url
        self._draw = draw
        self._ask = ask
        self.trace: Trace = UNTOLD
        """Makes the spans of the next bot that starts."""
        self._more_settings = settings
        self.clock.on_move(lambda _now: self.onward.ring())

    async def open(self) -> None:
        await self.slack.start()
        await self.start_bot()

    async def start_bot(self) -> None:
        settings = self._settings()
        self.onward = Onward(
            settings,
            self.clock,
            draw=self._draw,
            ask=self._ask,
            engine_at=_engine_at,
            trace=self.trace,
        )
        await self.onward.start()
        if settings.uses_socket_mode:
            await self.slack.connected()

    async def close(self) -> None:
        await self.onward.stop()
        await self.slack.stop()

    async def settled(self) -> None:
        """Wait until Slack has delivered everything and the bot has answered and done its work."""
        seen = -1
        while seen != (seen := self._traffic()) or not self.slack.slack.delivery.is_settled:
            await self.slack.settled()
            await self.onward.settled()

    async def move_to(self, moment: datetime) -> None:
        """Let time pass until `moment`, stopping wherever something is due on the way."""
        await self.settled()  # time that jumps would end the claims on work that is under way
        while (due_at := await self.onward.next_due_at()) and due_at <= moment:
            if due_at > self.clock.now():
                self.clock.move_to(due_at)
            await self.settled()
        if moment > self.clock.now():
            self.clock.move_to(moment)
        await self.settled()

    def _traffic(self) -> int:
        return len(self.slack.calls) + len(self.slack.deliveries)

    def _settings(self) -> Settings:
        # Validated as given: neither the environment nor a .env file has a say on the stage.
        return Settings.model_validate(
            {
                "slack_bot_token": self.slack.bot_token,
                "slack_app_token": self.slack.app_token,
                "slack_api_url": self.slack.api_url,
                "database_url": self._database_url,
                "webhook_loopback": True,
            }
            | self._more_settings
        )
