"""The daily plan: whom to touch, why, and what stood in the way."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from tools.models.columns import list_column, object_column, one_of, time_column

TOUCH_STATES = ("planned", "drafted", "blocked", "over_budget", "no_draft")


class PlannedTouch(SQLModel, table=True):
    """One touch of one day's plan with the reason a rep can read."""

    __tablename__ = "planned_touch"
    __table_args__ = (one_of("state", TOUCH_STATES), UniqueConstraint("member_id", "day", "trigger"))

    id: str = Field(primary_key=True)
    day: date = Field(index=True)
    member_id: str = Field(foreign_key="member.member_id", index=True)
    staff_id: str = Field(default="", index=True)
    trigger: str
    topics: list[str] = list_column()
    reason: str = ""
    figures: dict[str, Any] = object_column()
    minutes: int = 0
    rank: float = 0
    state: str = "planned"
    blocked_by: list[str] = list_column()
    suggestion_id: str = ""
    claimed_by: str = ""
    claimed_until: datetime | None = time_column(nullable=True)
    created_at: datetime = time_column()
