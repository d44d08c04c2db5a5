"""`python -m app check`: whether an installation can work, line by line, each with the mend.

Nothing is started, sent or changed, and nothing is needed of what is checked: each line is found by
itself, whatever else is broken.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import gettempdir

from app.checking import machine, slack, storage, workspaces
from app.checking.findings import Finding, ok, wrong
from app.clock import Clock
from app.config import Settings
from app.threads import in_thread

EACH_WITHIN = timedelta(seconds=13)
"""All are made side by side."""

Checks = Coroutine[None, None, Sequence[Finding]]


async def checked(
    settings: Settings,
    problems: dict[str, str],
    clock: Clock,
    *,
    temporary: Callable[[], str] = gettempdir,
) -> Sequence[Finding]:
    """Every line. `problems` are the variables that could not be read, with a sentence each; in
    `settings` stands the default in their place.
    """
    places = Path.cwd()
    rest = in_thread(
        lambda: [
            *machine.writing_temporarily(temporary),
            *machine.model(settings),
            *machine.listening(settings, problems),
        ]
    )
    groups: tuple[tuple[str, Checks], ...] = (
        ("Slack", slack.findings(settings, problems, clock)),
        ("database", _stored(settings, problems, places)),
        ("machine", rest),
    )
    found = await asyncio.gather(*(_within_reason(name, checks) for name, checks in groups))
    return [*_settings(problems), *(one for some in found for one in some)]


async def _stored(settings: Settings, problems: dict[str, str], folder: Path) -> Sequence[Finding]:
    """The database, and what Slack says of the workspaces that are in it."""
    found = await in_thread(lambda: storage.stored(settings, problems, folder))
    if not settings.has_many_workspaces:
        return found.findings
    return [*found.findings, *await workspaces.findings(settings, found.tokens)]


def _settings(problems: dict[str, str]) -> Iterable[Finding]:
    if not problems:
        yield ok("settings", "Every variable can be read.")
    for name, sentence in problems.items():
        yield wrong(name, f"It {sentence}")


async def _within_reason(name: str, checks: Checks) -> Sequence[Finding]:
    """A check that breaks is a finding, too: whoever reads this has trouble enough."""
    try:
        async with asyncio.timeout(EACH_WITHIN.total_seconds()):
            return await checks
    except TimeoutError:
        seconds = EACH_WITHIN.total_seconds()
        return [wrong(name, f"No answer within {seconds:.0f} seconds: check that it is there.")]
    except Exception as error:  # noqa: BLE001 - the other lines are worth more than a traceback
        kind = type(error).__name__
        return [wrong(name, f"This could not be checked ({kind}): please report it.")]
