"""Finds where a rule speaks in a normalised text, its exceptions taken into account."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from tools.checks.finding import Finding, Verdict
from tools.checks.normalise import Readable
from tools.checks.rulebook import Rule, words

# Normalised text has ASCII marks, but the ideographic full stop and comma stay.
_SENTENCE_ENDS = "\u3002!?\n"
_CLAUSE_ENDS = _SENTENCE_ENDS + "\u3001,;~:"
_REGION = 160
_MOST_MATCHES = 400
_VERDICTS: dict[str, Verdict] = {"BLOCK": "block", "HOLD": "hold", "WARN": "warn", "ROUTE": "route"}


@dataclass(frozen=True)
class Hit:
    """A rule that spoke, with normalised offsets."""

    rule: Rule
    start: int
    end: int


def find_hit(rule: Rule, text: str) -> Hit | None:
    """The first place where the rule speaks and nothing excuses it; None if nowhere."""
    if not all(pattern.search(text) for pattern in rule.needs):
        return None
    for pattern in rule.patterns:
        for match in islice(pattern.finditer(text), _MOST_MATCHES):
            if not _is_excused(rule, text, match):
                return Hit(rule, match.start(), match.end())
    return None


def hits(rules: tuple[Rule, ...], text: str) -> Iterator[Hit]:
    """Every rule of `rules` that speaks, at its first place each."""
    for rule in rules:
        hit = find_hit(rule, text)
        if hit:
            yield hit


def finding(hit: Hit, source: Readable, *, verdict: Verdict | None = None) -> Finding:
    """The hit as a finding on the original text."""
    start, end = source.span(hit.start, hit.end)
    return Finding(hit.rule.id, verdict or verdict_of(hit.rule), start, end, hit.rule.message)


def verdict_of(rule: Rule) -> Verdict:
    """The verdict that the rule's action stands for."""
    return _VERDICTS[rule.action]


def region(text: str, start: int, end: int, reach: str) -> str:
    """The clause, sentence or text around [start, end), at most 160 characters to each side."""
    if reach == "text":
        return text
    stops = _SENTENCE_ENDS if reach == "sentence" else _CLAUSE_ENDS
    left = start
    while left > max(0, start - _REGION) and text[left - 1] not in stops:
        left -= 1
    right = end
    while right < min(len(text), end + _REGION) and text[right] not in stops:
        right += 1
    return text[left:right]


def _is_excused(rule: Rule, text: str, match: re.Match[str]) -> bool:
    start, end = match.span()
    before, after = text[max(0, start - 16) : start], text[end : end + 16]
    if any(pattern.search(before) for pattern in rule.unless_before):
        return True
    if any(pattern.match(after) for pattern in rule.unless_after):
        return True
    if rule.negatable and words()["denied_before"].search(before):
        return True
    if rule.unless:
        around = region(text, start, end, rule.reach)
        return any(pattern.search(around) for pattern in rule.unless)
    return False
