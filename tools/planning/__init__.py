"""Planning: whom to touch today, why, and within which time of whom."""

from tools.planning.plan import PlanReport, care_minutes, make_plan, plan_of, settle

__all__ = ["PlanReport", "care_minutes", "make_plan", "plan_of", "settle"]
