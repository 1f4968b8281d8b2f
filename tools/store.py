"""What the store itself is and takes: its marks (demo, brand, who acts by default), and which texts it can hold."""

from sqlmodel import Session

from tools.models import StoreMark


def read_mark(session: Session, key: str) -> str:
    """Return a mark, '' if it is not set."""
    found = session.get(StoreMark, key)
    return found.value if found is not None else ""


def mark(session: Session, key: str, value: str) -> None:
    """Set a mark."""
    session.merge(StoreMark(key=key, value=value))


def is_storable(text: str) -> bool:
    """Tell whether a text can be asked of every database: PostgreSQL knows no NUL, and a lone surrogate is no text."""
    return "\x00" not in text and text.encode("utf-8", "ignore").decode() == text
