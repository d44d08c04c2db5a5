"""The command line. Wrong or missing configuration is one sentence and exit status 2."""

import asyncio
import json
import os
import re
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import typer
from dotenv import load_dotenv
from rich.console import Console

from app.bootstrap import Onward
from app.clock import SystemClock
from app.config import (
    DOTENV,
    UNREADABLE,
    Settings,
    load_settings,
    read_settings,
    require_connection,
)
from app.db.engine import make_engine
from app.db.migrate import upgrade
from app.drafting import require_model
from app.errors import ConfigurationError, UserError
from app.logs import configure_logs
from app.sealing import new_key
from app.tracing import Trace, tracing

cli = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # they would print local variables, tokens among them
    help="Onward: a Slack bot for blameless incident reviews.",
)
CUT_SHORT = NOT_WELL = 1
BAD_CONFIGURATION = 2
STOPPED_WITHIN_S = 20.0


@cli.command()
def run() -> None:
    """Connect to Slack and work until stopped."""
    _load_dotenv()
    settings = _settings(require_connection, require_model)
    asyncio.run(_work_until_stopped(settings, tracing(os.environ)))


@cli.command()
def check(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
) -> None:
    """Say what of this installation works and what does not, with the mend; starts nothing."""
    from app.checking import checked, findings  # noqa: PLC0415

    with suppress(ConfigurationError):  # it is among what is found
        _load_dotenv()
    found = asyncio.run(checked(*read_settings(), SystemClock()))
    typer.echo(findings.as_json(found) if as_json else "\n".join(one.line() for one in found))
    if not findings.is_well(found):
        raise typer.Exit(NOT_WELL)


@cli.command()
def migrate() -> None:
    """Bring the database to the tables of this version; `run` does so by itself."""
    settings = _settings()
    upgrade(make_engine(settings.database_url))


@cli.command()
def key() -> None:
    """Make a key for ENCRYPTION_KEY, which seals secrets and tokens in the database."""
    typer.echo(new_key())


@cli.command()
def export(
    incident: Annotated[str, typer.Argument(help="Like INC-7.")],
    formats: Annotated[
        list[str] | None, typer.Argument(help="md, html, json, png, ics; all without.")
    ] = None,
    out: Annotated[Path, typer.Option(help="The folder for the files.")] = Path(),
    team: Annotated[
        str | None, typer.Option(help="The workspace, if there is more than one.")
    ] = None,
    reader: Annotated[
        str | None,
        typer.Option(help="Whom it is for, like U012ABC: what they may not see is refused."),
    ] = None,
) -> None:
    """Write an incident and its review as files."""
    from app.exporting import exported  # noqa: PLC0415
    from app.summaries.rules_export import parse_export  # noqa: PLC0415

    settings = _settings()
    try:
        asked = parse_export(" ".join([incident, *(formats or [])]))
    except UserError as error:
        raise ConfigurationError(error.sentence) from error
    if asked.number is None:
        raise ConfigurationError(f"{incident} is no incident. Name it like INC-7.")
    files = asyncio.run(exported(settings.database_url, asked, team=team, reader=reader))
    out.mkdir(parents=True, exist_ok=True)
    for file in files:
        (out / file.name).write_bytes(file.content)
        typer.echo(out / file.name)


@cli.command()
def delete_workspace(
    team: Annotated[str, typer.Argument(help="Its id, like T012ABC.")],
    yes: Annotated[bool, typer.Option("--yes", help="Say that you mean it.")] = False,
) -> None:
    """Delete everything of a workspace from the database; what stands in Slack stays."""
    from app.custody import deleted  # noqa: PLC0415

    settings = _settings()
    if not yes:
        raise ConfigurationError(
            f"Everything of {team} will be deleted, for good. Add --yes to go on."
        )
    asyncio.run(deleted(settings.database_url, team))
    typer.echo(f"Everything of {team} is deleted. What stands in Slack, and in backups, stays.")


