"""The queue, and batch approval."""

from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from api.console.pages.queue import BatchLine, BatchPage
from api.console.reading.queue import queue_page
from api.console.reading.rules import reasons_of, refusal_words
from api.console.reading.who import who_by_id
from api.console.render import render
from api.console.visit import FormDep, Visit, VisitDep, version_of
from api.errors import status_of
from tools import reviews
from tools.access import require
from tools.errors import BadInput, NotFound
from tools.reviews.batch import MOST

router = APIRouter()


class TooManyAtOnce(BadInput):
    """More drafts than anybody reads at once."""


@router.get("/")
def show_queue(visit: VisitDep, tab: str = "waiting", kind: str = "", quadrant: str = "", cursor: str = "") -> Response:
    """Show what waits, what left and what needs a person."""
    with visit.services.database.reading() as session:
        return render(queue_page(visit, session, tab=tab, kind=kind, quadrant=quadrant, cursor=cursor))


@router.post("/drafts/batch-approve")
def approve_batch(visit: FormDep, chosen: Annotated[list[str] | None, Form()] = None) -> Response:
    """Approve up to five drafts; each stands for itself, and what was refused is shown."""
    require(visit.actor, "approve")
    decisions = [_decision(each) for each in chosen or []]
    if not 1 <= len(decisions) <= MOST:
        raise TooManyAtOnce(f"Choose one to {MOST} drafts.", fix="Look at fewer at a time.")
    with visit.services.database.writing() as session:
        decided = reviews.decide_batch(
            session,
            visit.actor,
            decisions,
            now=visit.now,
            gate=visit.services.gate,
            channel=visit.services.channel,
            undo_window_s=visit.services.settings.undo_window_s,
        )
        if all(one.error is None for one in decided):
            return RedirectResponse("/?tab=approved&notice=batch", status_code=303)
        page = BatchPage(visit.chrome(session), tuple(_line(visit, session, one) for one in decided))
    return render(page, 409)


def _decision(chosen: str) -> reviews.Decision:
    draft_id, _, version = chosen.partition(":")
    return reviews.Decision(draft_id, version_of(version), "approve")


def _line(visit: Visit, session: Session, one: reviews.Decided) -> BatchLine:
    try:
        name = who_by_id(session, reviews.get(session, visit.actor, one.draft_id).member_id).name
    except NotFound:
        name = one.draft_id
    if one.error is None:
        return BatchLine(one.draft_id, name, "", "")
    what, todo = refusal_words(one.error, status_of(one.error))
    return BatchLine(one.draft_id, name, " ".join((what, *reasons_of(one.error))), todo)
