"""Finds where a rule speaks in a normalised text, its exceptions taken into account."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Any

from tools.checks.finding import Finding, Verdict
from tools.checks.normalise import Readable
from tools.checks.rulebook import Rule, rules_of, words

# Normalised text has ASCII marks, but the ideographic full stop and comma stay.
_SENTENCE_ENDS = "\u3002!?\n"
_CLAUSE_ENDS = _SENTENCE_ENDS + "\u3001,;~:"
_REGION = 160
_MOST_MATCHES = 400
# More alternatives than any rule has: rule and pattern are one number, which is quicker to collect than a pair.
_MOST_BRANCHES = 1 << 16
_VERDICTS: dict[str, Verdict] = {"BLOCK": "block", "HOLD": "hold", "WARN": "warn", "ROUTE": "route"}


@dataclass(frozen=True)
class Hit:
    """A rule that spoke, with normalised offsets; unless `is_firm` it only counts when the classifier agrees."""

    rule: Rule
    start: int
    end: int
    is_firm: bool = True


def find_hit(
    rule: Rule, text: str, patterns: Iterable[re.Pattern[str]] | None = None, *, heed_denial: bool = True
) -> Hit | None:
    """The leftmost place where the rule (or only these patterns of it) speaks and nothing excuses it."""
    best: tuple[int, int] | None = None
    for pattern in rule.patterns if patterns is None else patterns:
        for match in islice(pattern.finditer(text), _MOST_MATCHES):
            if best is not None and match.start() >= best[0]:
                break
            if not _is_excused(rule, text, match, heed_denial=heed_denial):
                best = match.span()
                break
    if best is None or not all(pattern.search(text) for pattern in rule.needs):
        return None
    return Hit(rule, *best)


def hits(scope: str, text: str, applies: Callable[[Rule], bool] = lambda _rule: True) -> Iterator[Hit]:
    """Every rule of a scope that applies and speaks, at its first place each, in file order."""
    rules = rules_of(scope)
    waiting: dict[int, list[int]] = {}
    for code in sorted(_sieve(scope, len(rules), id(rules)).candidates(text)):
        waiting.setdefault(code // _MOST_BRANCHES, []).append(code % _MOST_BRANCHES)
    for place, found in waiting.items():
        rule = rules[place]
        hit = _firm_or_not(rule, text, found) if applies(rule) else None
        if hit:
            yield hit


def _firm_or_not(rule: Rule, text: str, found: Sequence[int]) -> Hit | None:
    firm = [rule.patterns[branch] for branch in found if branch < rule.firm]
    hit = find_hit(rule, text, firm) if firm else None
    if hit or len(firm) == len(found):
        return hit
    hit = find_hit(rule, text, [rule.patterns[branch] for branch in found if branch >= rule.firm])
    return replace(hit, is_firm=False) if hit else None


def denied_hits(scope: str, text: str, applies: Callable[[Rule], bool]) -> list[Hit]:
    """What a scope's rules would say were it not denied: "no bleeding" still names bleeding."""
    rules = rules_of(scope)
    places = sorted({code // _MOST_BRANCHES for code in _sieve(scope, len(rules), id(rules)).candidates(text)})
    found = (find_hit(rules[place], text, heed_denial=False) for place in places if applies(rules[place]))
    return [hit for hit in found if hit]


class Sieve:
    """Every pattern of some rules behind the words it cannot match without: one pass finds the few that may match."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Index rules by the anchors of their patterns; a pattern without any is always a candidate."""
        import ahocorasick

        words_to: dict[str, set[int]] = {}
        self._always: set[int] = set()
        for place, rule in enumerate(rules):
            for code, held in enumerate(rule.anchors, start=place * _MOST_BRANCHES):
                if held is None:
                    self._always.add(code)
                for word in held or ():
                    words_to.setdefault(word, set()).add(code)
        self._automaton: Any = ahocorasick.Automaton()
        for word, places in words_to.items():
            self._automaton.add_word(word, tuple(places))
        self._automaton.make_automaton()

    def candidates(self, text: str) -> set[int]:
        """Everything that may match the text: the place of a rule times `_MOST_BRANCHES`, plus that of its pattern."""
        found = set(self._always)
        for _, places in self._automaton.iter(text):
            found.update(places)
        return found


@lru_cache(maxsize=4)
def _sieve(scope: str, _count: int, _which: int) -> Sieve:
    return Sieve(rules_of(scope))


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


def _is_excused(rule: Rule, text: str, match: re.Match[str], *, heed_denial: bool) -> bool:
    start, end = match.span()
    before, after = text[max(0, start - 16) : start], text[end : end + 16]
    if any(pattern.search(before) for pattern in rule.unless_before):
        return True
    if any(pattern.match(after) for pattern in rule.unless_after):
        return True
    if heed_denial and rule.negatable and words()["denied_before"].search(before):
        return True
    wider = ((rule.unless, rule.reach), (rule.unless_nearby, "sentence"))
    return any(_speaks_around(patterns, text, match, reach) for patterns, reach in wider if patterns)


def _speaks_around(patterns: Iterable[re.Pattern[str]], text: str, match: re.Match[str], reach: str) -> bool:
    around = region(text, *match.span(), reach)
    return any(pattern.search(around) for pattern in patterns)
