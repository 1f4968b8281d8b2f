"""What members and their children are called."""

from typing import Any

from tools.demo.content import content
from tools.demo.dice import Dice

_WOMAN = "F"


def _given_names(gender: str, year: int) -> list[str]:
    names = content("names")
    bounds = names["generations"]
    generation = "early" if year < bounds["early"] else "middle" if year < bounds["middle"] else "late"
    given: list[str] = names["given"]["female" if gender == _WOMAN else "male"][generation]
    return given


def full_name(die: Dice, gender: str, birth_year: int) -> str:
    """Return surname and given name, common for the year of birth."""
    return die.weighted(_surnames()) + die.choice(_given_names(gender, birth_year))


def _surnames() -> dict[str, int]:
    surnames: dict[str, int] = content("names")["surnames"]
    return surnames


def call(die: Dice, name: str, gender: str, years: int) -> str:
    """Return how the rep addresses her; '' for some, as in life."""
    names = content("names")
    if die.chance(names["blank_call_share"]):
        return ""
    calls: dict[str, Any] = names["calls"]
    older = "older" if years >= calls["older_from_years"] else "younger"
    pattern = die.weighted(calls[f"{'female' if gender == _WOMAN else 'male'}_{older}"])
    surname = _surname(name)
    given, last = name[len(surname) :], name[-1]
    if pattern == "{last}{last}" and last in names["never_doubled"]:
        pattern = "{given}" if len(given) > 1 else "{surname}{given}"
    if pattern == "{given}" and len(given) == 1:
        pattern = "{surname}{given}"
    return str(pattern).format(surname=surname, given=given, last=last)


def spoken(row: dict[str, Any]) -> str:
    """Return what the rep says: the nickname, else surname and title."""
    if row["nickname"]:
        return str(row["nickname"])
    title: str = content("names")["titles"][row["gender"]]
    return title.format(surname=_surname(row["name"]))


def _surname(name: str) -> str:
    return next((long for long in _surnames() if len(long) > 1 and name.startswith(long)), name[0])


def child_name(die: Dice) -> str:
    """Return a pet name for a child."""
    return str(die.weighted(content("names")["children"]))
