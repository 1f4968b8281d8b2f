"""What drafting leaves to learn from: what a model was told and said, and which drafts a person really saw."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from tools.models.columns import list_column, time_column


class ModelExchange(SQLModel, table=True):
    """One conversation with a model, as it left the house: names and numbers are placeholders here, too."""

    __tablename__ = "model_exchange"

    id: str = Field(primary_key=True)
    member_id: str = Field(foreign_key="member.member_id", index=True)
    # Blank when the turn ended without a suggestion.
    suggestion_id: str = Field(default="", index=True)
    at: datetime = time_column(index=True)
    asked_by: str = ""
    task: str = ""
    model: str = ""
    prompt_version: str = ""
    messages: list[dict[str, Any]] = list_column()
    answer: str = ""
    # Why the answer was not used, '' when it was.
    outcome: str = ""
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    micro_yuan: int = Field(default=0, sa_type=BigInteger)
    milliseconds: int = 0


class DraftShown(SQLModel, table=True):
    """A member of staff fetched a draft for the first time: only a draft that was seen can be adopted or refused."""

    __tablename__ = "draft_shown"

    draft_id: str = Field(primary_key=True, foreign_key="draft.id")
    staff_id: str = Field(primary_key=True)
    member_id: str = Field(foreign_key="member.member_id", index=True)
    at: datetime = time_column(index=True)
