"""A member file may bring a hold or an opt-out: what waits for her is voided at once, not only refused at the door."""

from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session, col, select

from tools import reviews
from tools.database import Database
from tools.models import Draft, Member


def void_forbidden(database: Database, *, now: datetime) -> int:
    """Void waiting drafts of members on hold, and waiting outreach of those who opted out; return how many."""
    with database.reading() as session:
        member_ids = _affected(session)
    return sum(_void(database, member_id, now) for member_id in member_ids)


def _affected(session: Session) -> list[str]:
    statement = select(Member.member_id).join(Draft, col(Draft.member_id) == col(Member.member_id))
    statement = statement.where(
        or_(col(Member.care_hold).is_(True), col(Member.opted_out).is_(True)),
        col(Draft.state).in_(("proposed", "approved")),
        Draft.kind != "fixed_reply",
    )
    return list(session.exec(statement.distinct().order_by(col(Member.member_id))).all())


def _void(database: Database, member_id: str, now: datetime) -> int:
    with database.writing() as session:
        member = reviews.lock_member(session, member_id)
        reason = "care_hold" if member.care_hold else "opt_out"
        scope = "everything" if member.care_hold else "proactive"
        voided = reviews.void_all(session, member_id, reason=reason, now=now, scope=scope)
    return int(voided.drafts)
