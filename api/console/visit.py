"""One visit to the console: the product, who is there, and the frame around every page."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Form, Request
from sqlmodel import Session

from api.console import moments
from api.console.labels import label, labels
from api.console.pages.chrome import Call, Chrome, NavLink, Notice
from api.deps import ActorDep, ServicesDep, SessionCookie, SignerDep, find_session, services_of, signer_of
from api.services import Services
from tools import desk, tasks
from tools.access import Actor, may
from tools.errors import BadInput, NotAllowed
from tools.models import Member, Task
from tools.staff import list_staff
from tools.store import read_mark
from tools.tasks.rules import is_grave

# So many banners leave room for the page; the gravest are always all there.
_BANNERS = 3


class FormExpired(NotAllowed):
    """The form does not belong to this session."""


@dataclass(frozen=True)
class Visit:
    """Who looks at which page, and with which product behind it."""

    services: Services
    actor: Actor
    form_token: str
    path: str
    notice: str

    @property
    def now(self) -> datetime:
        """Return the moment."""
        return self.services.clock()

    def may(self, action: str) -> bool:
        """Tell whether a button for this action makes sense; the tools decide again when it is pressed."""
        return may(self.actor, action)

    def chrome(self, session: Session, *notices: Notice, refresh_s: int = 0) -> Chrome:
        """Return the frame of a page."""
        told = labels()["notices"].get(self.notice)
        counts = tasks.count_mine(session, self.actor, now=self.now)
        called = self._called(session)
        shown = [task for place, task in enumerate(called) if place < _BANNERS or is_grave(task.level)]
        return Chrome(
            staff_name=self.actor.name,
            role=self.actor.role,
            brand=brand_of(session),
            nav=tuple(self._link(entry, counts) for entry in labels()["nav"] if self._is_open(entry)),
            form_token=self.form_token,
            is_demo=bool(read_mark(session, "demo")),
            calls=tuple(self._call(session, task) for task in shown),
            has_more_calls=len(shown) < len(called),
            notices=(*notices, *((Notice(*told),) if told and not notices else ())),
            refresh_s=refresh_s,
        )

    def _is_open(self, entry: dict[str, Any]) -> bool:
        return "action" not in entry or self.may(entry["action"])

    def _called(self, session: Session) -> list[Task]:
        """Return what calls for a person, gravest first; the task's own page says it all itself."""
        return [task for task in desk.open_calls(session, self.actor) if self.path != f"/tasks/{task.id}"]

    def _call(self, session: Session, task: Task) -> Call:
        member = session.get_one(Member, task.member_id)
        when = moments.late(task.due_at, self.now)
        nobody = not any(alert.staff_id for alert in desk.alerts_about(session, task.id))
        return Call(f"/tasks/{task.id}", task.title, task.level, member.name or member.member_id, when, nobody)

    def _link(self, entry: dict[str, Any], counts: tasks.TaskCounts) -> NavLink:
        path = str(entry["path"])
        inside = self.path.startswith("/drafts") if path == "/" else self.path.startswith(path)
        is_here = self.path == path or inside
        count = counts.open if path == "/tasks" else 0
        name, is_late = str(entry["name"]), bool(count and counts.overdue)
        return NavLink(path, name, str(entry.get("short", name)), str(entry["icon"]), is_here, count, is_late)


def brand_of(session: Session) -> str:
    """Return whose console this is."""
    return read_mark(session, "brand") or str(labels()["brand_name"])


def names_of(session: Session) -> dict[str, str]:
    """Return staff id → name, with the product itself among them."""
    return {"system": label("roles", "system")} | {staff.staff_id: staff.name for staff in list_staff(session)}


def visit_of(
    request: Request,
    services: ServicesDep,
    actor: ActorDep,
    console: SessionCookie,
    signer: SignerDep,
) -> Visit:
    """Return this visit; who is not signed in does not get here."""
    token = signer.form_token(console) if console else ""
    return Visit(services, actor, token, request.url.path, request.query_params.get("notice", ""))


VisitDep = Annotated[Visit, Depends(visit_of)]


def own_token(request: Request) -> str:
    """Return the form token of this browser's session, '' when nobody is signed in."""
    signer = signer_of(services_of(request))
    console = find_session(request, signer)
    return signer.form_token(console) if console else ""


def own_form(visit: VisitDep, form_token: Annotated[str, Form()] = "") -> Visit:
    """Let only a form through that we gave to this very session. Raises FormExpired."""
    if not visit.form_token or not hmac.compare_digest(visit.form_token.encode(), form_token.encode()):
        raise FormExpired("The form does not belong to this session.", fix="Load the page again.")
    return visit


FormDep = Annotated[Visit, Depends(own_form)]
Field = Annotated[str, Form()]


def version_of(text: str) -> int | None:
    """Return the version a form names, None when it names none. Raises BadInput."""
    if not text:
        return None
    if not text.isdecimal():
        raise BadInput(f"{text!r} names no version.", fix="Load the page again.")
    return int(text)
