"""Figures of a large base, kept for some hours: they take seconds to count."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from tools.models.columns import object_column, time_column


class KeptFigures(SQLModel, table=True):
    """One report as it was counted; `asked` is a digest of whose members, which days and by which rules."""

    __tablename__ = "kept_figures"

    asked: str = Field(primary_key=True, max_length=64)
    counted_at: datetime = time_column()
    report: dict[str, Any] = object_column()
