"""A pattern runs only where one of its words stands, and nothing is missed by that."""

import re

import pytest

from tools.checks.anchors import anchors, branches
from tools.checks.judged import read_corpus
from tools.checks.matching import find_hit, hits
from tools.checks.normalise import readable
from tools.checks.rulebook import rules_of


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("买(?:菜|花)", {"买菜", "买花"}),
        ("[一二]件", {"一件", "二件"}),
        ("a(?:b)?c", {"abc", "ac"}),
        ("(?:x|yy)[^z]{0,4}(?:abc|abd)", {"abc", "abd"}),
        ("(?<!别)囤(?!货)", {"囤"}),
        (r"\d+", None),
        ("[^a]", None),
        ("a?", None),
    ],
)
def test_every_match_holds_one_of_the_words(pattern: str, words: set[str] | None) -> None:
    assert anchors(pattern) == (None if words is None else frozenset(words))


def test_only_outer_alternatives_are_cut_apart() -> None:
    assert branches(r"a|(?:b|c)|[|]|\|d") == ("a", "(?:b|c)", "[|]", r"\|d")


def test_alternatives_together_are_the_pattern() -> None:
    for scope in ("in", "out"):
        for rule in rules_of(scope):
            assert len(rule.patterns) == len(rule.anchors) >= rule.firm
            assert all(re.compile(pattern.pattern) for pattern in rule.patterns)


@pytest.mark.parametrize("scope", ["in", "out"])
def test_the_sieve_misses_nothing_that_an_unfiltered_run_finds(scope: str) -> None:
    rules = rules_of(scope)
    for line in read_corpus()[::7]:
        text = readable(line.text).text
        unfiltered = {place for place, rule in enumerate(rules) if find_hit(rule, text)}
        assert {rules.index(hit.rule) for hit in hits(scope, text)} == unfiltered
