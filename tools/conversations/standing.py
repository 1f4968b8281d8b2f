"""A member file may bring a hold or an opt-out: what waits for her is voided at once, not only refused at the door."""

from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session, col, select

from tools import holds, reviews
from tools.database import Database
from tools.models import Draft, Hold, Member

# A mark from a file has no message behind it; the cause chooses a desk that is not called out at night.
_FROM_FILE = "file"


def void_forbidden(database: Database, *, now: datetime) -> int:
    """Void waiting drafts of members on hold, and waiting outreach of those who opted out; return how many.

    A care hold that only a file speaks of becomes a hold like any other: sealed, and released by a person alone.
    """
    with database.reading() as session:
        marked, member_ids = _marked(session), _affected(session)
    for member_id in marked:
        _hold(database, member_id, now)
    return sum(_void(database, member_id, now) for member_id in member_ids)


def _marked(session: Session) -> list[str]:
    known = select(Hold.id).where(
        col(Hold.member_id) == col(Member.member_id), Hold.kind == "bereavement", col(Hold.released_at).is_(None)
    )
    statement = select(Member.member_id).where(
        col(Member.care_hold).is_(True), col(Member.erased_at).is_(None), ~known.exists()
    )
    return list(session.exec(statement.order_by(col(Member.member_id))).all())


def _hold(database: Database, member_id: str, now: datetime) -> None:
    with database.writing() as session:
        holds.open_hold(session, member_id, kind="bereavement", level="S2", cause=_FROM_FILE, message_id="", now=now)


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
