"""File what left the house, and forget it when its time is over."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete

from tools.models import Member, ModelExchange


def file_exchanges(session: Session, exchanges: Sequence[ModelExchange]) -> int:
    """File the exchanges of one member and return how many; of somebody who was erased meanwhile nothing is kept."""
    if not exchanges:
        return 0
    member = session.get(Member, exchanges[0].member_id, with_for_update=True)
    if member is None or member.erased_at is not None:
        return 0
    session.add_all(exchanges)
    session.flush()
    return len(exchanges)


def forget_older(session: Session, *, now: datetime, days: int) -> int:
    """Delete what is older than `days` and return how many."""
    gone = delete(ModelExchange).where(col(ModelExchange.at) < now - timedelta(days=days))
    return int(session.exec(gone.execution_options(synchronize_session=False)).rowcount)
