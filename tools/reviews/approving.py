"""Approve: one transaction from the decision to the frozen request in the outbox."""

from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, update

from tools import audit
from tools.access import Actor
from tools.checks.finding import Finding
from tools.clock import shanghai_day
from tools.models import Delivery, Draft, Member, new_id
from tools.reviews.gate import Gate, pass_actor, pass_contact, pass_text, rules_of
from tools.reviews.opening import move, take_proposed
from tools.reviews.refusals import TouchTaken
from tools.reviews.wording import sums
from tools.tasks.promises import keep_promise


def approve(
    session: Session,
    actor: Actor,
    draft_id: str,
    version: int | None,
    *,
    now: datetime,
    gate: Gate,
    channel: str,
    undo_window_s: int = 10,
    not_before: datetime | None = None,
) -> Delivery:
    """Approve exactly this version of the text and queue it; its siblings are superseded.

    Raises NotAllowed (role, hold, contact rules), VersionMissing, NotFound, TextBlocked, StaleVersion,
    DraftAlreadyDecided, DraftExpired, TouchTaken. After any of them nothing has changed, except that an expired
    draft is moved to `expired` (kept if the caller ends the transaction in peace, else `expire_due` does it).
    """
    draft, member = take_proposed(session, actor, "approve", draft_id, version, now)
    findings = pass_text(session, gate, draft, draft.text, now)
    pass_actor(actor, draft, findings)
    allowed_at = pass_contact(session, gate, member, draft, now)
    earliest = max(now + timedelta(seconds=undo_window_s), allowed_at, not_before or now)
    with session.begin_nested():
        move(session, draft, "proposed", state="approved", decided_at=now, decided_by=actor.staff_id)
        delivery = _queue(session, draft, member, actor, channel=channel, now=now, not_before=earliest)
        step_aside = _supersede_siblings(session, draft, now)
        # Whoever she knows says it, and so keeps it.
        keep_promise(session, draft, member.owner_staff_id or actor.staff_id, now=now)
        _tell(session, draft, delivery, findings, step_aside)
    return delivery


def sibling_reason(draft: Draft) -> str:
    """Return the mark on drafts that stepped aside for this one, so that an undo finds them again."""
    return f"sibling:{draft.id}:v{draft.version}"


def _queue(
    session: Session, draft: Draft, member: Member, actor: Actor, *, channel: str, now: datetime, not_before: datetime
) -> Delivery:
    delivery = Delivery(
        id=new_id("L", now),
        draft_id=draft.id,
        draft_version=draft.version,
        member_id=draft.member_id,
        channel=channel,
        purpose=draft.kind,
        proactive=draft.proactive,
        day=shanghai_day(not_before).isoformat(),
        text=draft.text,
        request=_request(draft, member, actor),
        not_before=not_before,
        approved_by=actor.staff_id,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(delivery)
    except IntegrityError as error:
        raise TouchTaken(
            f"A {draft.kind} message to this member is already on its way or sent on {delivery.day}.",
            fix="Approve it for another day, or undo the other one first.",
        ) from error
    return delivery


def _request(draft: Draft, member: Member, actor: Actor) -> dict[str, object]:
    """Freeze everything a channel needs: what is sent later must be what was approved now."""
    return {
        "key": f"draft:{draft.id}:v{draft.version}",
        "draft_id": draft.id,
        "version": draft.version,
        "member_id": draft.member_id,
        "recipient": {"wecom_external_userid": member.wecom_external_userid},
        "staff_id": member.owner_staff_id or actor.staff_id,
        "kind": draft.kind,
        "text": draft.text,
        "attachments": list(draft.attachments or []),
    }


def _supersede_siblings(session: Session, draft: Draft, now: datetime) -> int:
    aside = update(Draft).where(col(Draft.suggestion_id) == draft.suggestion_id, col(Draft.id) != draft.id)
    aside = aside.where(col(Draft.state) == "proposed").values(
        state="superseded", decided_at=now, decided_by="system", decision_reason=sibling_reason(draft)
    )
    return session.exec(aside.execution_options(synchronize_session="fetch")).rowcount


def _tell(session: Session, draft: Draft, delivery: Delivery, findings: tuple[Finding, ...], step_aside: int) -> None:
    audit.record(
        session,
        at=delivery.created_at,
        actor=delivery.approved_by,
        action="draft.approved",
        subject=f"draft:{draft.id}",
        member_id=draft.member_id,
        detail={
            "version": draft.version,
            "kind": draft.kind,
            "delivery": delivery.id,
            "channel": delivery.channel,
            "not_before": delivery.not_before.isoformat(),
            "suggestion": draft.suggestion_id,
            "playbook": f"{draft.playbook_id}@{draft.playbook_version}" if draft.playbook_id else "",
            "findings": rules_of(findings),
            "superseded": step_aside,
            **sums(draft.proposed_text, draft.text),
        },
    )
