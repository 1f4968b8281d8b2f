"""Which desk answers which kind of hold, how soon, and what is taken back: policy as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from tools.clock import shanghai
from tools.errors import BadInput
from tools.models.member import HOLD_KINDS
from tools.yaml_text import read_yaml


@dataclass(frozen=True)
class Desk:
    """What happens when a hold of one kind opens."""

    desk: str
    title: str
    voids: str
    due_in_minutes: int = 0
    due_in_working_days: int = 0
    silent_days: int = 0
    care_hold: bool = False
    opted_out: bool = False
    seals: tuple[str, ...] = ()
    hello_days: int = 0
    hello_title: str = ""

    def call_level(self, level: str) -> str:
        """Return how urgent the desk's task is: what may wait for a working day calls nobody out."""
        return "S3" if self.due_in_working_days else level

    def due_at(self, now: datetime) -> datetime:
        """Return the moment by which a person must have answered."""
        if not self.due_in_working_days:
            return now + timedelta(minutes=self.due_in_minutes)
        due = now
        for _ in range(self.due_in_working_days):
            due = _next_working_day(due)
        return due


Desks = Mapping[str, Desk]


@cache
def desks() -> Desks:
    """Return the policy file."""
    loaded: dict[str, dict[str, Any]] = read_yaml(Path(__file__).parent / "desks.yaml")
    return {key: Desk(**columns) for key, columns in loaded.items()}


def desk_for(kind: str, level: str, cause: str) -> Desk:
    """Return the desk for a hold, the most specific line first. Raises BadInput for an unknown kind."""
    if kind not in HOLD_KINDS:
        raise BadInput(f"{kind!r} is not a kind of hold.", fix=f"Choose from: {', '.join(HOLD_KINDS)}.")
    table = desks()
    return table.get(f"{kind}:{cause}") or table.get(f"{kind}:{level}") or table[kind]


def desk_names() -> frozenset[str]:
    """Return every desk that a hold's task may go to."""
    return frozenset(desk.desk for desk in desks().values())


def _next_working_day(moment: datetime) -> datetime:
    """Skip weekends only: a public holiday makes the deadline earlier than it must be, never later."""
    due = moment + timedelta(days=1)
    while shanghai(due).weekday() >= 5:
        due += timedelta(days=1)
    return due
