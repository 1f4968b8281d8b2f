"""Marks of the store itself: is it the demo, whose brand, who acts by default."""

from sqlmodel import Session

from tools.models import StoreMark


def read_mark(session: Session, key: str) -> str:
    """Return a mark, '' if it is not set."""
    found = session.get(StoreMark, key)
    return found.value if found is not None else ""


def mark(session: Session, key: str, value: str) -> None:
    """Set a mark."""
    session.merge(StoreMark(key=key, value=value))
