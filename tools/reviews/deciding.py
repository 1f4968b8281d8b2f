"""Edit, reject, revise and undo."""

from datetime import datetime

from sqlmodel import Session, col, update

from tools import audit
from tools.access import Actor, policy
from tools.errors import BadInput, NotAllowed
from tools.models import Delivery, Draft
from tools.reviews.approving import sibling_reason
from tools.reviews.gate import Gate, pass_text, rows_of, rules_of
from tools.reviews.opening import already_decided, move, take, take_proposed
from tools.reviews.reading import find_delivery
from tools.reviews.refusals import UndoTooLate
from tools.reviews.risk import risk_of
from tools.reviews.standstill import standstill
from tools.reviews.wording import sums
from tools.tasks.promises import withdraw_promises
from tools.yaml_text import table_beside

# Code for not using a draft → its label.
reasons = table_beside(__file__, "reasons.yaml")

_NEVER_LEFT = ("queued", "failed", "refused")


def edit(
    session: Session, actor: Actor, draft_id: str, version: int | None, text: str, *, now: datetime, gate: Gate
) -> Draft:
    """Replace the text; version + 1, findings and risk afresh. The same text again changes nothing.

    Raises BadInput (blank), TextBlocked (the old text stays), NotAllowed, VersionMissing, NotFound, StaleVersion,
    DraftAlreadyDecided, DraftExpired.
    """
    words = _usable(text)
    draft, _ = take_proposed(session, actor, "edit", draft_id, version, now)
    if words == draft.text:
        return draft
    findings = pass_text(session, gate, draft, words, now)
    before = draft.text
    rows = rows_of(findings)
    risk = risk_of(draft.kind, rows)
    move(session, draft, "proposed", text=words, version=draft.version + 1, findings=rows, risk=risk)
    _tell(session, actor, draft, "draft.edited", now, findings=rules_of(findings), **sums(before, words))
    return draft


def reject(
    session: Session, actor: Actor, draft_id: str, version: int | None, reason: str, *, now: datetime, note: str = ""
) -> Draft:
    """Refuse the draft for a reason of `reasons()` with an optional note; its siblings stay in the queue.

    Raises BadInput, NotAllowed, VersionMissing, NotFound, StaleVersion, DraftAlreadyDecided, DraftExpired.
    """
    _refuse_unknown(reason)
    draft, _ = take_proposed(session, actor, "edit", draft_id, version, now)
    _reject(session, actor, draft, reason, note, now)
    _tell(session, actor, draft, "draft.rejected", now, reason=reason, note_sha256=audit.sum_of(note) if note else "")
    return draft


def revise(
    session: Session, actor: Actor, draft_id: str, version: int | None, reason: str, *, now: datetime, note: str = ""
) -> str:
    """Refuse the draft and its siblings to get another suggestion; return the suggestion's id to start from.

    Raises what `reject` raises.
    """
    _refuse_unknown(reason)
    draft, _ = take_proposed(session, actor, "edit", draft_id, version, now)
    _reject(session, actor, draft, reason, note, now)
    aside = update(Draft).where(col(Draft.suggestion_id) == draft.suggestion_id, col(Draft.state) == "proposed")
    session.exec(
        aside.values(
            state="superseded", decided_at=now, decided_by=actor.staff_id, decision_reason=sibling_reason(draft)
        ).execution_options(synchronize_session="fetch")
    )
    _tell(session, actor, draft, "draft.revised", now, reason=reason, note_sha256=audit.sum_of(note) if note else "")
    return draft.suggestion_id


def undo(session: Session, actor: Actor, draft_id: str, version: int | None, *, now: datetime) -> Draft:
    """Take an approval or a rejection back: the draft waits again at version + 1, and so do its siblings.

    Possible for whoever decided and for supervisors, as long as nothing has left. Raises UndoTooLate, NotAllowed,
    VersionMissing, NotFound, StaleVersion, DraftAlreadyDecided.
    """
    draft, member, _ = take(session, actor, "approve", draft_id, version)
    if draft.state not in ("approved", "rejected"):
        raise already_decided(session, draft)
    _refuse_stranger(actor, draft)
    standing = standstill(session, member, draft, now)
    if standing:
        raise NotAllowed(f"It must not come back: {standing[0].message}", reasons=standing)
    undone, mark = draft.state, sibling_reason(draft)
    with session.begin_nested():
        if undone == "approved":
            _call_back(session, draft)
            withdraw_promises(session, [draft.id], reason="undone", now=now)
        move(session, draft, undone, state="proposed", version=draft.version + 1, **_UNDECIDED)
        back = update(Draft).where(col(Draft.decision_reason) == mark, col(Draft.state) == "superseded")
        session.exec(back.values(state="proposed", **_UNDECIDED).execution_options(synchronize_session="fetch"))
        _tell(session, actor, draft, "draft.undone", now, undone=undone)
    return draft


_UNDECIDED = {"decided_at": None, "decided_by": "", "decision_reason": ""}


def _call_back(session: Session, draft: Draft) -> None:
    """Cancel the delivery, unless a sender has claimed it."""
    held = update(Delivery).where(col(Delivery.draft_id) == draft.id, col(Delivery.draft_version) == draft.version)
    held = held.where(col(Delivery.state).in_(_NEVER_LEFT)).values(state="cancelled", error="undone")
    if session.exec(held.execution_options(synchronize_session="fetch")).rowcount != 1:
        delivery = find_delivery(session, draft)
        state = delivery.state if delivery else "gone"
        raise UndoTooLate(f"The message cannot be called back; it is {state}.", fix="Write to her again if needed.")


def _reject(session: Session, actor: Actor, draft: Draft, reason: str, note: str, now: datetime) -> None:
    why = f"{reason}: {note}" if note else reason
    move(session, draft, "proposed", state="rejected", decided_at=now, decided_by=actor.staff_id, decision_reason=why)


def _refuse_unknown(reason: str) -> None:
    if reason not in reasons():
        raise BadInput(f"{reason!r} is not a reason for a refusal.", fix=f"Choose from: {', '.join(reasons())}.")


def _refuse_stranger(actor: Actor, draft: Draft) -> None:
    if actor.staff_id != draft.decided_by and actor.role not in policy()["approve_any"]:
        raise NotAllowed(f"{draft.decided_by} decided this.", fix="Ask them or a supervisor to take it back.")


def _usable(text: str) -> str:
    words = text.replace("\r\n", "\n").strip()
    if not words or "\x00" in words:
        raise BadInput("A message needs words.", fix="Write the text, or reject the draft.")
    return words


def _tell(session: Session, actor: Actor, draft: Draft, action: str, now: datetime, **detail: object) -> None:
    audit.record(
        session,
        at=now,
        actor=actor.staff_id,
        action=action,
        subject=f"draft:{draft.id}",
        member_id=draft.member_id,
        detail={"version": draft.version, **detail},
    )
