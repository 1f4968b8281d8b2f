"""Concepts: what members tell us, each with patterns that hear it and wordings that answer it."""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tools.yaml_text import read_yaml

_FOLDER = Path(__file__).parent
_FILES = (
    "news",
    "mending",
    "weather",
    "us",
    "setbacks",
    "child",
    "pregnancy",
    "weary",
    "family",
    "home",
    "life",
    "everyday",
    "manners",
)
# What weighs more is answered first when she tells several things in one breath.
_TONES = ("careful", "hurt", "wish", "weary", "worry", "mixed", "joy", "refusal", "thanks", "plain")


@dataclass(frozen=True)
class Concept:
    """One thing that she may tell us; `recall` holds wordings for taking it up again later."""

    id: str
    tone: str
    hears: tuple[re.Pattern[str], ...]
    ack: tuple[str, ...]
    unless: re.Pattern[str] | None = None
    where: re.Pattern[str] | None = None
    thing: tuple[str, ...] = ()
    months: tuple[int, int] = (0, 216)
    weight: int = 0
    # Told of as done: not heard where it is still to come.
    is_done: bool = False
    # Whom it must be told of: a `child` of hers, her`self`, the `family` (either), as subject.py says; '' for anybody.
    about: str = ""
    # Good news beside a word of gloom: what it was about is over.
    despite_gloom: bool = False
    # Of what lies ahead: not heard where it is told of as over.
    is_ahead: bool = False
    # Whom its wordings speak to: who is expecting (`bump`), who has a thing of `ours`; '' for everybody.
    needs: str = ""
    # Advice, however near, would answer past her.
    is_only_heard: bool = False
    # Ordinary talk: only the warm draft says more than one sentence of it.
    is_talk: bool = False
    recall: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def find(self, text: str) -> re.Match[str] | None:
        """Return where the concept is heard, None where it is not or something speaks against it."""
        if self.unless is not None and self.unless.search(text):
            return None
        return next((found for pattern in self.hears if (found := pattern.search(text))), None)

    def is_mentioned(self, text: str) -> bool:
        """Tell whether a text speaks of it at all, also as a question."""
        return any(pattern.search(text) for pattern in self.hears)


@cache
def concepts() -> tuple[Concept, ...]:
    """Return every concept, those that weigh most first."""
    rows = [row for name in _FILES for row in read_yaml(_FOLDER / f"{name}.yaml")]
    read = [concept_of(row) for row in rows]
    return tuple(sorted(read, key=lambda one: (-one.weight, _TONES.index(one.tone))))


@cache
def moods() -> tuple[Concept, ...]:
    """Return the moods that are heard where no concept is."""
    return tuple(concept_of({"id": row["tone"], **row, "hears": [row["hears"]]}) for row in tones()["moods"])


@cache
def plain() -> Concept:
    """Return what is heard where nothing else is: her words themselves."""
    row = tones()["plain"]
    return concept_of({"id": "plain", **row, "hears": [row["hears"]]})


@cache
def tones() -> dict[str, Any]:
    """Return moods, releases and how long ago is said."""
    loaded: dict[str, Any] = read_yaml(_FOLDER / "tones.yaml")
    return loaded


@cache
def details() -> dict[str, Any]:
    """Return the patterns of details."""
    loaded: dict[str, Any] = read_yaml(_FOLDER / "details.yaml")
    return loaded


def _one_of(patterns: str | list[str] | None) -> re.Pattern[str] | None:
    """Return the pattern that any of several lines fits."""
    lines = [patterns] if isinstance(patterns, str) else patterns
    return re.compile("|".join(lines)) if lines else None


def concept_of(row: dict[str, Any]) -> Concept:
    """Return the concept that one row of data describes."""
    low, high = row.get("months", (0, 216))
    return Concept(
        id=row["id"],
        tone=row["tone"],
        hears=tuple(re.compile(pattern, re.IGNORECASE) for pattern in row["hears"]),
        ack=tuple(row["ack"]),
        unless=_one_of(row.get("unless")),
        where=re.compile(row["where"]) if row.get("where") else None,
        thing=tuple(row.get("thing", ())),
        months=(low, high),
        weight=row.get("weight", 0),
        is_done=bool(row.get("is_done")),
        about=str(row.get("about", "")),
        despite_gloom=bool(row.get("despite_gloom")),
        is_ahead=bool(row.get("is_ahead")),
        needs=str(row.get("needs", "")),
        is_only_heard=bool(row.get("is_only_heard")),
        recall={name: tuple(texts) for name, texts in row.get("recall", {}).items()},
    )
