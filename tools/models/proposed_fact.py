"""Proposed facts: what a member told us, as a question to her rep; nothing is used before a person says yes."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from tools.models.columns import one_of, time_column

FACT_STATES = ("proposed", "confirmed", "rejected")


class ProposedFact(SQLModel, table=True):
    """One thing she told us: her quoted words and what they were read as; a blank value has to be asked for.

    `sensitive` names the consent that the fact needs before it is used, blank for none.
    """

    __tablename__ = "proposed_fact"
    __table_args__ = (one_of("state", FACT_STATES), UniqueConstraint("message_id", "kind"))

    id: str = Field(primary_key=True)
    member_id: str = Field(foreign_key="member.member_id", index=True)
    message_id: str
    kind: str
    value: str = ""
    quote: str
    sensitive: str = ""
    state: str = Field(default="proposed", index=True)
    said_at: datetime = time_column()
    created_at: datetime = time_column()
    decided_at: datetime | None = time_column(nullable=True)
    decided_by: str = ""
