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
from tools.checks.rulebook import BrokenRulebook, get_rule, words

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
class Opinion:
    """What the precedents lean to; `margin` is evidence per root feature over the neutral label."""

    label: str
    margin: float
    start: int
    end: int


@dataclass(frozen=True)
class Weights:
    """Log evidence of each feature for each label, and the doubt to start with."""

    labels: tuple[str, ...]
    neutral: int
    index: Mapping[str, int]
    evidence: NDArray[np.float64]
    prior: NDArray[np.float64]


def opinion(text: str, direction: str) -> Opinion:
    """The label that a normalised `text`, or one sentence of it, resembles most, and how clearly."""
    weights = _weights(direction)
    best = Opinion(_NEUTRAL[direction], 0.0, 0, len(text))
    for start, end in _windows(text):
        label, margin = weigh(text[start:end], weights)
        if (start, end) != (0, len(text)):
            margin -= read_policy()["sentence_handicap"][direction]
        if margin > best.margin:
            best = Opinion(label, margin, start, end)
    return best


def resembling(text: str, direction: str, *, room: float = 0.0, is_outspoken: bool = False) -> Hit | None:
    """The rule that speaks for the precedents if they are clear enough; `is_outspoken` demands more of them."""
    policy = read_policy()
    held = opinion(text, direction)
    wanted = policy["overrule"] if is_outspoken else policy[direction].get(held.label, np.inf)
    if held.margin < wanted + room or held.label == _NEUTRAL[direction]:
        return None
    rule = get_rule(policy["rules"][direction][held.label])
    if any(pattern.search(text[held.start : held.end]) for pattern in rule.unless):
        return None
    return Hit(rule, held.start, held.end)


@lru_cache(maxsize=1)
def read_policy() -> dict[str, Any]:
    """Thresholds and rule ids of precedents/policy.yaml."""
    policy: dict[str, Any] = yaml.safe_load((HERE / "policy.yaml").read_text(encoding="utf-8"))
    return policy


def weigh(text: str, weights: Weights) -> tuple[str, float]:
    """The strongest label over the neutral one for one stretch of text."""
    rows = [weights.index[one] for one in features(text) if one in weights.index]
    if not rows:
        return weights.labels[weights.neutral], 0.0
    scores = weights.evidence[rows].sum(axis=0) + weights.prior
    best = int(scores.argmax())
    return weights.labels[best], float(scores[best] - scores[weights.neutral]) / float(np.sqrt(len(rows)))


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
    doubt = read_policy()["doubt"][direction]
    prior = np.array([-float(doubt.get(label, 0.0)) for label in labels])
    return Weights(labels, labels.index(_NEUTRAL[direction]), index, evidence, prior)


@lru_cache(maxsize=2)
def _weights(direction: str) -> Weights:
    return learn(tuple(read_precedents(direction)), direction)


def read_precedents(direction: str) -> Iterator[tuple[str, str]]:
    """Judged lines of one direction as (text, label); BrokenRulebook if the file cannot be used."""
    path = HERE / f"{direction}.yaml"
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        for label, lines in raw.items():
            for line in lines:
                yield str(line), str(label)
    except (OSError, UnicodeDecodeError, AttributeError, TypeError, yaml.YAMLError) as error:
        raise BrokenRulebook(f"Precedent file {path.name} cannot be used: {error}.", fix="Correct the file.") from error


def _windows(text: str) -> Iterator[tuple[int, int]]:
    if len(text) <= 240:
        yield 0, len(text)
    sentences = [match.span() for match in _SENTENCE.finditer(text) if len(match.group()) >= _SHORTEST_WINDOW]
    if len(sentences) > 1 or len(text) > 240:
        yield from sentences[:_MOST_WINDOWS]
