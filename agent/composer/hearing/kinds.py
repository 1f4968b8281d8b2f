"""Hear what kind of thing she tells where neither a concept nor a topic knows it, and answer that without quoting her."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from agent.composer.hearing.telling import concept_told, course_of, is_hushed, telling
from agent.composer.hearing.concepts import Concept
from tools.members.snapshot import MemberSnapshot
from tools.yaml_text import table_beside

_table = table_beside(__file__)


@dataclass(frozen=True)
class Kind:
    """One kind of thing that members tell, with wordings by how it went.

    `months` bound the age of a child it is about; what is first is looked for before the topics.
    """

    id: str
    is_first: bool
    hears: re.Pattern[str]
    unless: re.Pattern[str] | None
    months: tuple[int, int] | None
    says: dict[str, tuple[str, ...]]


@cache
def kinds() -> tuple[Kind, ...]:
    """Return the kinds of things that members tell, in the order in which they are looked for."""
    return tuple(_kind(row) for row in _table()["kinds"])


def _kind(row: dict[str, Any]) -> Kind:
    says = {course: tuple(row[course]) for course in telling()["generic"] if row.get(course)}
    unless = re.compile(row["unless"]) if row.get("unless") else None
    low, high = row.get("months", (0, 0))
    months = (low, high) if high else None
    return Kind(row["id"], bool(row.get("is_first")), re.compile(row["hears"]), unless, months, says)


def kind_told(words: str, snapshot: MemberSnapshot, *, first: bool) -> tuple[Concept, re.Match[str]] | None:
    """Return the kind of thing she tells as something to take up, and where it is heard; None where none is.

    first: look for those before the topics, else for the others.
    """
    if is_hushed(words):
        return None
    for kind in kinds():
        if kind.is_first != first:
            continue
        found = kind.hears.search(words)
        if found and not (kind.unless and kind.unless.search(words)) and _fits_child(kind, snapshot):
            course = course_of(words)
            return concept_told(kind.id, course, kind.says.get(course) or kind.says["plain"]), found
    return None


def _fits_child(kind: Kind, snapshot: MemberSnapshot) -> bool:
    """Tell whether a child of hers is of an age at which this is told; any may be meant where there are several."""
    ages = [child.age_months for child in snapshot.children]
    return kind.months is None or any(kind.months[0] <= age <= kind.months[1] for age in ages)
