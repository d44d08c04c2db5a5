"""Slack: whether it can be reached, by which clock, and what it grants the tokens."""

import asyncio
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from app.checking.asking import NEEDS_SLACK, Answer, Slack
from app.checking.findings import Finding, look, ok, untried, wrong
from app.clock import Clock
from app.config import Settings, require_for_many
from app.errors import ConfigurationError
from app.manifest import bot_scopes

CLOSE = timedelta(seconds=5)
TOO_FAR = timedelta(seconds=60)
"""Slack's own requests are refused when the two clocks are five minutes apart."""
_BOT, _APP = "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"
_CLIENT = "SLACK_CLIENT_ID"
_SECRET = "SLACK_SIGNING_SECRET"  # noqa: S105 - the name of the variable
_SCOPES, _CLOCK, _REACH = "scopes", "clock", "Slack"


async def findings(
    settings: Settings, problems: Mapping[str, str], clock: Clock
) -> Sequence[Finding]:
    bot, app = settings.slack_bot_token, settings.slack_app_token
    async with Slack(settings.slack_api_url) as api:
        (reach, now), of_bot, of_app = await asyncio.gather(
            _reached(api, clock),
            api.answer("auth.test", bot.get_secret_value()),
            api.answer("apps.connections.open", app.get_secret_value()),
        )
    return [
        *_reach(settings, problems, reach),
        *_clock(reach, now),
        *_whose(settings, problems, of_bot),
        *_way_in(settings, problems, of_app),
    ]


async def _reached(api: Slack, clock: Clock) -> tuple[Answer | None, datetime]:
    """And when: another call may take longer."""
    answer = await api.answer("api.test")
    return answer, clock.now()


def _reach(
    settings: Settings, problems: Mapping[str, str], answer: Answer | None
) -> Iterator[Finding]:
    where = settings.slack_api_url
    if "SLACK_API_URL" in problems:
        where += " (SLACK_API_URL cannot be read)"
    if answer is not None:
        yield ok(_REACH, f"{where} answers.")
        return
    yield wrong(
        _REACH,
        f"{where} does not answer as Slack does: check the network, a proxy or firewall on the way "
        "(HTTPS out is all that is needed), and SLACK_API_URL.",
    )


def _clock(answer: Answer | None, now: datetime) -> Iterator[Finding]:
    try:
        theirs = parsedate_to_datetime(answer.date) if answer else None
    except ValueError:
        theirs = None
    if theirs is None:
        yield untried(_CLOCK, NEEDS_SLACK)
        return
    yield clock_finding(now - theirs)


def clock_finding(ahead: timedelta) -> Finding:
    """By how much this machine's clock is ahead of Slack's, whose header has whole seconds."""
    apart = abs(ahead)
    if apart <= CLOSE:
        return ok(_CLOCK, "It agrees with Slack's.")
    side = "ahead of" if ahead > timedelta() else "behind"
    says = f"It is {apart.total_seconds():.0f} seconds {side} Slack's. Have it set by NTP: "
    if apart < TOO_FAR:
        return look(_CLOCK, says + "several processes need clocks that agree to a second or two.")
    return wrong(_CLOCK, says + "five minutes apart, what Slack sends is refused.")


def _whose(
    settings: Settings, problems: Mapping[str, str], answer: Answer | None
) -> Iterator[Finding]:
    """One workspace by its token; of many that install the app, what they need for it."""
    if not settings.has_many_workspaces:
        yield from _bot_token(settings, problems, answer)
        yield from _scopes(answer)
        return
    try:
        require_for_many(settings)
    except ConfigurationError as error:
        yield wrong(_CLIENT, str(error))
    else:
        yield ok(_CLIENT, "What many workspaces need to install Onward is set.")
    if not bot_scopes():
        yield wrong(_SCOPES, "manifest.yml is needed beside the code: they are asked for from it.")


def _bot_token(
    settings: Settings, problems: Mapping[str, str], answer: Answer | None
) -> Iterator[Finding]:
    if "SLACK_BOT_TOKEN" in problems:
        return  # told among the settings
    if not settings.slack_bot_token.get_secret_value():
        yield wrong(
            _BOT,
            "It is not set: create the app from manifest.yml, install it, and copy the Bot User "
            "OAuth Token.",
        )
        return
    yield _accepted(_BOT, answer, "copy the Bot User OAuth Token from the app's page again.")


def _accepted(name: str, answer: Answer | None, mend: str) -> Finding:
    if answer is None:
        return untried(name, NEEDS_SLACK)
    if answer.error == "ratelimited":
        return untried(name, "Slack asks for a pause: try again in a minute.")
    if answer.error:
        return wrong(name, f"Slack does not accept it ({answer.error}): {mend}")
    whose = f" for {answer.team}" if answer.team else ""
    return ok(name, f"Slack accepts it{whose}.")


def _scopes(answer: Answer | None) -> Iterator[Finding]:
    asked = bot_scopes()
    if answer is None or answer.error or not asked:
        yield untried(_SCOPES, "A token that Slack accepts, and manifest.yml, are needed first.")
        return
    yield scopes_finding(asked, answer.scopes)


def scopes_finding(asked: frozenset[str], granted: frozenset[str]) -> Finding:
    """Of what the manifest asks for, and of what the token was granted."""
    missing = sorted(asked - granted)
    if missing:
        return wrong(
            _SCOPES,
            f"The token lacks {', '.join(missing)}. Put manifest.yml on the app's page, install "
            "the app again, and copy the new token.",
        )
    more = sorted(granted - asked)
    if more:
        return look(
            _SCOPES,
            f"The token has all it needs, and {', '.join(more)}, which Onward never uses: you may "
            "take that away.",
        )
    return ok(_SCOPES, "The token has those of manifest.yml, and no more.")


def _way_in(
    settings: Settings, problems: Mapping[str, str], answer: Answer | None
) -> Iterable[Finding]:
    """An app token, or the signing secret: one of them is needed."""
    if "SLACK_APP_TOKEN" in problems:
        return
    if settings.uses_socket_mode:
        yield _accepted(
            _APP, answer, "make an app-level token with connections:write, and copy that."
        )
        return
    secret = settings.slack_signing_secret.get_secret_value()
    if not secret:
        yield wrong(
            _APP,
            "It is not set: create an app-level token with connections:write for Socket Mode, or "
            "set SLACK_SIGNING_SECRET to receive events over HTTP.",
        )
    elif not re.fullmatch(r"[0-9a-f]{32}", secret):
        yield look(
            _SECRET,
            "It does not look like one of Slack's, 32 digits and letters a to f: compare it with "
            "Basic Information on the app's page.",
        )
    else:
        yield ok(_SECRET, "It looks right; whether it is shows with the first event.")
