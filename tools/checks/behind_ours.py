"""Reads a short line by what our own line before it asked: weeks, a rank, a colour answer us and tell of no danger."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from tools.checks.ear import Opinion
from tools.checks.finding import Line
from tools.checks.matching import Hit
from tools.checks.normalise import readable
from tools.checks.rulebook import expand, words
from tools.yaml_text import read_yaml

BEHIND = Path(__file__).parent / "behind_ours.yaml"


@dataclass(frozen=True)
class Answers:
    """How one kind of question of ours is answered, and which findings mean nothing in such an answer.

    `below`: of a likeness, only one heard with less than this. `must_pass` and `must_hit` are our line and hers.
    """

    about: str
    ours: re.Pattern[str]
    unless_ours: re.Pattern[str]
    says: re.Pattern[str]
    unless: re.Pattern[str] | None
    rules: frozenset[str]
    below: Mapping[str, float]
    is_noted: bool
    must_pass: tuple[tuple[str, str], ...]
    must_hit: tuple[tuple[str, str], ...]

    def holds(self, ours: str, hers: str) -> bool:
        """Whether our line asks for what hers answers from end to end."""
        is_asked = self.ours.search(ours) and not self.unless_ours.search(ours)
        return bool(is_asked and self.says.fullmatch(hers) and not (self.unless and self.unless.search(hers)))


def set_apart(
    heard: Sequence[Hit], text: str, context: Sequence[Line], opinion: Opinion
) -> tuple[list[Hit], list[Hit]]:
    """The findings that stand, and those that are only noted, in a message that may answer our line before it."""
    answer = _answered(text, context) if heard else None
    if answer is None:
        return list(heard), []
    nothing = [hit for hit in heard if _means_nothing(hit, answer, opinion)]
    return [hit for hit in heard if hit not in nothing], nothing if answer.is_noted else []


def _answered(text: str, context: Sequence[Line]) -> Answers | None:
    """The kind of answer that a normalised message is to our line right before it; None where it is none."""
    hours, longest, rows = read_answers()
    last = context[-1] if context else None
    if last is None or last.direction != "out" or last.hours_ago > hours or len(text) > longest:
        return None
    ours = readable(last.text).text
    return next((row for row in rows if row.holds(ours, text)), None)


def _means_nothing(hit: Hit, answer: Answers, opinion: Opinion) -> bool:
    """Whether a finding only meets an answer to us: a rule that the kind of answer names, or a likeness, if faint."""
    heard = opinion.probabilities.get(hit.rule.meaning, 0.0)
    is_faint = not answer.below or heard < answer.below.get(hit.rule.meaning, 0.0)
    return (not hit.rule.patterns and is_faint) or hit.rule.id in answer.rules


@lru_cache(maxsize=1)
def read_answers() -> tuple[float, int, tuple[Answers, ...]]:
    """Within how many hours, up to how many characters, and every kind of behind_ours.yaml."""
    table: dict[str, Any] = read_yaml(BEHIND)
    return float(table["hours"]), int(table["longest"]), tuple(_answers(raw) for raw in table["rows"])


def _answers(raw: Mapping[str, Any]) -> Answers:
    known = {name: concept.pattern for name, concept in words().items()}
    return Answers(
        about=str(raw["about"]),
        ours=re.compile(raw["ours"]),
        unless_ours=re.compile(raw["unless_ours"]),
        says=re.compile(raw["says"]),
        unless=re.compile(expand(raw["unless"], known)) if "unless" in raw else None,
        rules=frozenset(raw["rules"]),
        below={str(label): float(least) for label, least in raw.get("below", {}).items()},
        is_noted=bool(raw.get("noted", False)),
        must_pass=tuple((ours, hers) for ours, hers in raw["pass"]),
        must_hit=tuple((ours, hers) for ours, hers in raw["fail"]),
    )
