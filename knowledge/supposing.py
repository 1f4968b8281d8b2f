"""What an answer takes for granted: it is none for who lives otherwise, or tells of nothing of the kind."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from knowledge.playbook import Answer
from knowledge.schema import table_of
from knowledge.stage import MemberStage
from tools.checks.normalise import readable
from tools.patterns import compiled

_LIFE = "life"
_EXPECTING, _NURSING = "expecting", "nursing"
_FAMILY = "maternal"
# More than two texts can be alike.
_NEVER = 2.0
# Up to so many days a child is one that may be nursed.
_NURSED = 730


def least_alike(answer: Answer, words: str) -> float:
    """Return how alike in words a question must be for an answer: 0 where she tells all that it takes for granted.

    No likeness is enough where she names another life or stuff than the one it is for.
    """
    text = readable(words).text
    if any(_is_of_another(answer, group, text) for group in _table()["rivals"]):
        return _NEVER
    troubles, told = _table()["troubles"], _troubles_told(answer.asks)
    is_told = all(compiled(troubles[at]["hears"]).search(text) for at in told)
    return 0.0 if is_told else float(_table()["all_but_same"])


def is_of_life(answer: Answer, words: str, stage: MemberStage) -> bool:
    """Tell whether an answer for one life only is for hers: that which she names, else the one that is known of her."""
    for_lives = _named_by_all(answer.asks, _LIFE)
    hers = _named(_LIFE, readable(words).text) or _lives(stage)
    return not for_lives or hers is None or bool(for_lives & hers)


def names_life(title: str) -> bool:
    """Tell whether the title of a page names the life that alone it is for."""
    return bool(_named(_LIFE, title))


def _lives(stage: MemberStage) -> frozenset[str] | None:
    """Return the lives that a stage tells of, None where nothing is known of a woman who may have any."""
    lives = {_EXPECTING} if stage.gest_week is not None else set[str]()
    days = stage.child_age_days
    if days is not None and days <= _NURSED:
        lives.add(_NURSING)
    return None if not lives and days is None and _FAMILY in stage.personas else frozenset(lives)


def _is_of_another(answer: Answer, group: str, text: str) -> bool:
    """Tell whether an answer is for one of a group of rivals while her words name only others of it."""
    theirs = _named_by_all(answer.asks, group) if group == _LIFE else _named(group, " ".join(answer.asks))
    hers = _named(group, text) if theirs else frozenset[str]()
    return bool(theirs and hers) and not theirs & hers


@lru_cache(maxsize=8192)
def _named_by_all(asks: tuple[str, ...], group: str) -> frozenset[str]:
    """Return what of a group the wordings of a question name, where each of them names some; else none."""
    named = [_named(group, asked) for asked in asks]
    return frozenset().union(*named) if all(named) else frozenset()


@lru_cache(maxsize=2048)
def _named(group: str, text: str) -> frozenset[str]:
    return frozenset(name for name, pattern in _table()["rivals"][group].items() if compiled(pattern).search(text))


@lru_cache(maxsize=8192)
def _troubles_told(asks: tuple[str, ...]) -> frozenset[int]:
    """Return the places in the table of the troubles that each wording tells."""
    tells: list[Callable[[str], Any]] = [compiled(row["tells"]).search for row in _table()["troubles"]]
    return frozenset(at for at, tell in enumerate(tells) if all(tell(asked) for asked in asks))


def _table() -> dict[str, Any]:
    return table_of("supposing.yaml")
