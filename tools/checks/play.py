"""Tells a blow dealt in a game or by a small child, and a shot that is given, from a real blow: those call nobody."""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from tools.checks.finding import Line
from tools.checks.matching import Hit
from tools.checks.normalise import readable
from tools.yaml_text import read_yaml

_FILE = Path(__file__).parent / "play.yaml"
# A wish to die or danger to a child is never play.
_PLAYED_CAUSES = frozenset({"violence", "general"})


def is_play(hit: Hit, text: str) -> bool:
    """Whether a violent word is only a game's, with nothing left of a real blow anywhere in the text."""
    if hit.rule.route != "crisis" or hit.rule.cause not in _PLAYED_CAUSES:
        return False
    names, game, unless = _patterns()
    if not game.search(text):
        return False
    rest, named = names.subn(" ", text)
    return named > 0 and not unless.search(rest)


def is_small_child(hit: Hit, text: str, context: Sequence[Line]) -> bool:
    """Whether the one who hit her is a small child of hers, as she says now or told within hours before."""
    if hit.rule.route != "crisis" or hit.rule.cause != "violence":
        return False
    told, names, unless, hours = _of_a_child()
    before = [readable(line.text).text for line in context if line.direction == "in" and line.hours_ago <= hours]
    # The blow itself must not be what she told of a child.
    rest, struck = names.subn(" ", text)
    whole = "\n".join([*before, rest])
    return struck > 0 and bool(told.search(whole)) and not unless.search(whole)


def is_shot(hit: Hit, text: str, context: Sequence[Line]) -> bool:
    """Whether what somebody is "given" is the shot that was spoken of just before, on either side."""
    if hit.rule.route != "crisis":
        return False
    told, names, unless, hours = _of_a_shot()
    rest, given = names.subn(" ", text)
    before = (readable(line.text).text for line in context if line.hours_ago <= hours)
    return given > 0 and not unless.search(rest) and any(told.search(line) for line in before)


@lru_cache(maxsize=1)
def _of_a_shot() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], float]:
    return _told_before("shot")


@lru_cache(maxsize=1)
def _of_a_child() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], float]:
    return _told_before("small_child")


def _told_before(part: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], float]:
    table: dict[str, Any] = read_yaml(_FILE)[part]
    told, names, unless = (re.compile(table[key]) for key in ("told", "names", "unless"))
    return told, names, unless, float(table["hours"])


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    table: dict[str, Any] = read_yaml(_FILE)
    names = table["names"].replace("{them}", table["them"])
    return re.compile(names), re.compile(table["game"]), re.compile(table["unless"])
