"""What the store itself is and takes: its marks (demo, brand, who acts by default), and which texts it can hold."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import CursorResult, Executable, bindparam, inspect
from sqlmodel import Session, SQLModel, select

from tools.models import StoreMark

_VALUE = select(StoreMark.value).where(StoreMark.key == bindparam("key"))


def read_mark(session: Session, key: str) -> str:
    """Return a mark, '' if it is not set."""
    return ask(session, _VALUE, {"key": key}).scalar() or ""


def mark(session: Session, key: str, value: str) -> None:
    """Set a mark."""
    session.merge(StoreMark(key=key, value=value))


def ask(session: Session, statement: Executable, asked: Mapping[str, Any]) -> CursorResult[*tuple[Any, ...]]:
    """Ask for bare columns, which need not pass the object mapper; what the session holds is written before."""
    session.flush()
    return session.connection().execute(statement, asked)


def insert_all(session: Session, rows: Sequence[SQLModel]) -> None:
    """Insert new rows of one table in one statement; what becomes of the objects later, the session does not follow."""
    if not rows:
        return
    session.flush()
    mapper = inspect(type(rows[0]))
    values = [{column.key: getattr(row, column.key) for column in mapper.local_table.columns} for row in rows]
    session.connection().execute(mapper.local_table.insert(), values)


def is_storable(text: str) -> bool:
    """Tell whether a text can be asked of every database: PostgreSQL knows no NUL, and a lone surrogate is no text."""
    return "\x00" not in text and text.encode("utf-8", "ignore").decode() == text
