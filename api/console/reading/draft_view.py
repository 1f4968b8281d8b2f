"""One draft as a column of the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from api.console import moments
from api.console.labels import label, labels
from api.console.pages.chrome import Notice
from api.console.pages.draft import DeliveryView, DraftView
from api.console.reading.texts import changes, finding_views, marked, rows_of, worst_of
from api.console.visit import Visit
from tools import reviews
from tools.access import may_decide, policy
from tools.after_care import spoiled_care
from tools.models import Delivery, Draft


@dataclass(frozen=True)
class Given:
    """What a refused form held: the person's own text and why it did not pass."""

    text: str
    refusal: Notice
    reasons: tuple[str, ...] = ()
    findings: tuple[Mapping[str, Any], ...] = ()
    is_overtaken: bool = False


def draft_view(
    visit: Visit, session: Session, draft: Draft, focus_id: str, names: Mapping[str, str], given: Given | None
) -> DraftView:
    """Return one draft; the one in focus shows a refused text with what the checks said about it."""
    own = given if given is not None and draft.id == focus_id and draft.state == "proposed" else None
    findings = list(own.findings) if own and own.findings else [*(draft.findings or []), *_since_sent(session, draft)]
    words = (own.text if own else "") or draft.text
    text = words if own and own.findings else draft.text
    verdict = worst_of(findings)
    is_open = draft.state == "proposed"
    delivery = reviews.find_delivery(session, draft)
    needs_supervisor = bool(may_decide(visit.actor, draft.kind, worst_of(draft.findings or [])))
    return DraftView(
        id=draft.id,
        version=draft.version,
        style=draft.style,
        state=draft.state,
        segments=marked(text, findings),
        length=len(text),
        box=words,
        is_box_open=own is not None and bool(own.text or own.findings),
        is_focus=draft.id == focus_id,
        verdict=verdict,
        findings=finding_views(text, findings),
        changes=changes(draft.proposed_text, text),
        may_decide=is_open and visit.may("edit"),
        needs_supervisor=is_open and needs_supervisor,
        may_undo=_may_undo(visit, draft, delivery),
        decided_by=names.get(draft.decided_by, draft.decided_by),
        decided_when=moments.moment(draft.decided_at, visit.now),
        reason=_reason(draft),
        delivery=_delivery(visit, delivery) if delivery else None,
    )


def _since_sent(session: Session, draft: Draft) -> list[dict[str, Any]]:
    """Return what became true of care after it was sent: a list that she did not ask for followed."""
    delivery = reviews.find_delivery(session, draft) if draft.kind == "care" else None
    if delivery is None or delivery.sent_at is None:
        return []
    sent = (delivery.created_at, delivery.sent_at + timedelta(hours=1))
    found = spoiled_care(session, *sent, (draft.member_id,))
    return rows_of([one.finding(draft.text) for one in found if one.draft_id == draft.id])


def _may_undo(visit: Visit, draft: Draft, delivery: Delivery | None) -> bool:
    if draft.state not in ("approved", "rejected") or not visit.may("approve"):
        return False
    if draft.decided_by != visit.actor.staff_id and visit.actor.role not in policy()["approve_any"]:
        return False
    return draft.state == "rejected" or (delivery is not None and delivery.state in ("queued", "failed", "refused"))


def _reason(draft: Draft) -> str:
    code, mark, note = draft.decision_reason.partition(":")
    if draft.state == "rejected":
        return f"{reviews.reasons().get(code, code)}{mark}{note}"
    known = draft.state == "superseded" and code in labels()["superseded_by"]
    return label("superseded_by" if known else "draft_state_hints", code if known else draft.state)


def _delivery(visit: Visit, delivery: Delivery) -> DeliveryView:
    wait_s = (delivery.not_before - visit.now).total_seconds()
    is_soon = delivery.state == "queued" and 0 < wait_s <= 120
    at = delivery.sent_at or delivery.not_before
    return DeliveryView(
        id=delivery.id,
        state=delivery.state,
        when=moments.clock(at) if is_soon else moments.moment(at, visit.now),
        seconds_left=max(int(wait_s) + 1, 0) if delivery.state == "queued" and wait_s > 0 else 0,
        error=label("delivery_hints", delivery.state),
    )
