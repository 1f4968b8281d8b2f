"""Weighs a text against lines that people have already judged, for what no single pattern can name."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from tools.checks.matching import Hit
from tools.checks.normalise import readable
from tools.checks.rulebook import BrokenRulebook, Rule, get_rule, words
from tools.yaml_text import read_yaml

HERE = Path(__file__).parent / "precedents"
_WORDS = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d+")
_SENTENCE = re.compile(r"[^\u3002!?\n]+")
_NEUTRAL = {"out": "care", "in": "benign"}
_LONGEST_GRAM = 3
_SMOOTHING = 0.3
_MOST_WINDOWS = 400
_SHORTEST_WINDOW = 6


@dataclass(frozen=True)
class Weights:
    """Log evidence of each feature for each label over the neutral one, and the doubt to start with."""

    labels: tuple[str, ...]
    index: Mapping[str, int]
    evidence: NDArray[np.float64]
    doubt: NDArray[np.float64]


def resembling(text: str, direction: str, *, room: float = 0.0, is_outspoken: bool = False) -> Hit | None:
    """The rule that speaks for the precedents if they are clear enough; `is_outspoken` demands more of them."""
    policy, weights = read_policy(), _weights(direction)
    best, clearest = None, 0.0
    for start, end in _windows(text):
        handicap = 0.0 if (start, end) == (0, len(text)) else policy["sentence_handicap"][direction]
        for label, margin in weigh(text[start:end], weights).items():
            wanted = policy["overrule"] if is_outspoken else policy[direction].get(label, np.inf)
            excess = margin - handicap - wanted - room
            if excess <= clearest:
                continue
            is_clear = direction == "in" and excess > policy["unsupported"].get(label, np.inf)
            rule = _spokesman(policy["rules"][direction].get(label, ()), text[start:end], is_clear=is_clear)
            if rule:
                best, clearest = Hit(rule, start, end), excess
    return best


def weigh(text: str, weights: Weights) -> dict[str, float]:
    """Evidence per root feature over the neutral label for one stretch of text; empty if too little of it is known."""
    found = features(text)
    rows = [weights.index[one] for one in found if one in weights.index]
    if len(rows) < read_policy()["least_known"]:
        return {}
    # Features that nobody has seen count as silence: a strange text resembles nothing.
    scores = (weights.evidence[rows].sum(axis=0) - weights.doubt) / np.sqrt(len(found))
    return dict(zip(weights.labels, scores.tolist(), strict=True))


def features(text: str) -> set[str]:
    """Runs of one to three characters, and the concepts of the lexicon that occur."""
    found = {f"#{name}" for name, pattern in words().items() if pattern.search(text)}
    for word in _WORDS.findall(text):
        run = _DIGITS.sub("0", word)
        for size in range(1, _LONGEST_GRAM + 1):
            found.update(run[place : place + size] for place in range(len(run) - size + 1))
    return found


def learn(lines: Sequence[tuple[str, str]], direction: str) -> Weights:
    """Weights from judged lines (text, label)."""
    labels = tuple(sorted({label for _, label in lines}))
    counts: dict[str, Counter[str]] = {label: Counter() for label in labels}
    for text, label in lines:
        counts[label].update(features(readable(text).text))
    index = {feature: row for row, feature in enumerate(sorted(set().union(*counts.values())))}
    table = np.zeros((len(index), len(labels)))
    for column, label in enumerate(labels):
        for feature, count in counts[label].items():
            table[index[feature], column] = count
    totals = table.sum(axis=0)
    # One floor for all labels: else a rare label would win with every feature that nobody has seen.
    evidence = np.log(table / totals + _SMOOTHING / totals.mean())
    evidence -= evidence[:, [labels.index(_NEUTRAL[direction])]]
    doubt = read_policy()["doubt"][direction]
    return Weights(labels, index, evidence, np.array([float(doubt.get(label, 0.0)) for label in labels]))


@lru_cache(maxsize=1)
def read_policy() -> dict[str, Any]:
    """Thresholds and rule ids of precedents/policy.yaml."""
    policy: dict[str, Any] = read_yaml(HERE / "policy.yaml")
    return policy


def read_precedents(direction: str) -> Iterator[tuple[str, str]]:
    """Judged lines of one direction as (text, label); BrokenRulebook if the file cannot be used."""
    path = HERE / f"{direction}.yaml"
    try:
        for label, lines in read_yaml(path).items():
            for line in lines:
                yield str(line), str(label)
    except (OSError, UnicodeDecodeError, AttributeError, TypeError, yaml.YAMLError) as error:
        raise BrokenRulebook(f"Precedent file {path.name} cannot be used: {error}.", fix="Correct the file.") from error


def _spokesman(rule_ids: Sequence[str], text: str, *, is_clear: bool) -> Rule | None:
    """The first rule whose own concepts occur in the text: a likeness without them must be very clear or not speak."""
    for rule_id in rule_ids:
        rule = get_rule(rule_id)
        is_supported = is_clear or all(one.search(text) for one in rule.needs)
        if is_supported and not any(one.search(text) for one in rule.unless):
            return rule
    return None


@lru_cache(maxsize=2)
def _weights(direction: str) -> Weights:
    return learn(tuple(read_precedents(direction)), direction)


def _windows(text: str) -> Iterator[tuple[int, int]]:
    if len(text) <= 240:
        yield 0, len(text)
    sentences = [match.span() for match in _SENTENCE.finditer(text) if len(match.group()) >= _SHORTEST_WINDOW]
    if len(sentences) > 1 or len(text) > 240:
        yield from sentences[:_MOST_WINDOWS]
