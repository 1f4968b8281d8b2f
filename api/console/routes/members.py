"""Members: the list, one page, a suggestion for her, holds and unknown deliveries."""

import json
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse, StreamingResponse

from agent.request import KINDS, Proposal, Request
from agent.suggest import suggest
from api.console.live import UNBUFFERED, written_live
from api.console.reading.member import member_page
from api.console.reading.members import members_page
from api.console.render import render
from api.console.visit import Field, FormDep, VisitDep
from tools import holds
from tools.members.consent_answers import record_consent
from tools.members.phone import reveal_phone
from tools.members.proposed import confirm_fact, reject_fact
from tools.outbox import resolve_unknown
from tools.privacy import export_member

router = APIRouter()
# The name of the file says nothing about whose it is.
_TAKEN_AWAY = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="zhiji-member.json"'}


@router.get("/members")
def show_members(visit: VisitDep, q: str = "", quadrant: str = "", cursor: str = "") -> Response:
    """Search the members the actor may see."""
    with visit.services.database.reading() as session:
        return render(members_page(visit, session, words=q.strip()[:100], quadrant=quadrant, cursor=cursor))


@router.get("/members/{member_id}")
def show_member(member_id: str, visit: VisitDep, cursor: str = "", suggestion: str = "", kind: str = "") -> Response:
    """Show one member."""
    with visit.services.database.reading() as session:
        return render(member_page(visit, session, member_id, cursor=cursor, suggestion_id=suggestion, kind=kind))


@router.post("/members/{member_id}/phone")
def show_phone(member_id: str, visit: FormDep) -> Response:
    """Show the page once with the phone number in full; the audit log keeps who looked."""
    with visit.services.database.writing() as session:
        phone = reveal_phone(session, visit.actor, member_id, now=visit.now)
    with visit.services.database.reading() as session:
        return render(member_page(visit, session, member_id, phone=phone))


@router.post("/members/{member_id}/export")
def export(member_id: str, visit: FormDep) -> Response:
    """Give everything that is kept about her as a file; the audit log keeps who took it."""
    with visit.services.database.writing() as session:
        kept = export_member(session, visit.actor, member_id, visit.now)
    content = json.dumps(kept, ensure_ascii=False, indent=2, default=str)
    return Response(content, media_type="application/json", headers=_TAKEN_AWAY)


@router.post("/members/{member_id}/suggest")
def ask(member_id: str, visit: FormDep, message: Field = "", kind: Field = "", start: Field = "") -> Response:
    """Ask for a suggestion and go to its drafts, or back with the reason why there is none."""
    words = message if kind != "care" else ""
    request = Request(
        member_id=member_id,
        kind=kind if kind in KINDS else "",
        message=words.strip(),
        started_by_rep=start == "rep" and kind == "product_list",
    )
    if visit.services.workshop.model is not None:
        pieces = written_live(visit, request, _way_to)
        return StreamingResponse(pieces, media_type="text/html", headers=UNBUFFERED)
    return RedirectResponse(_way_to(suggest(visit.services.workshop, visit.actor, request)), status_code=303)


def _way_to(proposal: Proposal) -> str:
    """Return where a proposal is read: its first waiting draft, else her page with the reason why there is none."""
    waiting = next((draft for draft in proposal.drafts if draft.state == "proposed"), None)
    if waiting is not None:
        return f"/drafts/{waiting.id}"
    return f"/members/{proposal.suggestion.member_id}?suggestion={proposal.suggestion.id}#ask"


@router.post("/members/{member_id}/consents")
def write_down(
    member_id: str,
    visit: FormDep,
    purpose: Field = "",
    answer: Annotated[Literal["yes", "no"], Form()] = "yes",
    source: Field = "",
) -> Response:
    """Keep what she answered, under the text that is shown today."""
    with visit.services.database.writing() as session:
        record_consent(
            session, visit.actor, member_id, purpose=purpose, answer=answer, source=source[:80], now=visit.now
        )
    return RedirectResponse(f"/members/{member_id}?notice=consent_recorded#facts-title", status_code=303)


@router.post("/facts/{fact_id}/confirm")
def confirm(fact_id: str, visit: FormDep, value: Field = "") -> Response:
    """Write what she told us into her record."""
    with visit.services.database.writing() as session:
        member_id = confirm_fact(session, visit.actor, fact_id, value=value, now=visit.now).member_id
    return RedirectResponse(f"/members/{member_id}?notice=fact_confirmed#told", status_code=303)


@router.post("/facts/{fact_id}/reject")
def reject(fact_id: str, visit: FormDep) -> Response:
    """Say that it is no fact."""
    with visit.services.database.writing() as session:
        member_id = reject_fact(session, visit.actor, fact_id, now=visit.now).member_id
    return RedirectResponse(f"/members/{member_id}?notice=fact_rejected#told", status_code=303)


@router.post("/holds/{hold_id}/release")
def release_hold(hold_id: str, visit: FormDep, reason: Field = "", mistaken: Field = "") -> Response:
    """Release a hold for a reason; only one that was a misreading unseals what it had sealed."""
    was_wrong = mistaken == "yes"
    with visit.services.database.writing() as session:
        hold = holds.release(session, visit.actor, hold_id, reason[:500], now=visit.now, mistaken=was_wrong)
        member_id = hold.member_id
    return RedirectResponse(f"/members/{member_id}?notice=released", status_code=303)


@router.post("/deliveries/{delivery_id}/resolve")
def resolve(delivery_id: str, visit: FormDep, was_sent: Field = "", reason: Field = "") -> Response:
    """Say what became of a delivery that nobody is sure about."""
    with visit.services.database.writing() as session:
        arrived = was_sent == "yes"
        delivery = resolve_unknown(
            session, visit.actor, delivery_id, was_sent=arrived, reason=reason[:500], now=visit.now
        )
        draft_id = delivery.draft_id
    return RedirectResponse(f"/drafts/{draft_id}?notice=resolved", status_code=303)
