"""Hear what kind of thing she tells, where no concept knows it, and answer that without quoting her."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from agent.composer.hearing.concepts import Concept
from agent.composer.hearing.telling import concept_told, course_of, is_hushed, telling
from tools.members.snapshot import MemberSnapshot
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)

_GLAD = ("good", "funny")


@dataclass(frozen=True)
class Kind:
    """One kind of thing that members tell, with wordings by how it went, and the pages that help where it is trouble.

    `months` bound the age of a child it is about; what is first is looked for before the topics.
    `despite_hush`: heard although a word stands there of which nothing is made; what `is_alone` stands before no page.
    `if_course` names how it must have gone, () for anyhow; what bears advice leaves a page as near as it was.
    """

    id: str
    is_first: bool
    hears: re.Pattern[str]
    unless: re.Pattern[str] | None
    months: tuple[int, int] | None
    pages: tuple[str, ...]
    despite_hush: bool
    is_alone: bool
    if_course: tuple[str, ...]
    bears_advice: bool
    says: dict[str, tuple[str, ...]]


@cache
def kinds() -> tuple[Kind, ...]:
    """Return the kinds of things that members tell, in the order in which they are looked for."""
    return tuple(_kind(row) for row in _table()["kinds"])


def _kind(row: dict[str, Any]) -> Kind:
    says = {course: tuple(row[course]) for course in telling()["generic"] if row.get(course)}
    unless = re.compile(row["unless"]) if row.get("unless") else None
    low, high = row.get("months", (0, 0))
    return Kind(
        id=row["id"],
        is_first=bool(row.get("is_first")),
        hears=re.compile(row["hears"]),
        unless=unless,
        months=(low, high) if high else None,
        pages=tuple(row.get("pages", ())),
        despite_hush=bool(row.get("despite_hush")),
        is_alone=bool(row.get("is_alone")),
        if_course=tuple(row.get("if_course", ())),
        bears_advice=bool(row.get("bears_advice")),
        says=says,
    )


def kind_before_page(words: str, snapshot: MemberSnapshot) -> Concept | None:
    """Return the kind of thing she tells as something to take up before a page; None where none is."""
    heard = [kind for kind in kinds() if not kind.is_alone and _heard(kind, words, snapshot)]
    best = min(heard, key=lambda kind: not kind.is_first, default=None)
    return _concept(best, course_of(words)) if best is not None else None


def kind_told(words: str, snapshot: MemberSnapshot, *, first: bool) -> tuple[Concept, re.Match[str]] | None:
    """Return the kind of thing she tells as something to take up, and where it is heard; None where none is.

    first: look for those before the topics, else for the others.
    """
    course = course_of(words)
    heard = ((kind, found) for kind in kinds() if kind.is_first == first and (found := _heard(kind, words, snapshot)))
    return next(((_concept(kind, course), found) for kind, found in heard), None)


def kind_pages(words: str, snapshot: MemberSnapshot) -> tuple[str, ...]:
    """Return the ids of the pages that help with the kind of trouble she tells; () where it went well."""
    heard = (kind for kind in kinds() if _heard(kind, words, snapshot))
    return next((kind.pages for kind in heard), ()) if course_of(words) not in _GLAD else ()


def wants_an_ear_for(words: str, snapshot: MemberSnapshot) -> bool:
    """Tell whether she tells a kind of thing that no page helps with: she had rather be listened to."""
    heard = (kind for kind in kinds() if kind.is_first and _heard(kind, words, snapshot))
    return any(not (kind.pages or kind.bears_advice) for kind in heard)


def weighs_despite_good(words: str, snapshot: MemberSnapshot) -> bool:
    """Tell whether what went well is another's, and weighs on her: the neighbour's child walks already."""
    heard = (kind for kind in kinds() if kind.bears_advice and "good" in kind.if_course)
    return any(_heard(kind, words, snapshot) for kind in heard)


def only_tells(words: str, snapshot: MemberSnapshot) -> bool:
    """Tell whether she tells a known kind of thing, with no word of how badly it went."""
    return course_of(words) != "bad" and any(_heard(kind, words, snapshot) for kind in kinds())


def _heard(kind: Kind, words: str, snapshot: MemberSnapshot) -> re.Match[str] | None:
    if is_hushed(words) and not kind.despite_hush:
        return None
    if kind.if_course and course_of(words) not in kind.if_course:
        return None
    if not _fits_child(kind, words, snapshot) or (kind.unless and kind.unless.search(words)):
        return None
    return kind.hears.search(words)


def _concept(kind: Kind, course: str) -> Concept:
    is_known = course in kind.says and course != "plain"
    # What fits any plain talk ("go on, I love to hear it") may be wrong beside a trouble.
    return concept_told(kind.id, course, kind.says.get(course) or kind.says["plain"], has_more=is_known)


def _fits_child(kind: Kind, words: str, snapshot: MemberSnapshot) -> bool:
    """Tell whether a child of hers is of an age at which this is told; any may be meant, also one we do not know."""
    ages = [child.age_months for child in snapshot.children]
    if kind.months is None or not ages:
        return kind.months is None or bool(compiled(_table()["child_words"]).search(words))
    return any(kind.months[0] <= age <= kind.months[1] for age in ages)
