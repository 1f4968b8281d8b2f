"""Column kinds every table shares: aware times, JSON, names of constraints, new ids."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, DateTime
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

# SQLite's batch migrations and PostgreSQL's downgrades both need a name on every constraint.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcTime(TypeDecorator[datetime]):
    """An aware UTC time on every database; a naive one is a programming error."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times and store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give SQLite's naive answer its zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def time_column(*, index: bool = False, nullable: bool = False) -> Any:
    """Declare an aware UTC time."""
    if nullable:
        return Field(default=None, sa_type=UtcTime, nullable=True, index=index)
    return Field(sa_type=UtcTime, nullable=False, index=index)


def _no_entries() -> list[Any]:
    return []


def _no_keys() -> dict[str, Any]:
    return {}


def list_column() -> Any:
    """Declare a JSON list, empty by default."""
    # Not `list` itself: Pydantic reads a factory's signature for every new row, and a builtin's is slow to read.
    return Field(default_factory=_no_entries, sa_type=JSON, nullable=False)


def object_column() -> Any:
    """Declare a JSON object, empty by default."""
    return Field(default_factory=_no_keys, sa_type=JSON, nullable=False)


def one_of(column: str, values: Sequence[str]) -> CheckConstraint:
    """Let the database refuse words it does not know (table classes do not validate)."""
    allowed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({allowed})", name=column)


def new_id(prefix: str, now: datetime) -> str:
    """Return a short id that sorts by time: 'D' + milliseconds + 5 random bytes, in hex."""
    return f"{prefix}{int(now.timestamp() * 1000):011x}{secrets.token_hex(5)}"
