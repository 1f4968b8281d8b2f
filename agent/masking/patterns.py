"""Read the patterns of personal data, and spell the pattern of one known name or number."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from tools.checks.normalise import CJK
from tools.yaml_text import read_yaml

_WORD = "A-Za-z0-9"
# What a pattern that heeds no case takes for an ASCII letter, too.
_ALSO_ASCII = str.maketrans("\u0130\u0131\u017f\u212a", "iisk")


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


@dataclass(frozen=True)
class Pressed:
    """A text in one case with nothing between its signs: `words` without spaces, `figures` without hyphens either."""

    words: str
    figures: str


def pressed(text: str) -> Pressed:
    """Press a text so that whether a value may stand in it is one look."""
    words = "".join(text.translate(_ALSO_ASCII).lower().split())
    return Pressed(words, words.replace("-", ""))


def may_stand_in(value: str, text: Pressed) -> bool:
    """Tell whether a text can hold a value; False only where its pattern finds none."""
    return any(form in (text.figures if form.isdecimal() else text.words) for form in _pressed_forms(value))


@cache
def _pressed_forms(value: str) -> tuple[str, ...]:
    """Return what must stand in a pressed text; '' where cases outside ASCII may stand for one another."""
    forms = ("".join(form.split()) for form in _scripts(value))
    return tuple(form.lower() if all(map(_has_one_case, form)) else "" for form in forms)


def _has_one_case(char: str) -> bool:
    return char.isascii() or char.upper() == char.lower()


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
