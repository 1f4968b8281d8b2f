"""Scores: one run over the whole base, switched on at once."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from tools.models.columns import list_column, object_column, one_of, time_column

QUADRANTS = ("growth_stock", "cash_cow", "sleeping_gold", "low_yield")
LIFECYCLES = ("prospect", "new", "growth", "mature", "decline", "dormant")


class ScoreRun(SQLModel, table=True):
    """One scoring of the base; readers use the active run only."""

    __tablename__ = "score_run"

    id: str = Field(primary_key=True)
    as_of: date
    formula_version: str
    formula: dict[str, Any] = object_column()
    thresholds: dict[str, Any] = object_column()
    members: int = 0
    active: bool = Field(default=False, index=True)
    created_at: datetime = time_column()


class Score(SQLModel, table=True):
    """One member in one run: looks are percentiles 0–1, value_potential is 0–100."""

    __table_args__ = (
        one_of("quadrant", QUADRANTS),
        one_of("lifecycle_stage", LIFECYCLES),
        CheckConstraint("value_potential >= 0 AND value_potential <= 100", name="value_potential"),
    )

    run_id: str = Field(primary_key=True, foreign_key="score_run.id")
    member_id: str = Field(primary_key=True, foreign_key="member.member_id", index=True)
    wallet_share: float
    cross_buy: float
    engagement: float
    lifecycle: float
    lifecycle_stage: str
    value_potential: float
    current_value: float
    quadrant: str = Field(index=True)
    confidence: float
    # The one fact that would change this score most, e.g. stated_spend.
    missing_fact: str = ""
    capacity_source: str = ""
    figures: dict[str, Any] = object_column()
    reasons: list[str] = list_column()
