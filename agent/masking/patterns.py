"""Read the patterns of personal data, and spell the pattern of one known name or number."""

import re
from functools import cache
from pathlib import Path
from typing import Any, Literal

from tools.checks.normalise import CJK
from tools.yaml_text import read_yaml

_WORD = "A-Za-z0-9"


@cache
def patterns(moment: Literal["before_names", "after_names"]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return (kind, pattern) of one moment, in the order in which they are tried."""
    table = read_yaml(Path(__file__).parent / "patterns.yaml")[moment]
    return tuple((kind, re.compile(pattern)) for kind, listed in table.items() for pattern in listed)


@cache
def pattern_of(value: str) -> re.Pattern[str]:
    """Return what finds a value however it is spaced, in either script, in any case, and not inside a word."""
    forms = "|".join(dict.fromkeys(_spaced(form) for form in _scripts(value)))
    left, right = _edge(value[0], "<!"), _edge(value[-1], "!")
    if len(value) == 1 and not value.isascii():
        # One character alone is a name only where it is not in the middle of other words.
        return re.compile(rf"(?<![{CJK}])(?:{forms})|(?:{forms})(?![{CJK}])")
    return re.compile(rf"{left}(?:{forms}){right}", re.IGNORECASE)


def characters_of(text: str) -> frozenset[str]:
    """Return the characters of a text, whatever case they count as."""
    return frozenset(text) | frozenset(text.lower()) | frozenset(text.upper().lower())


@cache
def characters_of_placeholder(kind: str) -> frozenset[str]:
    """Return the characters that hiding a value of this kind can bring into a text."""
    return characters_of(kind) | frozenset("{}0123456789")


def may_stand_in(value: str, characters: frozenset[str]) -> bool:
    """Tell whether a text of these characters (characters_of) can hold a value: False only where none is found."""
    return any(form <= characters for form in _needed(value))


@cache
def _needed(value: str) -> tuple[frozenset[str], ...]:
    """Return the characters that each form needs; none where cases outside ASCII may stand for one another."""
    forms = (frozenset("".join(form.split()).lower()) for form in _scripts(value))
    return tuple(frozenset(char for char in form if char.isascii() or char.upper() == char) for form in forms)


def _spaced(form: str) -> str:
    between = r"[\s-]*" if form.isdecimal() else r"\s*"
    return between.join(re.escape(char) for char in form if not char.isspace())


def _edge(char: str, sign: str) -> str:
    return f"(?{sign}[{_WORD}])" if char.isascii() else ""


def _scripts(value: str) -> tuple[str, ...]:
    """Return a value in simplified and in traditional characters."""
    if value.isascii():
        return (value,)
    return (value, *(str(_converter(way).convert(value)) for way in ("s2t", "t2s")))


@cache
def _converter(way: str) -> Any:
    from opencc import OpenCC

    return OpenCC(way)
