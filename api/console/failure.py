"""A refusal as a page: one sentence, the fix, and the way back."""

from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from api.console.pages.chrome import FailurePage
from api.console.reading.rules import reasons_of, refusal_words
from api.console.render import render
from tools.errors import ServiceError

_FOR_PROGRAMS = ("/api/", "/healthz", "/readyz", "/metrics", "/wecom/", "/assets/", "/pictures/", "/openapi.json")


def wants_page(request: Request) -> bool:
    """Tell whether a person with a browser asks, not a program."""
    if request.url.path.startswith(_FOR_PROGRAMS):
        return False
    return "text/html" in request.headers.get("accept", "")


def failure_page(request: Request, status: int, error: ServiceError) -> Response:
    """Return the page for a refusal; who is not signed in is sent to the login and then back."""
    if status == 401:
        return RedirectResponse(_login(request), status_code=303)
    what, todo = refusal_words(error, status)
    return render(FailurePage(status, what, todo, reasons_of(error), str(error)), status)


def _login(request: Request) -> str:
    if request.method != "GET" or request.url.path == "/":
        return "/login"
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"/login?{urlencode({'next': path})}"
