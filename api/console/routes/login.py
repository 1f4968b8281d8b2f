"""Sign in and out."""

import hmac
import secrets
from dataclasses import replace
from functools import cache
from typing import Annotated

from fastapi import APIRouter, Cookie, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.console.door import DOOR_COOKIE, inside, login_form, set_cookie
from api.console.labels import labels
from api.console.pages.chrome import Notice, ResumePage, Retry
from api.console.reading.rules import refusal_notice
from api.console.render import render
from api.console.typed import rebuilt
from api.console.visit import Field, FormDep, FormExpired
from api.deps import ServicesDep, SignerDep
from api.security import SESSION_COOKIE, SESSION_LASTS_S, ConsoleSession, Signer, hash_password, is_password
from api.services import Services
from tools.errors import NotAllowed, ServiceError
from tools.login_tries import claim_try, forget_tries
from tools.models import Staff
from tools.staff import find_staff

router = APIRouter()
DoorNonce = Annotated[str, Cookie(alias=DOOR_COOKIE)]


class WrongPassword(NotAllowed):
    """Id and password do not belong together."""


class TooManyTries(NotAllowed):
    """This id rests after too many wrong passwords."""


@router.get("/login")
def show_login(request: Request, next: str = "", notice: str = "") -> Response:
    """Show the login form."""
    told = (Notice("ok", _signed_out()),) if notice == "signed_out" else ()
    return login_form(request, next_path=next, notices=told)


@router.post("/login")
def sign_in(
    request: Request,
    services: ServicesDep,
    signer: SignerDep,
    staff_id: Field = "",
    password: Field = "",
    form_token: Field = "",
    next_path: Field = "",
    kept_path: Field = "",
    kept: Annotated[list[str] | None, Form()] = None,
    door: DoorNonce = "",
) -> Response:
    """Sign a member of staff in, or show the form again with the reason; what was typed before is shown again."""
    retry = _kept(kept_path, kept or [], next_path)
    try:
        _require_own_form(signer, door, form_token)
        staff = _known(services, staff_id.strip(), password)
    except ServiceError as error:
        told = (refusal_notice(error, 403),)
        return login_form(request, staff_id=staff_id, next_path=next_path, notices=told, status=403, retry=retry)
    cookie = signer.issue(staff.staff_id)
    begins = inside(next_path) if inside(next_path) != "/" else str(labels()["home"].get(staff.role, "/"))
    answer = _resumed(signer, cookie, retry) if retry else RedirectResponse(begins, status_code=303)
    set_cookie(request, answer, SESSION_COOKIE, cookie, SESSION_LASTS_S)
    return answer


@router.post("/logout")
def sign_out(visit: FormDep) -> Response:
    """Sign out of this browser."""
    answer = RedirectResponse("/login?notice=signed_out", status_code=303)
    answer.delete_cookie(SESSION_COOKIE)
    return answer


def _kept(path: str, kept: list[str], back: str) -> Retry | None:
    pairs = tuple((name, value) for name, _, value in (one.partition(":") for one in kept))
    return rebuilt(path, pairs, "", inside(back), is_resumed=True) if inside(path) == path and pairs else None


def _resumed(signer: Signer, cookie: str, retry: Retry) -> Response:
    """Show what was typed, in a form of the new session."""
    console = signer.read(cookie)
    return render(ResumePage(replace(retry, form_token=signer.form_token(console) if console else "")))


def _known(services: Services, staff_id: str, password: str) -> Staff:
    """Return whose id and password these are. Raises WrongPassword, TooManyTries."""
    now = services.clock()
    if not claim_try(services.database, staff_id, now):
        raise TooManyTries("This id rests after too many wrong passwords.", fix="Wait some minutes.")
    with services.database.reading() as session:
        staff = find_staff(session, staff_id)
    # An unknown id costs as much time as a wrong password, so that nobody learns who works here.
    is_right = is_password(password, (staff.password_hash if staff else "") or _nobodys_hash())
    if staff is None or not is_right:
        raise WrongPassword("Id and password do not belong together.", fix="Try again.")
    forget_tries(services.database, staff_id)
    return staff


@cache
def _nobodys_hash() -> str:
    return hash_password(secrets.token_hex(16))


def _require_own_form(signer: Signer, door: str, form_token: str) -> None:
    expected = signer.form_token(ConsoleSession("", door))
    if not door or not hmac.compare_digest(expected.encode(), form_token.encode()):
        raise FormExpired("The login form does not belong to this browser.", fix="Load it again.")


def _signed_out() -> str:
    return str(labels()["notices"]["signed_out"][1])
