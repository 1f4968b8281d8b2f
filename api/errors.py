"""Kinds of refusal become HTTP: one table, one JSON shape (RFC 9457)."""

from dataclasses import asdict, is_dataclass
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from api.console.failure import failure_page, wants_page
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


def answer_refusals(app: FastAPI) -> None:
    """Answer every refusal in one shape: a problem document, or a page for a browser."""

    @app.exception_handler(ServiceError)
    def _refused(request: Request, error: ServiceError) -> Response:
        if wants_page(request):
            return failure_page(request, status_of(error), error)
        headers = {"WWW-Authenticate": "Bearer"} if isinstance(error, NotSignedIn) else None
        return _json(problem(error), headers)

    @app.exception_handler(RequestValidationError)
    def _malformed(request: Request, error: RequestValidationError) -> Response:
        faults = [
            {"field": ".".join(str(part) for part in fault["loc"]), "message": fault["msg"]} for fault in error.errors()
        ]
        document = {
            "type": "urn:zhiji:problem:MalformedRequest",
            "title": "MalformedRequest",
            "status": 422,
            "detail": "The request does not have the documented shape.",
            "errors": faults,
        }
        return _json(document)

    @app.exception_handler(HTTPException)
    def _plain_http(request: Request, error: HTTPException) -> Response:
        refusal = ServiceError(str(error.detail))
        if wants_page(request):
            return failure_page(request, error.status_code, refusal)
        title = HTTPStatus(error.status_code).phrase
        document = {"type": "about:blank", "title": title, "status": error.status_code, "detail": str(error.detail)}
        return _json(document)


def _json(document: dict[str, Any], headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(
        document, status_code=document["status"], media_type="application/problem+json", headers=headers
    )
