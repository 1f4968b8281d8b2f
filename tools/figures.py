"""Counts for the operator's eye: what waits where. No personal data."""

from sqlalchemy import func
from sqlmodel import Session, col, select

from tools.models import Delivery, Draft, Task


def queue_figures(session: Session) -> dict[str, dict[str, int]]:
    """Return the number of drafts, deliveries and tasks by state."""
    return {
        "drafts": _counts(session, Draft.state),
        "deliveries": _counts(session, Delivery.state),
        "tasks": _counts(session, Task.state),
    }


def _counts(session: Session, state: str) -> dict[str, int]:
    rows = session.exec(select(state, func.count()).group_by(col(state))).all()
    return {str(name): int(count) for name, count in rows}
