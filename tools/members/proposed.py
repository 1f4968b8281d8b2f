"""Proposed facts: kept with her words, decided by a person, and only then written where drafts may look."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select, update

from tools import audit
from tools.access import Actor, may, require
from tools.clock import parse_day, shanghai_day
from tools.errors import BadInput, Conflict, NotFound
from tools.holds import lift_opt_out
from tools.members.find import get_for
from tools.members.told import told_in, told_rules
from tools.models import Member, Message, ProposedFact, new_id
from tools.reviews import lock_member

_LONGEST = 40
_DAYS = ("day_ahead", "day_past")


def propose_facts(session: Session, member: Member, message: Message, *, now: datetime, route: str = "") -> int:
    """Keep what a message tells as proposed facts and return how many are new; what is sealed is not asked about."""
    if member.erased_at is not None or route in told_rules()["silent_routes"]:
        return 0
    told = told_in(message.text, shanghai_day(message.at))
    kept = [one for one in told if not (member.care_hold and one.sensitive)]
    for one in kept:
        session.add(
            ProposedFact(
                id=new_id("F", now),
                member_id=member.member_id,
                message_id=message.message_id,
                kind=one.kind,
                value=one.value,
                quote=one.quote,
                sensitive=one.sensitive,
                said_at=message.at,
                created_at=now,
            )
        )
    session.flush()
    return len(kept)


def proposed_facts(session: Session, member: Member, *, state: str = "proposed") -> Sequence[ProposedFact]:
    """Return her proposed facts of one state ('' for all), newest first; sensitive ones are sealed in care_hold."""
    statement = select(ProposedFact).where(ProposedFact.member_id == member.member_id)
    if state:
        statement = statement.where(ProposedFact.state == state)
    if member.care_hold:
        statement = statement.where(ProposedFact.sensitive == "")
    return session.exec(statement.order_by(col(ProposedFact.said_at).desc(), col(ProposedFact.id))).all()


def confirm_fact(session: Session, actor: Actor, fact_id: str, *, value: str = "", now: datetime) -> ProposedFact:
    """Write a proposed fact into her record, with the value corrected on request.

    Raises NotFound, NotAllowed, Conflict when it was decided or is sealed, BadInput for a value that cannot be read.
    """
    fact, member = _open_fact(session, actor, fact_id)
    rule = told_rules()["kinds"][fact.kind]
    chosen = "" if _stays_blank(rule, fact, value) else _checked(rule, value.strip() or fact.value)
    _decide(session, fact, actor, now, state="confirmed", value=chosen)
    _WRITE.get(rule["goes_to"], _column)(member, rule, chosen)
    member.updated_at = now
    session.add(member)
    session.flush()
    if rule.get("lifts_opt_out") and may(actor, "release_hold"):
        lift_opt_out(session, actor, fact.member_id, fact.message_id, told_rules()["lift_reason"], now=now)
    return fact


def _stays_blank(rule: dict[str, Any], fact: ProposedFact, value: str) -> bool:
    return bool(rule.get("may_be_blank")) and not (value.strip() or fact.value)


def reject_fact(session: Session, actor: Actor, fact_id: str, *, now: datetime) -> ProposedFact:
    """Say that a proposed fact is none. Raises NotFound, NotAllowed and Conflict."""
    fact, _ = _open_fact(session, actor, fact_id)
    _decide(session, fact, actor, now, state="rejected")
    return fact


def _open_fact(session: Session, actor: Actor, fact_id: str) -> tuple[ProposedFact, Member]:
    require(actor, "confirm_fact")
    fact = session.get(ProposedFact, fact_id)
    if fact is None:
        raise NotFound(f"There is no proposed fact {fact_id!r}.", fix="Reload the member's page.")
    get_for(session, actor, fact.member_id)
    member = lock_member(session, fact.member_id)
    if member.care_hold and fact.sensitive:
        raise Conflict("Her record is sealed.", fix="Nothing of this kind is written while the hold stands.")
    return fact, member


def _decide(session: Session, fact: ProposedFact, actor: Actor, now: datetime, **columns: Any) -> None:
    """Decide once: of two clicks the second one is told that the first was there."""
    still = update(ProposedFact).where(col(ProposedFact.id) == fact.id, col(ProposedFact.state) == "proposed")
    done = session.exec(still.values(decided_at=now, decided_by=actor.staff_id, **columns))
    if done.rowcount != 1:
        raise Conflict("This fact was decided already.", fix="Reload the member's page.")
    session.refresh(fact)
    audit.record(
        session,
        at=now,
        actor=actor.staff_id,
        action=f"fact.{fact.state}",
        subject=f"fact:{fact.id}",
        member_id=fact.member_id,
        detail={"kind": fact.kind, "message": fact.message_id},
    )


def _checked(rule: dict[str, Any], value: str) -> str:
    if not value:
        raise BadInput("Her words leave the value open.", fix="Ask her, then confirm with the value.")
    if rule["reads"] in _DAYS:
        return parse_day(value).isoformat()
    if len(value) > _LONGEST:
        raise BadInput(f"The value is longer than {_LONGEST} characters.", fix="Give it in a few words.")
    return value


def _column(member: Member, rule: dict[str, Any], value: str) -> None:
    is_day = rule["reads"] in _DAYS
    setattr(member, rule["goes_to"], parse_day(value) if is_day else value)


def _tag(member: Member, rule: dict[str, Any], value: str) -> None:
    tag = str(rule["tag"]).format(value=value)
    member.tags = [*(other for other in member.tags or [] if other != tag), tag]


def _birth(member: Member, rule: dict[str, Any], value: str) -> None:
    member.birth_confirmed = True
    _child(member, rule, value)


def _child(member: Member, _rule: dict[str, Any], value: str) -> None:
    children = [dict(child) for child in member.children or []]
    if all(str(child.get("birthday", ""))[:10] != value for child in children):
        member.children = [*children, {"birthday": value, "nickname": ""}]


def _child_nickname(member: Member, _rule: dict[str, Any], value: str) -> None:
    """Give the name to the one child that has none. Raises BadInput where that is not clear."""
    children = [dict(child) for child in member.children or []]
    nameless = [child for child in children if not str(child.get("nickname") or "").strip()]
    if len(nameless) != 1:
        raise BadInput("It is not clear which child is meant.", fix="Record the child's birthday first, or reject.")
    nameless[0]["nickname"] = value
    member.children = children


_WRITE: dict[str, Callable[[Member, dict[str, Any], str], None]] = {
    "tags": _tag,
    "birth": _birth,
    "children": _child,
    "child_nickname": _child_nickname,
}
