"""What was said and what was done: messages and events."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from tools.models.columns import object_column, one_of, time_column


class Message(SQLModel, table=True):
    """One message, recorded once by its id; outbound ones carry the draft they came from."""

    __table_args__ = (one_of("direction", ("in", "out")),)

    message_id: str = Field(primary_key=True, max_length=128)
    member_id: str = Field(foreign_key="member.member_id", index=True)
    at: datetime = time_column(index=True)
    direction: str
    sender: str = ""
    text: str
    channel: str = ""
    draft_id: str = Field(default="", index=True)
    # What an outbound message was for: care, after_sale, reply, product_list, fixed_reply.
    purpose: str = ""
    topic: str = ""


class Event(SQLModel, table=True):
    """Something a member did or that happened to her order."""

    event_id: str = Field(primary_key=True, max_length=128)
    member_id: str = Field(foreign_key="member.member_id", index=True)
    at: datetime = time_column(index=True)
    type: str = Field(index=True)
    channel: str = ""
    payload: dict[str, Any] = object_column()
