"""The queue and one draft, always through the eyes of the asking member of staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select

from tools.access import Actor, visible_members
from tools.errors import BadInput, NotFound
from tools.models import Delivery, Draft, Member
from tools.models.draft import DRAFT_STATES
from tools.paging import cursor_of, place_of

_MOST = 200


@dataclass(frozen=True)
class DraftPage:
    """One page of the queue; `next_cursor` is '' on the last one."""

    drafts: tuple[Draft, ...]
    next_cursor: str


def queue(
    session: Session,
    actor: Actor,
    *,
    states: Sequence[str] = ("proposed",),
    limit: int = 50,
    cursor: str = "",
    member_id: str | None = None,
) -> DraftPage:
    """Return visible drafts, the riskiest first and then by deadline. Raises BadInput."""
    _refuse_unknown(states)
    size = max(1, min(limit, _MOST))
    statement = select(Draft).join(Member, col(Member.member_id) == col(Draft.member_id))
    statement = statement.where(visible_members(actor), col(Draft.state).in_(states))
    if member_id is not None:
        statement = statement.where(Draft.member_id == member_id)
    if cursor:
        statement = statement.where(_after(cursor))
    order = (col(Draft.risk).desc(), col(Draft.expires_at), col(Draft.id))
    found = session.exec(statement.order_by(*order).limit(size + 1)).all()
    shown = tuple(found[:size])
    return DraftPage(shown, _cursor(shown[-1]) if len(found) > size else "")


def get(session: Session, actor: Actor, draft_id: str) -> Draft:
    """Return one draft; one of a hidden member is as absent as an unknown one. Raises NotFound."""
    statement = select(Draft).join(Member, col(Member.member_id) == col(Draft.member_id))
    draft = session.exec(statement.where(Draft.id == draft_id, visible_members(actor))).first()
    if draft is None:
        raise NotFound(f"There is no draft {draft_id!r} among yours.", fix="Look at the queue again.")
    return draft


def siblings(session: Session, draft: Draft) -> list[Draft]:
    """Return the other drafts of the same suggestion, oldest first."""
    statement = select(Draft).where(Draft.suggestion_id == draft.suggestion_id, Draft.id != draft.id)
    return list(session.exec(statement.order_by(col(Draft.id))).all())


def find_delivery(session: Session, draft: Draft) -> Delivery | None:
    """Return the delivery of the draft's present version, None before an approval."""
    statement = select(Delivery).where(Delivery.draft_id == draft.id, Delivery.draft_version == draft.version)
    return session.exec(statement).first()


def _refuse_unknown(states: Sequence[str]) -> None:
    unknown = [state for state in states if state not in DRAFT_STATES]
    if unknown:
        raise BadInput(f"{unknown[0]!r} is not a state of a draft.", fix=f"Choose from: {', '.join(DRAFT_STATES)}.")


def _cursor(draft: Draft) -> str:
    return cursor_of(draft.risk, draft.expires_at, draft.id)


def _after(cursor: str) -> ColumnElement[bool]:
    risk, deadline, draft_id = place_of(cursor, int, datetime, str)
    return or_(
        col(Draft.risk) < risk,
        and_(col(Draft.risk) == risk, col(Draft.expires_at) > deadline),
        and_(col(Draft.risk) == risk, col(Draft.expires_at) == deadline, col(Draft.id) > draft_id),
    )
