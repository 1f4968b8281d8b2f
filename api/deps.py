"""What a route asks for: the services, and who is asking."""

from typing import Annotated

from fastapi import Depends, Header, Request

from api.errors import NotSignedIn
from api.security import SESSION_COOKIE, ConsoleSession, Signer
from api.services import Services
from tools.access import Actor, actor_of
from tools.errors import BadInput
from tools.staff import find_staff, owner_of_token


def services_of(request: Request) -> Services:
    """Return the running product."""
    services: Services = request.app.state.services
    return services


ServicesDep = Annotated[Services, Depends(services_of)]


def signer_of(services: ServicesDep) -> Signer:
    """Return the signer of console sessions."""
    return Signer(services.settings.secret_key.get_secret_value())


SignerDep = Annotated[Signer, Depends(signer_of)]


def find_session(request: Request, signer: SignerDep) -> ConsoleSession | None:
    """Return the console session of this browser, None if there is none."""
    cookie = request.cookies.get(SESSION_COOKIE, "")
    return signer.read(cookie) if cookie else None


SessionCookie = Annotated[ConsoleSession | None, Depends(find_session)]


def acting_staff(request: Request, services: ServicesDep, console: SessionCookie) -> Actor:
    """Return who acts: the owner of the bearer token, else the signed-in member of staff."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme:
        return _of_token(services, scheme, token)
    if console is None:
        raise NotSignedIn("Nobody is signed in.", fix="Send a bearer token (`zhiji staff token`) or sign in.")
    if request.method not in ("GET", "HEAD"):
        _require_same_site(request)
    with services.database.reading() as session:
        if find_staff(session, console.staff_id) is None:
            raise NotSignedIn("This account is closed.", fix="Ask an administrator.")
        return actor_of(session, console.staff_id)


def _of_token(services: Services, scheme: str, token: str) -> Actor:
    with services.database.reading() as session:
        staff = owner_of_token(session, token) if scheme.lower() == "bearer" else None
        if staff is None:
            raise NotSignedIn("This token is unknown or revoked.", fix="Make one with `zhiji staff token`.")
        return actor_of(session, staff.staff_id)


def _require_same_site(request: Request) -> None:
    """Refuse a cookie that another site's page made the browser send."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    if site not in ("same-origin", "none"):
        raise NotSignedIn("The request comes from another site.", fix="Use a bearer token.")


ActorDep = Annotated[Actor, Depends(acting_staff)]


def named_version(if_match: Annotated[str | None, Header()] = None) -> int | None:
    """Return the draft version of an If-Match header, None without one. Raises BadInput."""
    if if_match is None:
        return None
    bare = if_match.strip().removeprefix("W/").strip('"')
    if not bare.isdecimal():
        raise BadInput(f"If-Match {if_match!r} names no version.", fix='Send the draft\'s version, e.g. If-Match: "2".')
    return int(bare)


VersionDep = Annotated[int | None, Depends(named_version)]
