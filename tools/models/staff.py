"""Staff: who may do what, and how they prove who they are."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from tools.models.columns import one_of, time_column

ROLES = ("rep", "supervisor", "member_manager", "operator", "owner", "auditor", "admin")


class Staff(SQLModel, table=True):
    """One member of staff; `weekly_minutes` is the care time she has."""

    __table_args__ = (one_of("role", ROLES),)

    staff_id: str = Field(primary_key=True, max_length=64)
    name: str
    role: str
    team: str = ""
    store: str = ""
    wecom_userid: str = Field(default="", index=True)
    credential: str = ""
    weekly_minutes: int = 0
    password_hash: str = ""
    active: bool = True


class StaffToken(SQLModel, table=True):
    """An API token: only its SHA-256 is kept."""

    __tablename__ = "staff_token"

    token_hash: str = Field(primary_key=True)
    staff_id: str = Field(foreign_key="staff.staff_id", index=True)
    label: str = ""
    created_at: datetime = time_column()
    revoked_at: datetime | None = time_column(nullable=True)
