"""The product's conscience: what a text means for safety, and what may be said to a member, as pure functions."""

from tools.checks.contact import Ask, ContactFacts, Purpose, Refusal, may_contact
from tools.checks.finding import Finding, Line
from tools.checks.grounding import Grounds
from tools.checks.inspection import Inspection, inspect, inspect_together, verdict
from tools.checks.labels import label_in, label_out
from tools.checks.rulebook import rules
from tools.checks.triage import Triage, attend, triage

__all__ = [
    "Ask",
    "ContactFacts",
    "Finding",
    "Grounds",
    "Inspection",
    "Line",
    "Purpose",
    "Refusal",
    "Triage",
    "attend",
    "inspect",
    "inspect_together",
    "label_in",
    "label_out",
    "may_contact",
    "rules",
    "triage",
    "verdict",
]
