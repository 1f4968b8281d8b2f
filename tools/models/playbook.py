"""Playbooks: every version that was ever used, and the vectors of its passages."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from tools.models.columns import list_column, object_column, one_of, time_column

PLAYBOOK_KINDS = ("checklist", "care_script", "reply_script", "after_sale", "concierge", "fixed_reply")
PLAYBOOK_STATES = ("draft", "review", "published", "suspended", "retired")


class PlaybookVersion(SQLModel, table=True):
    """One version of one playbook; `page` is the parsed file, `current` marks the version in use."""

    __tablename__ = "playbook_version"
    __table_args__ = (one_of("kind", PLAYBOOK_KINDS), one_of("status", PLAYBOOK_STATES))

    playbook_id: str = Field(primary_key=True, max_length=64)
    version: str = Field(primary_key=True, max_length=32)
    content_hash: str
    title: str
    kind: str
    status: str
    topics: list[str] = list_column()
    expires_on: date | None = None
    page: dict[str, Any] = object_column()
    source: str = ""
    current: bool = Field(default=True, index=True)
    recorded_at: datetime = time_column()


class PassageVector(SQLModel, table=True):
    """One passage's vector by content and encoder: the index is built from these rows."""

    __tablename__ = "passage_vector"

    text_hash: str = Field(primary_key=True)
    encoder: str = Field(primary_key=True)
    vector: bytes = Field(sa_type=LargeBinary)
