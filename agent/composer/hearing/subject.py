"""Tell whom something is about that she says: herself, a child of hers, somebody else, an animal or a thing."""

import re
from functools import cache

from tools.members.snapshot import MemberSnapshot
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)

_MATERNAL = "maternal"
# Of whom something is told that needs no child of hers on record: her own doing, or a birth.
_OPEN = {"self": ("self", ""), "mother": ("self", "child", "it", ""), "ours": ("",)}
# Whom "he" or "it" may stand for, where one was named before; a woman or herself is not among them.
_STOOD_FOR = ("child", "another", "man", "animal", "thing")


@cache
def _groups() -> re.Pattern[str]:
    ways = (f"(?P<{name}>{'|'.join(lines)})" for name, lines in _table()["groups"].items())
    return re.compile("|".join(ways))


def subject_of(words: str, start: int, child_names: tuple[str, ...] = ()) -> str:
    """Return the group of whoever is named last before a place in her words, '' where nobody is.

    "He" stands for a child of hers that was named before, else for the last other whom it may mean.
    """
    before = words[:start]
    for name in child_names:
        before = before.replace(name, "\u5b9d\u5b9d")
    named = [str(found.lastgroup) for found in _groups().finditer(before)]
    if named and named[-1] == "it":
        return "child" if "child" in named else next((one for one in reversed(named) if one in _STOOD_FOR), "it")
    return named[-1] if named else ""


def is_about(about: str, found: re.Match[str], snapshot: MemberSnapshot, months: tuple[int, int]) -> bool:
    """Tell whether what is heard is about whom its wordings speak of.

    That is a `child` of hers, her`self`, or the `family`: either of the two, where there is a child;
    of a birth she is the `mother`, and what nobody is named with may be `ours`.
    """
    if not about:
        return True
    who = subject_of(found.string, found.start(), snapshot.child_names)
    if about in _OPEN:
        return who in _OPEN[about]
    if about == "family" and who == "self":
        return _may_have_child(snapshot) and _has_of_age(snapshot, months)
    is_named = who == "child" or (who == "" and bool(_own_child(found.group())))
    if is_named:
        return _has_of_age(snapshot, months)
    return who in ("it", "") and _may_have_child(snapshot) and _has_of_age(snapshot, months)


def _own_child(words: str) -> re.Match[str] | None:
    return compiled("|".join(_table()["groups"]["child"])).search(words)


def _may_have_child(snapshot: MemberSnapshot) -> bool:
    """Tell whether a child may be meant that she does not name: one on record, or one that we know of as likely."""
    return bool(snapshot.children) or (_MATERNAL in snapshot.personas and not snapshot.is_expecting)


def _has_of_age(snapshot: MemberSnapshot, months: tuple[int, int]) -> bool:
    """Tell whether a child of hers is of the age in question; any may be where we know none."""
    low, high = months
    ages = [child.age_months for child in snapshot.children]
    return not ages or any(low <= age <= high for age in ages)
