"""Kinds of refusal become HTTP statuses and problem documents (RFC 9457)."""

from dataclasses import asdict, is_dataclass
from typing import Any

from tools.errors import (
    BadInput,
    Conflict,
    NotAllowed,
    NotFound,
    ServiceError,
    TextBlocked,
    Unavailable,
    VersionMissing,
)

_STATUS: tuple[tuple[type[ServiceError], int], ...] = (
    (TextBlocked, 422),
    (NotFound, 404),
    (Conflict, 409),
    (NotAllowed, 403),
    (VersionMissing, 428),
    (BadInput, 422),
    (Unavailable, 503),
)


class NotSignedIn(ServiceError):
    """Nobody knows who is asking."""


def status_of(error: ServiceError) -> int:
    """Return the HTTP status of a kind of refusal."""
    if isinstance(error, NotSignedIn):
        return 401
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def problem(error: ServiceError) -> dict[str, Any]:
    """Return the problem document of a refusal."""
    status = status_of(error)
    document: dict[str, Any] = {
        "type": f"urn:zhiji:problem:{type(error).__name__}",
        "title": type(error).__name__,
        "status": status,
        "detail": error.message,
    }
    if error.fix:
        document["fix"] = error.fix
    if isinstance(error, TextBlocked):
        document["findings"] = [_plain(finding) for finding in error.findings]
    if isinstance(error, NotAllowed) and error.reasons:
        document["reasons"] = [_plain(reason) for reason in error.reasons]
    return document


def _plain(thing: Any) -> Any:
    if is_dataclass(thing) and not isinstance(thing, type):
        return {key: str(value) if hasattr(value, "isoformat") else value for key, value in asdict(thing).items()}
    return str(thing)
