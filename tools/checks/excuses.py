"""Tells harmless talk from complaints, farewells to messages, requests about data and asks: who did what to whom."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from tools.checks.ear import Opinion
from tools.checks.matching import Hit
from tools.checks.rulebook import BrokenRulebook, expand, words
from tools.yaml_text import read_yaml

EXCUSES = Path(__file__).parent / "excuses.yaml"
# What endangers somebody is never excused here.
_NEVER = frozenset({"crisis", "medical", "bereavement", "human"})
_DANGERS = ("crisis", "bereavement", "medical_risk")


@dataclass(frozen=True)
class Excuse:
    """What excuses the findings of some rules: every pattern of `needs` occurs in the text and none of `unless`.

    `below`: only where the classifier's probability is less. `must_pass` is harmless, `must_hit` still calls.
    """

    id: str
    about: str
    rules: frozenset[str]
    needs: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]
    below: float
    must_pass: tuple[str, ...]
    must_hit: tuple[str, ...]

    def holds(self, text: str) -> bool:
        """Whether a normalised text is the harmless talk that is meant."""
        return all(one.search(text) for one in self.needs) and not any(one.search(text) for one in self.unless)


def is_excused(hit: Hit, text: str, opinion: Opinion) -> bool:
    """Whether a finding only meets harmless talk, in a text in which the classifier hears next to no danger."""
    if hit.rule.route in _NEVER:
        return False
    excuses = read_excuses()
    danger = sum(opinion.probabilities.get(label, 0.0) for label in _DANGERS)
    return danger < excuses.least_danger and any(
        hit.rule.id in one.rules and opinion.confidence < one.below and one.holds(text) for one in excuses.all
    )


def harmless_talk(rule_id: str) -> tuple[str, ...]:
    """What excuses the findings of a rule, in the words of the file, for people to read."""
    return tuple(one.about for one in read_excuses().all if rule_id in one.rules)


@dataclass(frozen=True)
class Excuses:
    """Every excuse in file order, and the probability of danger from which none holds."""

    all: tuple[Excuse, ...]
    least_danger: float


@lru_cache(maxsize=1)
def read_excuses() -> Excuses:
    """The excuses of excuses.yaml; BrokenRulebook names the one that cannot be used."""
    name = "file"
    try:
        table: dict[str, Any] = read_yaml(EXCUSES)
        known, least_danger = _known(table["words"]), float(table["least_danger"])
        found = []
        for raw in table["excuses"]:
            name = str(raw["id"])
            found.append(_excuse(raw, known))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, ValueError, re.error) as error:
        fix = "Restore tools/checks/excuses.yaml; nothing is passed meanwhile."
        raise BrokenRulebook(f"excuses.yaml cannot be used: {name}: {error!r}.", fix=fix) from error
    return Excuses(tuple(found), least_danger)


def _known(own: Mapping[str, str]) -> dict[str, str]:
    """The lexicon's concepts and this file's words, which may use them."""
    known = {name: pattern.pattern for name, pattern in words().items()}
    for name, pattern in own.items():
        known[name] = f"(?:{expand(pattern, known)})"
    return known


def _excuse(raw: Mapping[str, Any], known: Mapping[str, str]) -> Excuse:
    needs, unless = (tuple(re.compile(expand(one, known)) for one in raw[key]) for key in ("needs", "unless"))
    return Excuse(
        id=str(raw["id"]),
        about=str(raw["about"]),
        rules=frozenset(raw["rules"]),
        needs=needs,
        unless=unless,
        below=float(raw.get("below", 2.0)),
        must_pass=tuple(raw["pass"]),
        must_hit=tuple(raw["fail"]),
    )
