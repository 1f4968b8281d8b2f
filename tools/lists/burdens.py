"""Whom a page is not for, by what is told of a body in whatever words: an allergy, an illness, a pregnancy."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tools.models import Product
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)
_CLAUSE = re.compile(r"[^\u3002\uff01!\uff1f?\uff1b;\uff0c,\n\s]+")
_SENTENCE = re.compile(r"[\u3002\uff01!\uff1f?\uff1b;\uff0c,\n]")
_SHORTEST = 2


@dataclass(frozen=True)
class Offence:
    """Why a product is not for somebody: the rule of it, and the words for what offends, if it can be the page's own.

    rule: TOLD-UNSUITED where the page lists whom it is not for, TOLD-WARNED where a clause of it warns, BEARS-NOT
    where it holds what is not borne.
    """

    rule: str
    what: str


@dataclass(frozen=True)
class Told:
    """A line of hers, and whether it is so late that what passes counts as well: a pregnancy of last year does not."""

    text: str
    is_late: bool = True


def told_before(lines: Sequence[str]) -> tuple[Told, ...]:
    """Return what of her earlier lines tells of anything; what passes and is of somebody else is not hers."""
    first_late = len(lines) - int(_table()["lately_lines"])
    others = compiled(_table()["others"])
    told = (Told(line, at >= first_late and not others.search(line)) for at, line in enumerate(lines))
    return tuple(dict.fromkeys(told))


def offence_of(product: Product, told: Iterable[Told]) -> Offence | None:
    """Return what in the lines told speaks against a product, None where nothing does; in doubt it is kept away."""
    return next((found for one in told if (found := _offence_in(product, one)) is not None), None)


def not_borne_in(text: str, besides: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the things that a text says are not borne, as they are said back, but for those named `besides`."""
    rows = (row for row in _rows_in(text) if row["is_thing"])
    return tuple(row["label"] for row in rows if not any(compiled(row["said"]).search(one) for one in besides))


def _offence_in(product: Product, told: Told) -> Offence | None:
    rows = (row for row in _rows_in(told.text) if told.is_late or not row.get("passes"))
    found = (offence for row in rows for offence in _against(product, row))
    return next(found, None) or _named_by_the_page(product, told)


def _against(product: Product, row: Mapping[str, Any]) -> Iterator[Offence]:
    """Give what of a page speaks against it for what a row means."""
    unsuited = compiled("|".join(row["unsuited"]))
    yield from (Offence("TOLD-UNSUITED", group) for group in product.unsuitable if unsuited.search(group))
    for clause in _SENTENCE.split(product.spec):
        if unsuited.search(clause) and compiled(_table()["warns"]).search(clause):
            yield Offence("TOLD-WARNED", clause.strip())
    page = f"{product.name} {product.spec} {' '.join(product.checklist_items)}"
    if row["holds"] and not (row.get("fine") and compiled(row["fine"]).search(page)):
        yield from (
            Offence("BEARS-NOT", row["label"] if row["is_thing"] else word) for word in _held(page, row["holds"])
        )


def _held(page: str, holds: str) -> Iterator[str]:
    for match in compiled(holds).finditer(page):
        if not compiled(_table()["free_of"]).search(page[: match.start()]):
            yield match.group()


@lru_cache(maxsize=4096)
def _rows_in(text: str) -> tuple[dict[str, Any], ...]:
    """Return the rows that a text tells of."""
    table, clauses = _table(), list(_clauses(text))
    things = (row for row in table["things"].values() if any(_is_signed(clause, row["said"]) for clause in clauses))
    states = (row for row in table["states"].values() if _is_told(text, row["said"]))
    return (*({**row, "is_thing": True} for row in things), *({**row, "is_thing": False} for row in states))


def _clauses(text: str) -> Iterator[str]:
    """Give the clauses of a text, one that only goes on about the one before it together with that."""
    before = ""
    for clause in _CLAUSE.findall(text):
        before = before + clause if before and _goes_on(before, clause) else clause
        yield before


def _goes_on(before: str, clause: str) -> bool:
    table = _table()
    is_one_more = len(clause) <= int(table["one_more"]) and len(before) <= int(table["row_up_to"])
    return is_one_more or bool(compiled(table["goes_on"]).search(clause) or compiled(table["leads_on"]).search(before))


def _is_signed(clause: str, said: str) -> bool:
    """Tell whether a clause says of a thing that it is not borne."""
    behind = [match.start() for match in compiled(_table()["signs_behind"]).finditer(clause)]
    before = [match.end() for match in compiled(_table()["signs_before"]).finditer(clause)]
    if not behind and not before:
        return False
    places = [match.start() for match in compiled(said).finditer(clause)]
    between = compiled(_table()["between"])
    has_sign_before = any(at >= end and between.search(clause[end:at]) for at in places for end in before)
    return has_sign_before or any(at < start for at in places for start in behind)


def _is_told(text: str, said: str) -> bool:
    found = compiled(said).finditer(text)
    return any(not compiled(_table()["denied"]).search(text[: match.start()]) for match in found)


def _named_by_the_page(product: Product, told: Told) -> Offence | None:
    """Return where a line itself says a name that the page lists among those it is not for."""
    for group in product.unsuitable:
        is_thing = bool(compiled(_table()["of_bearing"]).search(group))
        for name in _names_in(group) if told.is_late or not _passes(group) else ():
            if name in told.text and _is_said(name, told.text, is_thing=is_thing):
                return Offence("TOLD-UNSUITED", group)
    return None


def _names_in(group: str) -> tuple[str, ...]:
    """Return whom an entry of a page's list names, without the words around the names."""
    parts = compiled(_table()["several"]).split(group)
    names = (compiled(_table()["of_nobody"]).sub("", part) for part in parts)
    return tuple(name for name in names if len(name) >= _SHORTEST)


def _passes(group: str) -> bool:
    passing = (row for row in _table()["states"].values() if row.get("passes"))
    return any(compiled("|".join(row["unsuited"])).search(group) for row in passing)


def _is_said(name: str, text: str, *, is_thing: bool) -> bool:
    said = re.escape(name)
    return any(_is_signed(clause, said) for clause in _clauses(text)) if is_thing else _is_told(text, said)
