"""Tells a health matter that only the classifier hears, and that no word names, from one that must call a person."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from re import Pattern
from typing import Any

from tools.checks.normalise import readable
from tools.checks.rulebook import expand, words
from tools.checks.triage import Triage
from tools.yaml_text import read_yaml

_FILE = Path(__file__).parent / "unclear.yaml"
_ASKS = "asks_advice"


def may_be_answered(found: Triage, text: str, *, is_of_other: bool) -> bool:
    """Whether nothing but a bare likeness calls a person, and she asks something without a word of a body, means, dose.

    `is_of_other`: she asks for somebody else whom she names.
    """
    if found.route != "medical" or not found.reasons:
        return False
    policy, plain = _policy(), readable(text).text
    is_bare = all(one.rule in policy.rules[is_of_other] for one in found.reasons)
    return is_bare and bool(policy.asks.search(plain)) and not policy.never.search(plain)


def may_answer(topics: Iterable[str]) -> bool:
    """Whether a page of these topics may answer what sounds like a health matter."""
    return not _policy().topics.isdisjoint(topics)


def as_a_question(found: Triage) -> Triage:
    """The same message read as what it asks; what was heard stays with it as a note to the rep."""
    notes = tuple(replace(one, verdict="warn") for one in found.reasons)
    return replace(found, intent=_ASKS, route=None, level="S3", cause=None, reasons=notes, label="benign")


@dataclass(frozen=True)
class _Policy:
    rules: tuple[frozenset[str], frozenset[str]]
    asks: Pattern[str]
    never: Pattern[str]
    topics: frozenset[str]


@lru_cache(maxsize=1)
def _policy() -> _Policy:
    table: dict[str, Any] = read_yaml(_FILE)
    known = {name: concept.pattern for name, concept in words().items()}
    rules = (frozenset(table["rules"]), frozenset(table["rules_of_others"]))
    asks, never = (re.compile(expand(str(table[name]), known)) for name in ("asks", "never"))
    return _Policy(rules, asks, never, frozenset(table["topics"]))
