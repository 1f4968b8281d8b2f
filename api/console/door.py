"""The login page, for whoever knocks and for whoever's session ended in the middle of a sentence."""

import secrets

from fastapi import Request, Response

from api.console.labels import labels
from api.console.pages.chrome import Account, LoginPage, Notice, Retry
from api.console.render import render
from api.console.visit import brand_of
from api.deps import services_of, signer_of
from api.security import SESSION_LASTS_S, ConsoleSession
from tools.staff import list_staff
from tools.store import read_mark

# Ties the login form to this browser before anybody is signed in.
DOOR_COOKIE = "zhiji_door"


def login_form(
    request: Request,
    *,
    staff_id: str = "",
    next_path: str = "",
    notices: tuple[Notice, ...] = (),
    status: int = 200,
    retry: Retry | None = None,
) -> Response:
    """Return the login form; `retry` is what was typed when the session ended."""
    services = services_of(request)
    nonce = request.cookies.get(DOOR_COOKIE, "") or secrets.token_hex(8)
    with services.database.reading() as session:
        is_demo = bool(read_mark(session, "demo"))
        people = list_staff(session) if is_demo else ()
        page = LoginPage(
            brand=brand_of(session),
            form_token=signer_of(services).form_token(ConsoleSession("", nonce)),
            staff_id=staff_id,
            next_path=inside(next_path),
            notices=notices,
            accounts=tuple(Account(each.staff_id, each.name, each.role) for each in people if each.active),
            demo_password=read_mark(session, "demo_password") if is_demo else "",
            retry=retry,
        )
    answer = render(page, status)
    set_cookie(request, answer, DOOR_COOKIE, nonce, SESSION_LASTS_S)
    return answer


def interrupted(request: Request, retry: Retry) -> Response:
    """Return the login form with the words somebody typed before the session ended."""
    told = Notice("warn", *labels()["session_ended"])
    return login_form(request, next_path=retry.back, notices=(told,), status=401, retry=retry)


def set_cookie(request: Request, answer: Response, name: str, value: str, lasts_s: int) -> None:
    """Set a cookie that scripts and other sites do not get."""
    is_secure = request.url.scheme == "https"
    answer.set_cookie(name, value, max_age=lasts_s, httponly=True, samesite="lax", secure=is_secure, path="/")


def inside(path: str) -> str:
    """Return a path of this console: a login must not lead elsewhere."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\", "/login", "/logout"))
    return path if is_ours and "\n" not in path and "\r" not in path else "/"
