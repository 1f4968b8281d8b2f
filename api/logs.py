"""Logs: one line an event, to stderr, without personal data."""

import logging
import sys
import traceback
from typing import Any

from tools.errors import ServiceError

# Keys that could carry a member's words or name never reach a log line.
_PRIVATE = frozenset({"text", "message", "name", "nickname", "phone", "quote", "draft"})
_SERVER = "uvicorn.error"


def configure_logs(level: str) -> None:
    """Send structured lines to stderr."""
    import structlog

    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            _without_personal_data,
            _with_account_of_failure,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        # The stream of the moment: whoever runs two commands in one process may have closed the first one's.
        logger_factory=lambda *_names: structlog.PrintLogger(sys.stderr),
    )
    server = logging.getLogger(_SERVER)
    if _account_instead_of_traceback not in server.filters:
        server.addFilter(_account_instead_of_traceback)


def _without_personal_data(_logger: Any, _method: str, event: Any) -> Any:
    return {key: ("[left out]" if key in _PRIVATE else value) for key, value in event.items()}


def _with_account_of_failure(_logger: Any, _method: str, event: Any) -> Any:
    if event.pop("exc_info", None):
        error = sys.exc_info()[1]
        event["failure"] = account_of(error) if error is not None else "unknown"
    return event


def _account_instead_of_traceback(record: logging.LogRecord) -> bool:
    """Let the web server's record of a failure pass without the failure's own words."""
    if record.exc_info and record.exc_info[1] is not None:
        record.msg, record.args = "%s %s", ("Request failed:", account_of(record.exc_info[1]))
        record.exc_info = record.exc_text = None
    return True


def account_of(error: BaseException) -> str:
    """Return what failed and where. A failure's own words may quote a row or a message, so only ours are kept."""
    words = f": {error.message}" if isinstance(error, ServiceError) else ""
    places = [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    cause = error.__cause__ or error.__context__
    after = f" after {account_of(cause)}" if cause is not None else ""
    return f"{type(error).__name__}{words} at {' < '.join(reversed(places))}{after}"
