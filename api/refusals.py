"""Answer every refusal in one shape: a problem document, or a page for a browser."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from api.console.failure import Malformed, failure_page, wants_page
from api.errors import NotSignedIn, problem, status_of
from tools.errors import ServiceError


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
        if wants_page(request):
            return failure_page(request, 422, Malformed("A field is missing or cannot be used.", fix="Fill it in."))
        faults = [
            {"field": ".".join(str(part) for part in fault["loc"]), "message": fault["msg"]} for fault in error.errors()
        ]
        document = {
            "type": "urn:zhiji:problem:MalformedRequest",
            "title": "MalformedRequest",
            "status": 422,
            "detail": "The request does not have the documented shape.",
            "fix": "Correct the fields named in errors; /docs describes the request.",
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
        if error.status_code in (404, 405):
            document["fix"] = "/docs lists the routes and their methods."
        return _json(document, error.headers)


def _json(document: dict[str, Any], headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse(
        document, status_code=document["status"], media_type="application/problem+json", headers=headers
    )
