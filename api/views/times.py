"""How a time looks from outside."""

from datetime import datetime

from tools.clock import shanghai


def moment(at: datetime | None) -> str | None:
    """Write a time in ISO 8601 with Shanghai's offset."""
    return shanghai(at).isoformat(timespec="seconds") if at else None
