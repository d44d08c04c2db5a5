"""Logging: an event name with fields. Never message text, tokens, e-mail addresses or
reflections; neither in what an error says, nor in what a library says.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, Literal

import structlog

from app.tracebacks import told

OWN = "onward"


def configure_logs(level: str, style: Literal["console", "json"]) -> None:
    """Send our events and the libraries' warnings to standard error, in one format."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if style == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, _of_library],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.ExceptionRenderer(_told),
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(OWN).setLevel(level)
    # Bolt logs whole payloads at DEBUG and each lost connection at ERROR; its own level stays
    # quiet.
    logging.getLogger("slack_bolt").setLevel(logging.WARNING)


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """The logger of one part, as `onward.<name>`."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(f"{OWN}.{name}")
    return logger


def _told(exc_info: tuple[Any, BaseException, Any]) -> str:
    return told(exc_info[1])


def _of_library(
    _logger: Any,  # noqa: ANN401 - structlog gives the signature
    _method: str,
    said: MutableMapping[str, Any],
) -> MutableMapping[str, Any]:
    """Where a library speaks, and of which error. What it says is left out: it may quote a
    payload.
    """
    record: logging.LogRecord = said["_record"]
    if record.name.partition(".")[0] != OWN:
        where = f"{record.module}:{record.lineno}"
        said.update(event="library.said", library=record.name, where=where)
    return said
