"""Hears a farewell to life that no single message tells: affairs put in order one by one, and then a goodbye."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from tools.checks.finding import Line
from tools.checks.matching import Hit
from tools.checks.normalise import readable
from tools.checks.rulebook import BrokenRulebook, get_rule
from tools.yaml_text import read_yaml

FAREWELL = Path(__file__).parent / "farewell.yaml"
_RULE = "CRISIS-FAREWELL"


@dataclass(frozen=True)
class Farewell:
    """What takes leave, the kinds of affairs put in order, how many make a farewell and within how many hours."""

    takes_leave: re.Pattern[str]
    settles: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str]
    least: int
    hours: float


def farewell_in_pieces(text: str, context: Sequence[Line]) -> list[Hit]:
    """The crisis that a normalised message and her lines of the last hours tell together, if they do."""
    table = read_farewell()
    leave = table.takes_leave.search(text)
    if leave is None:
        return []
    lately = (line.text for line in context if line.direction == "in" and line.hours_ago <= table.hours)
    told = "\n".join([*(readable(line).text for line in lately), text])
    kinds = sum(bool(kind.search(told)) for kind in table.settles)
    if kinds < table.least or table.unless.search(told):
        return []
    return [Hit(get_rule(_RULE), *leave.span())]


@lru_cache(maxsize=1)
def read_farewell() -> Farewell:
    """The table of farewell.yaml; BrokenRulebook when it cannot be used."""
    try:
        table: dict[str, Any] = read_yaml(FAREWELL)
        settles: Mapping[str, str] = table["settles"]
        return Farewell(
            takes_leave=re.compile(table["takes_leave"]),
            settles=tuple(re.compile(kind) for kind in settles.values()),
            unless=re.compile(table["unless"]),
            least=int(table["least"]),
            hours=float(table["hours"]),
        )
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, ValueError, re.error) as error:
        fix = "Restore tools/checks/farewell.yaml; nothing is passed meanwhile."
        raise BrokenRulebook(f"farewell.yaml cannot be used: {error!r}.", fix=fix) from error
