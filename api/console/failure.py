"""A refusal as a page: one sentence, the fix, and the way back."""

from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from api.console.door import interrupted
from api.console.pages.chrome import FailurePage
from api.console.reading.rules import reasons_of, refusal_words
from api.console.render import render
from api.console.typed import retry_of, way_back
from api.console.visit import FormExpired, own_token
from tools.errors import BadInput, ServiceError

# The person can change what was typed, or the moment was bad.
_WORTH_RETRYING = (422, 503)
_FOR_PROGRAMS = ("/api/", "/healthz", "/readyz", "/metrics", "/wecom/", "/assets/", "/pictures/", "/openapi.json")


class Malformed(BadInput):
    """A form does not have the shape it was given with."""


def wants_page(request: Request) -> bool:
    """Tell whether a person with a browser asks, not a program."""
    if request.url.path.startswith(_FOR_PROGRAMS):
        return False
    return "text/html" in request.headers.get("accept", "")


def failure_page(request: Request, status: int, error: ServiceError) -> Response:
    """Return the page for a refusal; who is not signed in is sent to the login and then back."""
    if status == 401:
        return _door(request)
    what, todo = refusal_words(error, status)
    retry = retry_of(request, own_token(request))
    back = way_back(request) if request.method == "POST" else ""
    may_retry = status in _WORTH_RETRYING or isinstance(error, FormExpired)
    return render(
        FailurePage(status, what, todo, reasons_of(error), str(error), back, retry, may_retry=may_retry), status
    )


def _door(request: Request) -> Response:
    """Lead to the login; what was typed when the session ended is kept in the form."""
    retry = retry_of(request)
    if retry is not None:
        return interrupted(request, retry)
    return RedirectResponse(_login(request), status_code=303)


def _login(request: Request) -> str:
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if request.method != "GET":
        path = way_back(request)
    return f"/login?{urlencode({'next': path})}" if path not in ("", "/") else "/login"
