"""The console's routes."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.deps import ServicesDep, SignerDep
from api.security import SESSION_COOKIE, is_password
from tools.staff import find_staff

ASSETS = Path(__file__).parent / "assets"
router = APIRouter(include_in_schema=False)


@router.get("/login")
def show_login() -> Response:
    """Show the login form."""
    return HTMLResponse('<form method="post"><input name="staff_id"><input name="password" type="password"></form>')


@router.post("/login")
def login(
    services: ServicesDep, signer: SignerDep, staff_id: Annotated[str, Form()], password: Annotated[str, Form()]
) -> Response:
    """Sign a member of staff in."""
    with services.database.reading() as session:
        staff = find_staff(session, staff_id)
    if staff is None or not is_password(password, staff.password_hash):
        return RedirectResponse("/login", status_code=303)
    answer = RedirectResponse("/", status_code=303)
    answer.set_cookie(SESSION_COOKIE, signer.issue(staff_id), httponly=True, samesite="lax")
    return answer
