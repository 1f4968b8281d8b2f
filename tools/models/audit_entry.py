"""The audit log: a chain of hashes, so that a changed line shows."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from tools.models.columns import object_column, time_column


class AuditEntry(SQLModel, table=True):
    """Who did what to which thing, when and why."""

    __tablename__ = "audit_entry"

    # Given by the writer under a lock, without gaps: a missing line shows as well.
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = time_column(index=True)
    actor: str
    action: str = Field(index=True)
    subject: str = Field(index=True)
    member_id: str = Field(default="", index=True)
    detail: dict[str, Any] = object_column()
    previous_hash: str
    hash: str
