"""What the machine has to offer: a folder for pictures, a port, a language model."""

import socket
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryFile

from app.checking.findings import Finding, look, ok, untried, wrong
from app.config import Settings
from app.drafting import require_model
from app.errors import ConfigurationError

_FOLDER = "temporary folder"
_MODEL = "language model"
NO_MODEL = "None is chosen, and none is needed."


def writing_temporarily(folder: Callable[[], str]) -> Iterable[Finding]:
    """Pictures are drawn by a process of its own, which leaves files there."""
    try:
        where = Path(folder())
        with TemporaryFile(dir=where) as file:
            file.write(b"onward")
    except OSError as error:
        yield wrong(
            _FOLDER,
            f"Nothing can be written there ({error.strerror or 'none is found'}), so no picture "
            "can be drawn: mount a writable one, or name it by TMPDIR.",
        )
    else:
        yield ok(_FOLDER, f"{where} can be written to.")


def model(settings: Settings) -> Iterable[Finding]:
    try:
        require_model(settings)
    except ConfigurationError as error:
        yield wrong(_MODEL, str(error))
        return
    chosen = settings.summary_model
    says = f"{chosen}; the first question shows whether it answers." if chosen else NO_MODEL
    yield ok(_MODEL, says)


def listening(settings: Settings, problems: Mapping[str, str]) -> Iterable[Finding]:
    """A port that is in use is no fault while the bot runs."""
    if not settings.listens:
        yield ok("port", "None is needed: Onward connects out to Slack.")
        return
    if {"HOST", "PORT"} & problems.keys():
        yield untried("port", "HOST and PORT have to be readable first.")
        return
    place = f"{settings.host}:{settings.port}"
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        socket.create_server((settings.host, settings.port), family=family).close()
    except OSError as error:
        yield look(
            "port",
            f"{place} is taken or not ours ({error.strerror}): by Onward itself, if it runs; else "
            "choose another PORT.",
        )
    else:
        yield ok("port", f"{place} is free.")
