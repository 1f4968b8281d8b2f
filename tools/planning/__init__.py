"""Planning: whom to touch today, why, and within which time of whom."""

from tools.planning.claims import claim, outcome_of, release, settle, touches_of
from tools.planning.plan import PlanReport, care_minutes, make_plan, plan_of

__all__ = [
    "PlanReport",
    "care_minutes",
    "claim",
    "make_plan",
    "outcome_of",
    "plan_of",
    "release",
    "settle",
    "touches_of",
]
