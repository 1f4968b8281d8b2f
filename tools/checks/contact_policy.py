"""The contact rules' thresholds and sentences, as data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from pathlib import Path
from typing import Any

from tools.yaml_text import read_yaml

_FILE = Path(__file__).parent / "contact.yaml"


@dataclass(frozen=True)
class Words:
    """What the rep is told when a rule says no."""

    rule: str
    why: str
    todo: str


@dataclass(frozen=True)
class Wish:
    """When a member who says so is left alone: weekdays (0 Monday) and minutes of the day; `to` may pass midnight."""

    says: re.Pattern[str]
    days: frozenset[int]
    from_minute: int
    to_minute: int


@dataclass(frozen=True)
class ContactPolicy:
    """Everything contact.yaml says; days are Shanghai calendar days."""

    monthly_floor: int
    monthly_cap: int
    gap_days: int
    topic_rest_days: int
    quiet_from: time
    quiet_to: time
    best_hours: tuple[str, ...]
    double_gap_after: int
    stop_after: int
    birth_grace_days: int
    quiet_day_margin: int
    topics_not_when_sealed: frozenset[str]
    marketing_pause_days: Mapping[str, int]
    pausing_events: Mapping[str, str]
    hard_day_events: frozenset[str]
    sensitive_fields: frozenset[str]
    holds: Mapping[str, str]
    may_prepare: frozenset[str]
    wishes: tuple[Wish, ...]
    wish_ends_with: str
    lapsed_why: str
    words: Mapping[str, Words]


@lru_cache(maxsize=1)
def contact_policy() -> ContactPolicy:
    """Read the policy once."""
    raw: dict[str, Any] = read_yaml(_FILE)
    sets = ("topics_not_when_sealed", "hard_day_events", "sensitive_fields", "may_prepare")
    times = ("quiet_from", "quiet_to")
    return ContactPolicy(
        **{
            **raw,
            **{name: frozenset(raw[name]) for name in sets},
            **{name: time.fromisoformat(raw[name]) for name in times},
            "best_hours": tuple(raw["best_hours"]),
            "wishes": tuple(_wish(row) for row in raw["wishes"]),
            "words": {key: Words(**{"rule": key, **said}) for key, said in raw["words"].items()},
        }
    )


def _wish(row: dict[str, Any]) -> Wish:
    return Wish(re.compile(row["says"]), frozenset(row["days"]), _minute(row["from"]), _minute(row["to"]))


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
