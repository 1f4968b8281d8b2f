"""Holds: a signal stops programmes and sales at once and calls a person."""

from tools.holds.desks import Desk, desk_for, desk_names, desks
from tools.holds.opening import TriageResult, apply_triage, open_hold, open_kinds
from tools.holds.releasing import release

__all__ = [
    "Desk",
    "TriageResult",
    "apply_triage",
    "desk_for",
    "desk_names",
    "desks",
    "open_hold",
    "open_kinds",
    "release",
]
