"""One draft: show it, and one route a verdict."""

from collections.abc import Callable

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from agent.request import Request
from agent.suggest import suggest
from api.console.reading.draft import draft_page
from api.console.reading.draft_view import Given
from api.console.reading.rules import reasons_of, refusal_notice
from api.console.reading.texts import rows_of
from api.console.render import render
from api.console.visit import Field, FormDep, FormExpired, Visit, VisitDep, version_of
from api.errors import status_of
from tools import reviews
from tools.access import require
from tools.errors import Conflict, NotFound, ServiceError, TextBlocked
from tools.kpis import note_shown
from tools.models import Draft, Suggestion

router = APIRouter(prefix="/drafts")


@router.get("/{draft_id}")
def show_draft(draft_id: str, visit: VisitDep) -> Response:
    """Show a draft with its siblings, reasons and sources."""
    with visit.services.database.reading() as session:
        page = draft_page(visit, session, draft_id)
    note_shown(visit.services.database, visit.actor, [draft.id for draft in page.drafts], now=visit.now)
    return render(page)


@router.post("/{draft_id}/approve")
def approve(draft_id: str, visit: FormDep, version: Field = "", text: Field = "") -> Response:
    """Approve exactly the words in the box: a changed text is checked and kept first, then approved."""

    def decide() -> str:
        seen = _saved(visit, draft_id, version_of(version), text)
        with visit.services.database.writing() as session:
            reviews.approve(
                session,
                visit.actor,
                draft_id,
                seen,
                now=visit.now,
                gate=visit.services.gate,
                channel=visit.services.channel,
                undo_window_s=visit.services.settings.undo_window_s,
            )
        # Who works by keyboard goes on from the text itself: the seconds in which it can be taken back are few.
        return f"/drafts/{draft_id}#{draft_id}"

    return _decided(visit, draft_id, decide, text)


@router.post("/{draft_id}/edit")
def edit(draft_id: str, visit: FormDep, version: Field = "", text: Field = "") -> Response:
    """Keep a changed text without approving it."""

    def decide() -> str:
        with visit.services.database.writing() as session:
            now, gate = visit.now, visit.services.gate
            reviews.edit(session, visit.actor, draft_id, version_of(version), text, now=now, gate=gate)
        return f"/drafts/{draft_id}?notice=saved"

    return _decided(visit, draft_id, decide, text)


@router.post("/{draft_id}/reject")
def reject(
    draft_id: str, visit: FormDep, version: Field = "", reason: Field = "", note: Field = "", text: Field = ""
) -> Response:
    """Do not use this draft, for a reason."""

    def decide() -> str:
        with visit.services.database.writing() as session:
            seen = version_of(version)
            reviews.reject(session, visit.actor, draft_id, seen, reason, now=visit.now, note=note[:500])
        return f"/drafts/{draft_id}?notice=rejected"

    return _decided(visit, draft_id, decide, text)


@router.post("/{draft_id}/revise")
def revise(
    draft_id: str, visit: FormDep, version: Field = "", reason: Field = "", note: Field = "", text: Field = ""
) -> Response:
    """Put the whole suggestion aside and ask for another."""

    def decide() -> str:
        require(visit.actor, "suggest")
        with visit.services.database.writing() as session:
            old = reviews.get(session, visit.actor, draft_id)
            seen = version_of(version)
            reviews.revise(session, visit.actor, draft_id, seen, reason, now=visit.now, note=note[:500])
            request = _again(session, old)
        proposal = suggest(visit.services.workshop, visit.actor, request)
        if proposal.drafts:
            return f"/drafts/{proposal.drafts[0].id}?notice=revised"
        return f"/members/{request.member_id}?suggestion={proposal.suggestion.id}"

    return _decided(visit, draft_id, decide, text)


@router.post("/{draft_id}/undo")
def undo(draft_id: str, visit: FormDep, version: Field = "") -> Response:
    """Take a decision back, as long as nothing has left."""

    def decide() -> str:
        with visit.services.database.writing() as session:
            reviews.undo(session, visit.actor, draft_id, version_of(version), now=visit.now)
        return f"/drafts/{draft_id}?notice=undone"

    return _decided(visit, draft_id, decide)


def _saved(visit: Visit, draft_id: str, version: int | None, text: str) -> int | None:
    """Keep a changed text in a transaction of its own: if the approval needs somebody else, it waits for them."""
    if not text.strip() or version is None:
        return version
    with visit.services.database.writing() as session:
        draft = reviews.edit(session, visit.actor, draft_id, version, text, now=visit.now, gate=visit.services.gate)
        return draft.version


def _decided(visit: Visit, draft_id: str, decide: Callable[[], str], text: str = "") -> Response:
    """Carry a decision out and go on; a refusal is shown on the draft's own page with the person's words kept."""
    try:
        return RedirectResponse(decide(), status_code=303)
    except (NotFound, FormExpired):
        raise
    except ServiceError as error:
        return _refused(visit, draft_id, error, text)


def _refused(visit: Visit, draft_id: str, error: ServiceError, text: str) -> Response:
    status = status_of(error)
    with visit.services.database.reading() as session:
        draft = reviews.get(session, visit.actor, draft_id)
        given = Given(
            text=_kept(text, draft),
            refusal=refusal_notice(error, status),
            reasons=() if isinstance(error, TextBlocked) else reasons_of(error),
            findings=tuple(rows_of(error.findings)) if isinstance(error, TextBlocked) else (),
            is_overtaken=isinstance(error, Conflict),
        )
        return render(draft_page(visit, session, draft_id, given), status)


def _kept(text: str, draft: Draft) -> str:
    """Return the person's own words, '' when the box held nothing but the draft's."""
    words = text.replace("\r\n", "\n").strip()
    return "" if words in (draft.text, draft.proposed_text) else words


def _again(session: Session, old: Draft) -> Request:
    """Return the request that the old suggestion answered."""
    asked = session.get(Suggestion, old.suggestion_id)
    if old.proactive:
        return Request(member_id=old.member_id, kind="care")
    wants_list = asked is not None and asked.kind == "product_list"
    started = wants_list and not old.request_quote
    return Request(member_id=old.member_id, kind="product_list" if wants_list else "reply", started_by_rep=started)
