"""The queue, and batch approval."""

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from api.console.pages.queue import BatchLine, BatchPage
from api.console.reading.queue import is_plain, queue_page
from api.console.reading.rules import reasons_of, refusal_words
from api.console.reading.who import who_by_id
from api.console.render import render
from api.console.visit import Field, FormDep, Visit, VisitDep, version_of
from api.errors import status_of
from tools import reviews
from tools.access import require
from tools.errors import BadInput, NotAllowed, NotFound
from tools.reviews.batch import MOST

router = APIRouter()


class TooManyAtOnce(BadInput):
    """More drafts than anybody reads at once."""


class NeedsLook(NotAllowed):
    """A draft that nobody may approve without opening it."""


@router.get("/")
def show_queue(visit: VisitDep, tab: str = "waiting", kind: str = "", quadrant: str = "", cursor: str = "") -> Response:
    """Show what waits, what left and what needs a person."""
    with visit.services.database.reading() as session:
        return render(queue_page(visit, session, tab=tab, kind=kind, quadrant=quadrant, cursor=cursor))


@router.post("/drafts/batch-approve")
def approve_batch(visit: FormDep, chosen: Annotated[list[str] | None, Form()] = None) -> Response:
    """Approve up to five drafts; each stands for itself, and what was refused is shown."""
    require(visit.actor, "approve")
    decisions = _decisions(chosen, "approve")
    with visit.services.database.writing() as session:
        plain = [one for one in decisions if is_plain(visit, session, one.draft_id)]
        decided = reviews.decide_batch(
            session,
            visit.actor,
            plain,
            now=visit.now,
            gate=visit.services.gate,
            channel=visit.services.channel,
            undo_window_s=visit.services.settings.undo_window_s,
        )
        look = NeedsLook("A check found something in it.", fix="Open it, then decide.")
        decided += [reviews.Decided(one.draft_id, error=look) for one in decisions if one not in plain]
        if all(one.error is None for one in decided):
            return RedirectResponse("/?tab=approved&notice=batch", status_code=303)
        return render(_page(visit, session, decided, "approve"), 409)


@router.post("/drafts/batch-reject")
def reject_batch(
    visit: FormDep, chosen: Annotated[list[str] | None, Form()] = None, reason: Field = "", note: Field = ""
) -> Response:
    """Put up to five suggestions aside for one reason, with all their versions."""
    require(visit.actor, "edit")
    decisions = _decisions(chosen, "reject", reason, note[:500])
    if reason not in reviews.reasons():
        raise BadInput(f"{reason!r} is not a reason for a refusal.", fix="Choose one from the list.")
    with visit.services.database.writing() as session:
        decided = reviews.put_aside(session, visit.actor, decisions, now=visit.now)
        if all(one.error is None for one in decided):
            return RedirectResponse("/?notice=batch_rejected", status_code=303)
        return render(_page(visit, session, decided, "reject"), 409)


def _decisions(
    chosen: list[str] | None, action: Literal["approve", "reject"], reason: str = "", note: str = ""
) -> list[reviews.Decision]:
    if not 1 <= len(chosen or []) <= MOST:
        raise TooManyAtOnce(f"Choose one to {MOST} drafts.", fix="Look at fewer at a time.")
    parts = (each.partition(":") for each in chosen or [])
    return [reviews.Decision(draft_id, version_of(version), action, reason, note) for draft_id, _, version in parts]


def _page(visit: Visit, session: Session, decided: Sequence[reviews.Decided], action: str) -> BatchPage:
    return BatchPage(visit.chrome(session), tuple(_line(visit, session, one) for one in decided), action)


def _line(visit: Visit, session: Session, one: reviews.Decided) -> BatchLine:
    try:
        name = who_by_id(session, reviews.get(session, visit.actor, one.draft_id).member_id).name
    except NotFound:
        name = one.draft_id
    if one.error is None:
        return BatchLine(one.draft_id, name, "", "")
    what, todo = refusal_words(one.error, status_of(one.error))
    return BatchLine(one.draft_id, name, " ".join((what, *reasons_of(one.error))), todo)
