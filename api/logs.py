"""Logs: one line an event, to stderr, without personal data."""

import logging
import sys
from typing import Any

# Keys that could carry a member's words or name never reach a log line.
_PRIVATE = frozenset({"text", "message", "name", "nickname", "phone", "quote", "draft"})


def configure_logs(level: str) -> None:
    """Send structured lines to stderr."""
    import structlog

    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            _without_personal_data,
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _without_personal_data(_logger: Any, _method: str, event: Any) -> Any:
    return {key: ("[left out]" if key in _PRIVATE else value) for key, value in event.items()}
