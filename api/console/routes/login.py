"""Sign in and out."""

import hmac
import secrets
from functools import cache
from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, Request, Response
from fastapi.responses import RedirectResponse

from api.console.labels import labels
from api.console.pages.chrome import Account, LoginPage, Notice
from api.console.reading.rules import refusal_notice
from api.console.render import render
from api.console.throttle import Throttle
from api.console.visit import Field, FormDep, FormExpired, brand_of
from api.deps import ServicesDep, SignerDep
from api.security import SESSION_COOKIE, SESSION_LASTS_S, ConsoleSession, Signer, hash_password, is_password
from api.services import Services
from tools.errors import NotAllowed, ServiceError
from tools.models import Staff
from tools.staff import find_staff, list_staff
from tools.store import read_mark

router = APIRouter()
# Ties the login form to this browser before anybody is signed in.
DOOR_COOKIE = "zhiji_door"
DoorNonce = Annotated[str, Cookie(alias=DOOR_COOKIE)]


class WrongPassword(NotAllowed):
    """Id and password do not belong together."""


class TooManyTries(NotAllowed):
    """This id rests after too many wrong passwords."""


def throttle_of(request: Request) -> Throttle:
    """Return this process's memory of wrong passwords."""
    state = request.app.state
    if not hasattr(state, "login_throttle"):
        state.login_throttle = Throttle()
    throttle: Throttle = state.login_throttle
    return throttle


ThrottleDep = Annotated[Throttle, Depends(throttle_of)]


@router.get("/login")
def show_login(
    request: Request, services: ServicesDep, signer: SignerDep, next: str = "", notice: str = "", door: DoorNonce = ""
) -> Response:
    """Show the login form."""
    told = (Notice("ok", _signed_out()),) if notice == "signed_out" else ()
    return _form(request, services, signer, door, next_path=next, notices=told)


@router.post("/login")
def sign_in(
    request: Request,
    services: ServicesDep,
    signer: SignerDep,
    throttle: ThrottleDep,
    staff_id: Field = "",
    password: Field = "",
    form_token: Field = "",
    next_path: Field = "",
    door: DoorNonce = "",
) -> Response:
    """Sign a member of staff in, or show the form again with the reason."""
    try:
        _require_own_form(signer, door, form_token)
        staff = _known(services, throttle, staff_id.strip(), password)
    except ServiceError as error:
        told = (refusal_notice(error, 403),)
        return _form(request, services, signer, door, staff_id=staff_id, next_path=next_path, notices=told, status=403)
    answer = RedirectResponse(_inside(next_path), status_code=303)
    _set_cookie(request, answer, SESSION_COOKIE, signer.issue(staff.staff_id), SESSION_LASTS_S)
    return answer


@router.post("/logout")
def sign_out(visit: FormDep) -> Response:
    """Sign out of this browser."""
    answer = RedirectResponse("/login?notice=signed_out", status_code=303)
    answer.delete_cookie(SESSION_COOKIE)
    return answer


def _known(services: Services, throttle: Throttle, staff_id: str, password: str) -> Staff:
    """Return whose id and password these are. Raises WrongPassword, TooManyTries."""
    now = services.clock()
    if not throttle.may_try(staff_id, now):
        raise TooManyTries("This id rests after too many wrong passwords.", fix="Wait five minutes.")
    with services.database.reading() as session:
        staff = find_staff(session, staff_id)
    # An unknown id costs as much time as a wrong password, so that nobody learns who works here.
    is_right = is_password(password, (staff.password_hash if staff else "") or _nobodys_hash())
    if staff is None or not is_right:
        throttle.note_wrong(staff_id, now)
        raise WrongPassword("Id and password do not belong together.", fix="Try again.")
    throttle.forget(staff_id)
    return staff


@cache
def _nobodys_hash() -> str:
    return hash_password(secrets.token_hex(16))


def _require_own_form(signer: Signer, door: str, form_token: str) -> None:
    expected = signer.form_token(ConsoleSession("", door))
    if not door or not hmac.compare_digest(expected.encode(), form_token.encode()):
        raise FormExpired("The login form does not belong to this browser.", fix="Load it again.")


def _form(
    request: Request,
    services: Services,
    signer: Signer,
    door: str,
    *,
    staff_id: str = "",
    next_path: str = "",
    notices: tuple[Notice, ...] = (),
    status: int = 200,
) -> Response:
    nonce = door or secrets.token_hex(8)
    with services.database.reading() as session:
        is_demo = bool(read_mark(session, "demo"))
        people = list_staff(session) if is_demo else ()
        page = LoginPage(
            brand=brand_of(session),
            form_token=signer.form_token(ConsoleSession("", nonce)),
            staff_id=staff_id,
            next_path=_inside(next_path),
            notices=notices,
            accounts=tuple(Account(each.staff_id, each.name, each.role) for each in people if each.active),
            demo_password=read_mark(session, "demo_password") if is_demo else "",
        )
    answer = render(page, status)
    _set_cookie(request, answer, DOOR_COOKIE, nonce, SESSION_LASTS_S)
    return answer


def _set_cookie(request: Request, answer: Response, name: str, value: str, lasts_s: int) -> None:
    is_secure = request.url.scheme == "https"
    answer.set_cookie(name, value, max_age=lasts_s, httponly=True, samesite="lax", secure=is_secure, path="/")


def _inside(path: str) -> str:
    """Return a path of this console: a login must not lead elsewhere."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\", "/login", "/logout"))
    return path if is_ours and "\n" not in path and "\r" not in path else "/"


def _signed_out() -> str:
    return str(labels()["notices"]["signed_out"][1])
