"""Say a list's reasons: what she limited, why a row is hers, why something was left out."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from tools.lists.asked import words
from tools.lists.budget import Budget
from tools.lists.limits import Limits
from tools.money import short_yuan


def said_back(limits: Limits) -> list[str]:
    """Return what she limited in short phrases, in the order of an ordinary sentence; what tags say is not hers."""
    return list(_said_back(limits))


def _said_back(limits: Limits) -> Iterator[str]:
    table = words()["said_back"]
    if limits.recipient is not None:
        yield table["recipient"].format(call=limits.recipient.call)
    if limits.budget is not None:
        yield _sum_said(limits.budget)
    if limits.cheapest_first and limits.budget is None:
        yield table["cheapest"]
    yield from (table["without"].format(what=what) for what in limits.without)
    yield from (table["bears_not"].format(what=what) for what in limits.bears_not)
    yield from (_size_said(*size) for size in sorted(limits.sizes))
    yield from (table["colour"].format(colour=colour) for colour in sorted(limits.colours))


def _sum_said(budget: Budget) -> str:
    table = words()["said_back"]["budget"]
    if budget.about_fen is not None:
        return str(table["about"]).format(about=short_yuan(budget.about_fen))
    named = {"least": budget.least_fen, "most": budget.most_fen}
    bounds = {name: short_yuan(fen) for name, fen in named.items() if fen is not None}
    key = "in_all" if budget.in_all and budget.most_fen is not None else "_".join(bounds)
    return str(table[key]).format(**bounds)


def _size_said(number: str, unit: str) -> str:
    table = words()["said_back"]["size"]
    return str(table.get(unit, table["any"])).format(number=number, unit=unit)


def told_rules() -> Collection[str]:
    """Return the rules that may be named to her; nothing is said of formula, recalls and the rest."""
    found: list[str] = words()["told"]
    return found


def why_left_out(rule: str, what: str) -> str:
    """Say why something was left out."""
    return str(words()["left_out"][rule]).format(what=what)


def why_listed(because: Sequence[tuple[str, dict[str, Any]]]) -> list[str]:
    """Say what in her ask or her life a row answers."""
    return [str(words()["because"][key]).format(**figures) for key, figures in because]