@cli.command()
def forget(
    user: Annotated[str, typer.Argument(help="Like U012ABC.")],
    team: Annotated[
        str | None, typer.Option(help="The workspace, if there is more than one.")
    ] = None,
) -> None:
    """Put a role in the place of a person, wherever they are named."""
    from app.custody import forgotten  # noqa: PLC0415

    if not re.fullmatch(r"[UW][A-Z0-9]+", user):
        raise ConfigurationError(f"{user} is no person's id in Slack. It looks like U012ABC.")
    settings = _settings()
    counts = asyncio.run(forgotten(settings.database_url, user, team))
    for kind in ("places", "texts", "answers", "changes"):
        typer.echo(f"{kind}: {counts.get(kind, 0)}")
    typer.echo(
        "Slack's messages and backups are not reached. What Onward posted is drawn anew as soon as "
        "it runs."
    )


@cli.command()
def export_workspace(
    team: Annotated[str, typer.Argument(help="Its id, like T012ABC.")],
    out: Annotated[Path, typer.Option(help="A new folder for the files.")],
) -> None:
    """Write everything that a workspace stored as JSON Lines, without secrets."""
    from app.custody import copied  # noqa: PLC0415

    settings = _settings()
    for kind, lines in asyncio.run(copied(settings.database_url, team, out)).items():
        typer.echo(f"{kind}.jsonl: {lines}")


@cli.command()
def replay(
    file: Annotated[Path, typer.Argument(help="A recorded incident.", exists=True)],
    out: Annotated[
        Path | None, typer.Option(help="Where channel, summary and invitation are left.")
    ] = None,
) -> None:
    """Play a recorded incident through a local Slack and print its channel."""
    from app.replay import play  # noqa: PLC0415

    configure_logs("WARNING", "console")
    play(_recording(file), out)


def _recording(file: Path) -> dict[str, Any]:
    try:
        recording: dict[str, Any] = json.loads(file.read_text("utf-8"))
        missing = {"events", "people", "channel", "reaction_meanings"} - recording.keys()
    except (ValueError, AttributeError) as error:
        raise ConfigurationError(f"{file} is not a recorded incident: {error}.") from error
    if missing:
        raise ConfigurationError(f"{file} is not a recorded incident: it has no {min(missing)}.")
    return recording


@cli.command()
def sandbox(
    port: Annotated[int, typer.Option(help="The next free one is taken if it is in use.")] = 3333,
    path: Annotated[
        Path | None,
        typer.Option(help="Where the workspace is kept; without, it is thrown away at the end."),
    ] = None,
    host: Annotated[
        str, typer.Option(help="Where to listen; only this machine can reach the default.")
    ] = "127.0.0.1",
) -> None:
    """Open a local Slack workspace in the browser, with the bot installed."""
    from app.scene import first_morning  # noqa: PLC0415
    from app.theater import show  # noqa: PLC0415

    configure_logs("WARNING", "console")
    show(path, host, port, first_morning(SystemClock().now().date()))


def main() -> None:
    try:
        cli()
    except ConfigurationError as error:
        Console(stderr=True, soft_wrap=True).print(str(error), style="red", highlight=False)
        sys.exit(BAD_CONFIGURATION)


def _load_dotenv() -> None:
    """The key of a language model is read by its provider, not by our settings."""
    try:
        load_dotenv(DOTENV)
    except (OSError, UnicodeError) as error:
        raise ConfigurationError(f"{DOTENV} {UNREADABLE}") from error


def _settings(*checks: Callable[[Settings], None]) -> Settings:
    settings = load_settings()
    for check in checks:
        check(settings)
    configure_logs(settings.log_level, settings.log_format)
    return settings


async def _work_until_stopped(settings: Settings, trace: Trace) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopped.set)
    onward = Onward(settings, SystemClock(), trace=trace)
    starting = asyncio.create_task(onward.start())
    stopping = asyncio.create_task(stopped.wait())
    await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if not starting.done():  # Slack may be away, and then it tries for ever
        _leave_within(STOPPED_WITHIN_S)
        starting.cancel()
        return
    await starting
    await stopping
    _leave_within(STOPPED_WITHIN_S)
    await onward.stop()


def _leave_within(seconds: float) -> None:
    """Whatever hangs then, a thread of the database's among them: what was under way is taken over
    by the next process.
    """
    last = threading.Timer(seconds, os._exit, [CUT_SHORT])
    last.daemon = True
    last.start()


if __name__ == "__main__":
    main()
