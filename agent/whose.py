"""Whose life her words are about: a sister's pregnancy or a friend's child is asked about by its own weeks and age."""

import re
from collections.abc import Mapping
from dataclasses import replace

from agent.toolbox import stage_for
from knowledge.stage import MemberStage
from tools.members.snapshot import MemberSnapshot
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)

_MATERNAL = frozenset({"maternal"})
_WEEKS_A_MONTH, _DAYS_A_MONTH = 4.35, 30.4
_OLDEST_MONTHS, _AFTER_BIRTH_DAYS = 84, 20


def other_named(words: str) -> str:
    """Return how somebody else is named whose pregnancy or child her words are about, '' where they are about hers."""
    if compiled(_table()["of_herself"]).search(words):
        return ""
    told = _besides_hearsay(words)
    return next((who for who, pattern in _table()["people"].items() if compiled(pattern).search(told)), "")


def _besides_hearsay(words: str) -> str:
    """Return her words without what other people merely say: "next door they say at four months" is of nobody there."""
    table = _table()
    if compiled(table["expecting"]).search(words) or compiled(table["born"]).search(words):
        return words
    who = "|".join(f"(?:{pattern})" for pattern in table["people"].values())
    return compiled(f"(?:{who}){table['hearsay']}").sub("", words)


def is_of_other(words: str, snapshot: MemberSnapshot) -> bool:
    """Tell whether she asks for somebody else: of a pregnancy, a birth or a child that her record does not hold."""
    return stage_meant(words, snapshot) != stage_for(snapshot) and bool(other_named(words))


def told_on(words: str, snapshot: MemberSnapshot, style: str, text: str) -> str:
    """Return what leads over to advice on another's pregnancy or birth; '' for a child, and where it is her own."""
    is_spoken_to_her = compiled(_table()["spoken_to_her"]).search(text)
    if is_spoken_to_her or not is_of_other(words, snapshot) or compiled(_table()["of_their_child"]).search(words):
        return ""
    return str(_table()["tell_on"].get(style, "")).format(who=other_named(words))


def stage_meant(words: str, snapshot: MemberSnapshot) -> MemberStage:
    """Return the stage of life that her words are about: somebody else's where she names one, else her own.

    Where no child of hers is known, the age that stands in her words is the child's.
    """
    hers, who, words = stage_for(snapshot), other_named(words), _besides_hearsay(words)
    is_known = bool(snapshot.children) or snapshot.is_expecting
    if is_known and who in _table()["of_the_record"]:
        return hers
    is_other = bool(who or compiled(_table()["of_their_child"]).search(words))
    if is_other and not _is_of_their_child(words) and compiled(_table()["expecting"]).search(words):
        return _else(hers, gest_week=_weeks(words))
    months = _age(words)
    if months is not None and (is_other or not is_known):
        return _of_child(hers, months)
    if is_other and compiled(_table()["born"]).search(words):
        return _of_child(hers, 0, days=_AFTER_BIRTH_DAYS)
    return hers


def _is_of_their_child(words: str) -> bool:
    return bool(compiled(_table()["of_their_child"]).search(words)) and _age(words) is not None


def _else(hers: MemberStage, *, gest_week: int | None) -> MemberStage:
    """Return a life of which only the weeks are known, None where they are not."""
    return replace(
        hers, personas=_MATERNAL, gest_week=gest_week, child_age_days=None, child_age_months=None, tags=frozenset()
    )


def _of_child(hers: MemberStage, months: int, *, days: int | None = None) -> MemberStage:
    known = int(months * _DAYS_A_MONTH) if days is None else days
    return replace(_else(hers, gest_week=None), child_age_days=known, child_age_months=months)


def _weeks(words: str) -> int | None:
    """Return the weeks of a pregnancy that her words tell, by a figure or by what they call it."""
    if (found := compiled(_table()["weeks_said"]).search(words)) is not None:
        return round(_figure(found.groupdict()))
    if (found := compiled(_table()["months_said"]).search(words)) is not None and not _is_no_age(words):
        return round(_figure(found.groupdict()) * _WEEKS_A_MONTH)
    rows = _table()["about_weeks"]
    return next((int(row["week"]) for row in rows if compiled(row["hears"]).search(words)), None)


def _age(words: str) -> int | None:
    """Return the age of a child in months that her words tell, None where they tell none."""
    if compiled(_table()["newborn"]).search(words):
        return 0
    if compiled(_table()["full_month"]).search(words):
        return 1
    for pattern, unit in (("years_said", 12.0), ("months_said", 1.0)):
        found = compiled(_table()[pattern]).search(words)
        if found is not None and not _is_no_age(words):
            months = int(_figure(found.groupdict()) * unit)
            return months if months <= _OLDEST_MONTHS else None
    return None


def _is_no_age(words: str) -> bool:
    return bool(compiled(_table()["no_age"]).search(words))


def _figure(parts: Mapping[str, str | None]) -> float:
    if parts.get("whole"):
        return 0.5
    return _number(str(parts["n"])) + (0.5 if parts.get("half") else 0.0)


def _number(written: str) -> int:
    """Return a figure as people write it: in digits, or in characters below a hundred."""
    if written.isdigit():
        return int(written)
    tens, _, ones = written.rpartition("\u5341")
    figures = _table()["figures"]
    if not re.search("\u5341", written):
        return int(figures[written])
    return 10 * int(figures.get(tens, 1)) + int(figures.get(ones, 0))
