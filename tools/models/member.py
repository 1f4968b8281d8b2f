"""Member: a person whose trust the brand holds, and what may be done with what she told us."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, or_
from sqlmodel import Field, SQLModel, col

from tools.models.columns import list_column, object_column, one_of, time_column

# The cause of an opt-out hold that our own word opened ("we will not write any more"): she complained of nothing.
OUR_PROMISE = "promise"
HOLD_KINDS = ("crisis", "medical", "bereavement", "complaint", "privacy", "legal", "human", "opt_out")


class Member(SQLModel, table=True):
    """One member. A blank consent means unknown, which is not yes."""

    member_id: str = Field(primary_key=True, max_length=64)
    name: str = ""
    nickname: str = ""
    gender: str = ""
    birthday: date | None = None
    phone: str = Field(default="", index=True)
    city: str = ""
    tier: str = ""
    joined_at: datetime | None = time_column(nullable=True)
    owner_staff_id: str = Field(default="", index=True)
    store: str = Field(default="", index=True)
    personas: list[str] = list_column()
    due_date: date | None = None
    birth_confirmed: bool = False
    children: list[dict[str, Any]] = list_column()
    tags: list[str] = list_column()
    stated_spend: dict[str, Any] = object_column()
    consent_care: bool | None = None
    consent_marketing: bool | None = None
    consent_automated: bool | None = None
    consent_sensitive: list[str] = list_column()
    # Purpose or field → the answer with its text, when and by which source (tools/checks/consent_texts.py).
    consent_records: dict[str, Any] = object_column()
    wecom_external_userid: str = Field(default="", index=True)
    dnd_until: datetime | None = time_column(nullable=True)
    # Neutral on purpose: the word for what happened is kept nowhere.
    care_hold: bool = False
    # Fields that stay out of sight and use even after a release, until she says so anew (tools/holds/restarting.py).
    sealed_fields: list[str] = list_column()
    opted_out: bool = False
    erased_at: datetime | None = time_column(nullable=True)
    created_at: datetime = time_column()
    updated_at: datetime = time_column()


class Hold(SQLModel, table=True):
    """One reason why programmes and sales stop for a member until a person releases it."""

    __table_args__ = (one_of("kind", HOLD_KINDS), one_of("level", ("S1", "S2", "S3")))

    id: str = Field(primary_key=True)
    member_id: str = Field(foreign_key="member.member_id", index=True)
    kind: str
    level: str = "S2"
    cause: str = ""
    message_id: str = ""
    opened_at: datetime = time_column()
    respond_by: datetime | None = time_column(nullable=True)
    # A family bereavement is silence for some days; everything else waits for a person.
    ends_at: datetime | None = time_column(nullable=True)
    released_at: datetime | None = time_column(nullable=True)
    released_by: str = ""
    release_reason: str = ""
    # Released as a misreading: nothing of it counts any more.
    mistaken: bool = False
    # ISO days around which nobody writes first, this year and every year; shown to nobody.
    quiet_days: list[str] = list_column()

    def is_open(self, now: datetime) -> bool:
        """Tell whether it is in force at a moment."""
        return self.released_at is None and (self.ends_at is None or self.ends_at > now)


def open_at(now: datetime | BindParameter[Any]) -> ColumnElement[bool]:
    """Match the holds that are in force at a moment, as `Hold.is_open` tells of one."""
    return and_(col(Hold.released_at).is_(None), or_(col(Hold.ends_at).is_(None), col(Hold.ends_at) > now))


class StoreMark(SQLModel, table=True):
    """Marks of the store itself: is this the demo, which version of the formula is in force."""

    __tablename__ = "store_mark"

    key: str = Field(primary_key=True)
    value: str = ""
