"""What the company promises everybody, and what a text may promise without it: for the terminal and the console."""

from collections.abc import Mapping
from typing import Any

from tools.checks.promises import table


def promise_rows(own: Mapping[str, tuple[str, ...]]) -> list[dict[str, Any]]:
    """Return one row per commitment: the company's lengths of time as written, and how far an answer may be put off."""
    return [
        {
            "what": what,
            "promised": list(own.get(what, ())),
            "opens_task": bool(commitment["opens_task"]),
            "furthest_hours": commitment.get("furthest_hours"),
        }
        for what, commitment in table()["commitments"].items()
    ]
