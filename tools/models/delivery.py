"""Deliveries: approved texts on their way out, each at most once."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from tools.models.columns import object_column, one_of, time_column

DELIVERY_STATES = ("queued", "sending", "sent", "failed", "unknown", "refused", "cancelled")

_ON_ITS_WAY = text("proactive AND state IN ('queued', 'sending', 'sent', 'unknown')")
_ON_ITS_WAY_SQLITE = text("proactive = 1 AND state IN ('queued', 'sending', 'sent', 'unknown')")


class Delivery(SQLModel, table=True):
    """One frozen request to a channel; `sending` is committed before the call is made."""

    __table_args__ = (
        one_of("state", DELIVERY_STATES),
        UniqueConstraint("draft_id", "draft_version"),
        # Two approvals of different care for one member on one day are one too many.
        Index(
            "uq_delivery_member_purpose_day",
            "member_id",
            "purpose",
            "day",
            unique=True,
            sqlite_where=_ON_ITS_WAY_SQLITE,
            postgresql_where=_ON_ITS_WAY,
        ),
    )

    id: str = Field(primary_key=True)
    draft_id: str = Field(foreign_key="draft.id", index=True)
    draft_version: int
    member_id: str = Field(foreign_key="member.member_id", index=True)
    channel: str
    purpose: str
    proactive: bool = False
    # Shanghai calendar day, ISO.
    day: str
    text: str
    request: dict[str, Any] = object_column()
    state: str = Field(default="queued", index=True)
    not_before: datetime = time_column(index=True)
    owner: str = ""
    lease_until: datetime | None = time_column(nullable=True)
    attempts: int = 0
    provider_id: str = ""
    error: str = ""
    approved_by: str = ""
    created_at: datetime = time_column()
    sent_at: datetime | None = time_column(nullable=True)
