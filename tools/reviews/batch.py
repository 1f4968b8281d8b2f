"""Several decisions in one call: few enough that each was looked at, each on its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlmodel import Session, col, select

from tools.access import Actor
from tools.errors import BadInput, ServiceError
from tools.models import Delivery, Draft
from tools.reviews.approving import approve
from tools.reviews.deciding import reject
from tools.reviews.gate import Gate
from tools.reviews.locks import lock_members
from tools.reviews.opening import reread
from tools.reviews.reading import siblings
from tools.reviews.refusals import DraftExpired

MOST = 5


@dataclass(frozen=True)
class Decision:
    """What somebody decided about one version of one draft."""

    draft_id: str
    version: int | None
    action: Literal["approve", "reject"]
    reason: str = ""
    note: str = ""


@dataclass(frozen=True)
class Decided:
    """What became of it: the draft and, when approved, its delivery; or the error."""

    draft_id: str
    draft: Draft | None = None
    delivery: Delivery | None = None
    error: ServiceError | None = None


def decide_batch(
    session: Session,
    actor: Actor,
    decisions: Sequence[Decision],
    *,
    now: datetime,
    gate: Gate,
    channel: str,
    undo_window_s: int = 10,
) -> list[Decided]:
    """Decide up to five drafts; each succeeds or fails by itself. Raises BadInput for more. Call it first."""
    if len(decisions) > MOST:
        raise BadInput(f"At most {MOST} decisions in one call.", fix="Look at fewer at a time.")
    # All members at once and in order: the first item's audit entry locks the chain for the rest.
    wanted = select(Draft.member_id).where(col(Draft.id).in_([decision.draft_id for decision in decisions]))
    lock_members(session, session.exec(wanted).all())
    return [_decide(session, actor, decision, now, gate, channel, undo_window_s) for decision in decisions]


def put_aside(session: Session, actor: Actor, decisions: Sequence[Decision], *, now: datetime) -> list[Decided]:
    """Refuse up to five suggestions, each draft with its waiting siblings, for a reason. Raises BadInput for more.

    Each succeeds or fails by itself. Call it first.
    """
    if len(decisions) > MOST:
        raise BadInput(f"At most {MOST} decisions in one call.", fix="Look at fewer at a time.")
    wanted = select(Draft.member_id).where(col(Draft.id).in_([decision.draft_id for decision in decisions]))
    lock_members(session, session.exec(wanted).all())
    return [_put_aside(session, actor, decision, now) for decision in decisions]


def _put_aside(session: Session, actor: Actor, decision: Decision, now: datetime) -> Decided:
    try:
        with session.begin_nested():
            reason, note = decision.reason, decision.note
            draft = reject(session, actor, decision.draft_id, decision.version, reason, now=now, note=note)
            for each in siblings(session, draft):
                if each.state == "proposed":
                    reject(session, actor, each.id, each.version, reason, now=now, note=note)
            return Decided(decision.draft_id, draft)
    except ServiceError as error:
        return Decided(decision.draft_id, error=error)


def _decide(
    session: Session, actor: Actor, decision: Decision, now: datetime, gate: Gate, channel: str, undo_window_s: int
) -> Decided:
    try:
        with session.begin_nested():
            try:
                return _carry_out(session, actor, decision, now, gate, channel, undo_window_s)
            except DraftExpired as error:
                # Leaving in peace keeps the move to `expired`.
                return Decided(decision.draft_id, reread(session, decision.draft_id), error=error)
    except ServiceError as error:
        return Decided(decision.draft_id, error=error)


def _carry_out(
    session: Session, actor: Actor, decision: Decision, now: datetime, gate: Gate, channel: str, undo_window_s: int
) -> Decided:
    draft_id, version = decision.draft_id, decision.version
    if decision.action == "reject":
        return Decided(
            draft_id, reject(session, actor, draft_id, version, decision.reason, now=now, note=decision.note)
        )
    if decision.action != "approve":
        raise BadInput(f"{decision.action!r} is not a decision.", fix="Choose approve or reject.")
    delivery = approve(
        session, actor, draft_id, version, now=now, gate=gate, channel=channel, undo_window_s=undo_window_s
    )
    return Decided(draft_id, reread(session, draft_id), delivery)
