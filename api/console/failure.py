"""A refusal as a page: one sentence, the fix, and the way back."""

from html import escape

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from tools.errors import ServiceError


def wants_page(request: Request) -> bool:
    """Tell whether a person with a browser asks, not a program."""
    if request.url.path.startswith(("/api/", "/healthz", "/readyz", "/metrics", "/wecom/", "/assets/", "/pictures/")):
        return False
    return "text/html" in request.headers.get("accept", "")


def failure_page(request: Request, status: int, error: ServiceError) -> Response:
    """Return the page for a refusal; who is not signed in is sent to the login."""
    if status == 401:
        return RedirectResponse("/login", status_code=303)
    return HTMLResponse(f"<p>{escape(error.message)}</p><p>{escape(error.fix)}</p>", status_code=status)
