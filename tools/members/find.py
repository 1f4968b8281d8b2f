"""Find members, always through the eyes of the asking member of staff."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, bindparam, or_
from sqlmodel import Session, col, select

from tools.access import Actor, may_see, visible_members
from tools.errors import NotFound
from tools.models import Member, Score, ScoreRun
from tools.store import is_storable

_BY_ID = select(Member).where(Member.member_id == bindparam("member_id"))


def get(session: Session, member_id: str) -> Member:
    """Return one member, also an erased one. Raises NotFound."""
    member = session.exec(_BY_ID, params={"member_id": member_id}).first() if is_storable(member_id) else None
    if member is None:
        raise NotFound(f"There is no member {member_id!r}.", fix="Check the id or import members first.")
    return member


def get_for(session: Session, actor: Actor, member_id: str) -> Member:
    """Return a member this actor may see; a hidden or erased one is as absent as an unknown one. Raises NotFound."""
    return seen_by(session, actor, get(session, member_id))


def seen_by(session: Session, actor: Actor, member: Member) -> Member:
    """Return a member that is at hand already if this actor may see her. Raises NotFound as if she were absent."""
    if member.erased_at is not None or not may_see(session, actor, member):
        raise NotFound(f"There is no member {member.member_id!r} among yours.", fix="Ask her owner or a supervisor.")
    return member


def list_members(
    session: Session,
    actor: Actor,
    *,
    words: str = "",
    quadrant: str = "",
    limit: int = 50,
    after: str = "",
) -> Sequence[Member]:
    """Return visible members by id after the cursor, optionally by words (name, id, end of phone) or quadrant."""
    if not (is_storable(words) and is_storable(after) and is_storable(quadrant)):
        return []
    statement = select(Member).where(visible_members(actor), col(Member.erased_at).is_(None))
    if after:
        statement = statement.where(Member.member_id > after)
    if words:
        statement = statement.where(_matches(words))
    if quadrant:
        statement = statement.join(Score, col(Score.member_id) == Member.member_id)
        statement = statement.join(ScoreRun, col(ScoreRun.id) == Score.run_id)
        statement = statement.where(col(ScoreRun.active).is_(True), Score.quadrant == quadrant)
    return session.exec(statement.order_by(col(Member.member_id)).limit(limit)).all()


def _matches(words: str) -> ColumnElement[bool]:
    escaped = words.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    anywhere = f"%{escaped}%"
    return or_(
        col(Member.name).like(anywhere, escape="\\"),
        col(Member.nickname).like(anywhere, escape="\\"),
        col(Member.member_id).like(anywhere, escape="\\"),
        col(Member.phone).like(f"%{escaped}", escape="\\"),
    )
