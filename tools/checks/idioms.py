"""Reads a set phrase as what it means: who "dares not draw breath" is only afraid to speak."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

import yaml

from tools.checks.normalise import Readable, reworded
from tools.checks.rulebook import BrokenRulebook, expand, words
from tools.yaml_text import read_yaml

IDIOMS = Path(__file__).parent / "idioms.yaml"
# A line of a thread is triaged again with every message after it.
_KEPT = 2048
_KEEPS = re.compile(r"\(\?K:")


@dataclass(frozen=True)
class Idiom:
    """A family of exaggerations that are read as `means`, unless the rest of the message says a word of `unless`.

    What is told as its cause stays (`keeps`); the message must say a word of `needs` as well. `must_pass` are
    harmless sentences, `must_hit` grave ones in the same words.
    """

    id: str
    about: str
    says: re.Pattern[str]
    keeps: str
    means: str
    needs: re.Pattern[str]
    unless: re.Pattern[str]
    must_pass: tuple[str, ...]
    must_hit: tuple[str, ...]


@dataclass(frozen=True)
class Idioms:
    """Every family in file order, and the words beside which nothing is an exaggeration."""

    all: tuple[Idiom, ...]
    never: re.Pattern[str]


def plainly_meant(source: Readable) -> Readable:
    """A message with its exaggerations read as what they mean; whatever else it says stays as she wrote it."""
    for idiom in _exaggerated(source.text):
        source = reworded(source, idiom.says, f"{idiom.keeps}{idiom.means}")
    return source


@lru_cache(maxsize=_KEPT)
def _exaggerated(text: str) -> tuple[Idiom, ...]:
    """The families that a normalised text speaks in and in which it means no more than they do."""
    idioms = read_idioms()
    found = [idiom for idiom in idioms.all if idiom.says.search(text)]
    rest = text
    for idiom in found:
        rest = idiom.says.sub(rf"{idiom.keeps} ", rest)
    if not found or idioms.never.search(rest):
        return ()
    return tuple(idiom for idiom in found if idiom.needs.search(text) and not idiom.unless.search(rest))


@lru_cache(maxsize=1)
def read_idioms() -> Idioms:
    """The set phrases of idioms.yaml; BrokenRulebook when they cannot be used."""
    try:
        table: dict[str, Any] = read_yaml(IDIOMS)
        known = {name: concept.pattern for name, concept in words().items()}
        return Idioms(tuple(_idiom(raw, known) for raw in table["idioms"]), re.compile(table["never"]))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, ValueError, re.error) as error:
        fix = "Restore tools/checks/idioms.yaml; nothing is passed meanwhile."
        raise BrokenRulebook(f"idioms.yaml cannot be used: {error!r}.", fix=fix) from error


def _idiom(raw: Mapping[str, Any], known: Mapping[str, str]) -> Idiom:
    says, kept = _numbered("|".join(expand(one, known) for one in raw["says"]))
    return Idiom(
        id=str(raw["id"]),
        about=str(raw["about"]),
        says=re.compile(says),
        keeps="".join(rf"\g<k{number}>" for number in range(kept)),
        means=str(raw["means"]),
        needs=re.compile(expand(str(raw.get("needs", "")), known)),
        unless=re.compile(expand(str(raw["unless"]), known)),
        must_pass=tuple(raw["pass"]),
        must_hit=tuple(raw["fail"]),
    )


def _numbered(pattern: str) -> tuple[str, int]:
    """The pattern with every part that stays as a group of its own, and how many there are."""
    numbers = count()
    named = _KEEPS.sub(lambda _match: f"(?P<k{next(numbers)}>", pattern)
    return named, next(numbers)
