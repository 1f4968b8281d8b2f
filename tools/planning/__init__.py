"""Planning: whom to touch today, why, and within which time of whom."""

from tools.planning.claims import claim, give_back_of_dead, name_run, outcome_of, release, settle, touches_of
from tools.planning.plan import PlanReport, PlanTotals, care_minutes, make_plan, plan_of, plan_totals

__all__ = [
    "PlanReport",
    "PlanTotals",
    "care_minutes",
    "claim",
    "give_back_of_dead",
    "make_plan",
    "name_run",
    "outcome_of",
    "plan_of",
    "plan_totals",
    "release",
    "settle",
    "touches_of",
]
