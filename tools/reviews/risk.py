"""How far up the queue a draft belongs."""

from collections.abc import Mapping, Sequence
from typing import Any

ROUTED = 4
_RISK = {"warn": 1, "hold": 2, "block": 3, "route": ROUTED}


def risk_of(kind: str, findings: Sequence[Mapping[str, Any]], route: str = "") -> int:
    """Return 0 (clean), 1 warn, 2 hold, 3 block, 4 routed to a person."""
    if route or kind == "fixed_reply":
        return ROUTED
    return max((_RISK[finding["verdict"]] for finding in findings), default=0)
