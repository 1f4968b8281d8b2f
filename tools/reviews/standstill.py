"""What a member's standing forbids whatever the text says: holds, opt-out, erasure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from tools.models import Draft, Hold, Member
from tools.models.member import open_at
from tools.yaml_text import table_beside

_rules = table_beside(__file__)
ANSWER_KINDS = ("reply", "fixed_reply")
_OPEN = (
    select(Hold)
    .where(
        Hold.member_id == bindparam("member_id"),
        open_at(bindparam("now")),
    )
    .order_by(col(Hold.opened_at), col(Hold.id))
)


@dataclass(frozen=True)
class Standstill:
    """One reason why this draft may not reach this member."""

    rule: str
    message: str


def open_holds(session: Session, member_id: str, now: datetime) -> Sequence[Hold]:
    """Return the holds in force at this moment, oldest first."""
    return session.exec(_OPEN, params={"member_id": member_id, "now": now}).all()


def standstill(session: Session, member: Member, draft: Draft, now: datetime) -> tuple[Standstill, ...]:
    """Return why the draft must not go out, empty when nothing stands in its way."""
    return standing_of(member, draft, open_holds(session, member.member_id, now))


def standing_of(member: Member, draft: Draft, holds: Sequence[Hold]) -> tuple[Standstill, ...]:
    """Return the same from the holds that are in force; several drafts of one member need them read once."""
    if member.erased_at is None and _answers_a_trigger(draft, holds):
        return ()
    reasons = [rule_of(name) for name in _names(member, holds) if is_in_scope(draft, rule_of(name)["stops"])]
    return tuple(dict.fromkeys(Standstill(reason["rule"], reason["message"]) for reason in reasons))


def is_in_scope(draft: Draft, scope: str) -> bool:
    """Tell whether a draft belongs to everything, outreach or proactive."""
    outreach = draft.proactive or draft.kind not in ANSWER_KINDS
    return {"everything": True, "outreach": outreach, "proactive": draft.proactive}[scope]


def spared(holds: Sequence[Hold], opening: str) -> frozenset[str]:
    """Return the messages behind these holds whose fixed reply outlasts a new hold of the kind `opening`."""
    kinds = rule_of(opening).get("spares", ())
    return frozenset(hold.message_id for hold in holds if hold.message_id and hold.kind in kinds)


def _answers_a_trigger(draft: Draft, holds: Sequence[Hold]) -> bool:
    triggers = {hold.message_id for hold in holds if hold.message_id}
    return draft.kind == "fixed_reply" and draft.answers_message_id in triggers


def _names(member: Member, holds: Sequence[Hold]) -> list[str]:
    names = [f"{hold.kind}:{hold.cause}" for hold in holds]
    names += ["bereavement"] if member.care_hold else []
    names += ["opt_out"] if member.opted_out else []
    return names + (["erased"] if member.erased_at is not None else [])


def rule_of(name: str) -> dict[str, Any]:
    """Return what a hold `kind:cause` stops, with rule and message."""
    rules = _rules()
    found: dict[str, Any] = rules.get(name) or rules[name.partition(":")[0]]
    return found
