"""Tells a blow that is dealt in a game from a real one: a lost hand of cards calls nobody, a blow after it does."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from tools.checks.matching import Hit
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


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    table: dict[str, Any] = read_yaml(_FILE)
    names = "|".join(table["names"]).replace("{them}", table["them"])
    game, unless = ("".join(table[key].split()) for key in ("game", "unless"))
    return re.compile(names), re.compile(game), re.compile(unless)
