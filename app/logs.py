"""Logging: an event name with fields. Never message text, tokens, e-mail addresses or
reflections.
"""

import logging
import sys
from typing import Literal

import structlog


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
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
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
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("onward").setLevel(level)
    # Bolt logs whole payloads at DEBUG and each lost connection at ERROR; its own level stays
    # quiet.
    logging.getLogger("slack_bolt").setLevel(logging.WARNING)


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """The logger of one part, as `onward.<name>`."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(f"onward.{name}")
    return logger
