"""Holds: a signal stops programmes and sales at once and calls a person."""

from tools.holds.desks import Desk, desk_for, desk_names, desks
from tools.holds.hello import open_hellos
from tools.holds.opening import TriageResult, apply_triage, kinds_of, open_hold, open_kinds
from tools.holds.releasing import lift_opt_out, release
from tools.holds.restarting import reopen_family
from tools.holds.silence import neutral, quiet_days_of, silent_until_of

__all__ = [
    "Desk",
    "TriageResult",
    "apply_triage",
    "desk_for",
    "desk_names",
    "desks",
    "kinds_of",
    "lift_opt_out",
    "neutral",
    "open_hellos",
    "open_hold",
    "open_kinds",
    "quiet_days_of",
    "release",
    "reopen_family",
    "silent_until_of",
]
