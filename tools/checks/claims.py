"""Holds what a text states against what is on record: numbers, dates, promises, stock, orders, her words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from tools.checks.commitments import promise_findings, sound_spans
from tools.checks.finding import Finding
from tools.checks.matching import region, verdict_of
from tools.checks.normalise import Readable, readable
from tools.checks.numerals import Quantity, claims, known_quantities, number_pattern, quantities, unit, value_of
from tools.checks.rulebook import get_rule

if TYPE_CHECKING:
    from tools.checks.grounding import Grounds
    from tools.checks.inspection import Inspection


_KEPT = 64


def statement_findings(source: Readable, setting: Inspection) -> list[Finding]:
    """Everything stated that is not on record; says nothing unless the grounds are complete."""
    grounds = setting.grounds
    if not grounds.is_complete or setting.kind == "fixed_reply":
        return []
    text = _without_names(source.text, setting)
    found = [*_numbers(source, text, setting), *_dates(source, text, grounds), *_promises(source, text, setting)]
    found += [*_stock(source, text, grounds), *_orders(source, text, grounds), *_said(source, grounds)]
    return [*found, *_calls(source, grounds), *_stages(source, setting), *_rows(source, setting)]


def missing(source: Readable, rule_id: str, start: int, end: int) -> Finding:
    """Return a finding that names what is missing for these very words."""
    rule = get_rule(rule_id)
    first, last = source.span(start, end)
    said = source.text[start:end].strip()
    message = str(claims()["missing"][rule_id]).format(said=said)
    return Finding(rule.id, verdict_of(rule), first, last, message)


@cache
def pattern(*path: str) -> re.Pattern[str]:
    """Return a compiled pattern of the table of claims; `{n}` is a number in any spelling."""
    found = claims()
    for key in path:
        found = found[key]
    return re.compile(str(found).replace("{n}", number_pattern()))


@dataclass(frozen=True)
class _Stage:
    """An age said in words, and the days or weeks for which it is true."""

    says: re.Pattern[str]
    unit: str
    low: int
    high: int


@lru_cache(maxsize=1)
def _told_stages() -> tuple[_Stage, ...]:
    rows = ((row, "days" if "days" in row else "weeks") for row in claims()["stages"])
    return tuple(_Stage(re.compile(row["pattern"]), unit, *row[unit]) for row, unit in rows)


def _without_names(text: str, setting: Inspection) -> str:
    """Cover names of goods and links, whose numbers state nothing; offsets stay."""
    shown = {readable(name).text.strip() for name in (*setting.grounds.names, *setting.own_products)}
    shown |= {readable(url).text.strip() for url in setting.grounds.urls}
    for name in sorted(shown - {""}, key=len, reverse=True):
        text = text.replace(name, "\u3007" * len(name))
    return text


def _numbers(source: Readable, text: str, setting: Inspection) -> Iterator[Finding]:
    """Where a page or a catalogue speaks, its numbers are the only ones."""
    grounds = setting.grounds
    if not grounds.numbers and not grounds.wares:
        return
    covered = [match.span() for match in pattern("no_number").finditer(text)]
    covered += [match.span() for match in pattern("dates", "month_day").finditer(text)]
    covered += sound_spans(text, grounds.now) if grounds.now else []
    covered += [match.span() for stage in _told_stages() for match in stage.says.finditer(text)]
    known = _known_numbers(setting)
    for one in quantities(text):
        is_speech = one.spelled and one.value <= claims()["figure_of_speech"]
        is_covered = any(start <= one.start and one.end <= end for start, end in covered)
        if not (is_speech or is_covered or one.unit == unit("money") or _is_known(one, known)):
            yield missing(source, "NUMBER", one.start, one.end)


def _is_known(one: Quantity, known: frozenset[tuple[Decimal, str]]) -> bool:
    return (one.value, one.unit) in known or (one.value, "") in known


def _known_numbers(setting: Inspection) -> frozenset[tuple[Decimal, str]]:
    grounds = setting.grounds
    texts = (*(grounds.said or ()), *(ware.spec for ware in grounds.wares), *grounds.specs)
    known = known_quantities(grounds.numbers) | _quantities_in(texts)
    own = [(setting.stage_weeks, "week"), (setting.stage_months, "month"), (grounds.child_days, "day")]
    near = {(Decimal(actual + step), unit(name)) for actual, name in own if actual for step in (-1, 0, 1)}
    years = {(Decimal(setting.stage_months // 12), unit("year"))} if setting.stage_months else set()
    counts = {len(grounds.wares), *(ware.stock for ware in grounds.wares)} if grounds.wares else set()
    counted = {(Decimal(number), name) for number in counts for name in claims()["count_units"]}
    return known | near | years | counted


# The drafts of a turn rest on the same lines, and several checks of a draft ask for them.
@lru_cache(maxsize=_KEPT)
def _quantities_in(texts: tuple[str, ...]) -> frozenset[tuple[Decimal, str]]:
    return known_quantities(as_read(texts))


@lru_cache(maxsize=_KEPT)
def as_read(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return texts in the shape in which checks read."""
    return tuple(readable(text).text for text in texts)


def _dates(source: Readable, text: str, grounds: Grounds) -> Iterator[Finding]:
    heard = as_read(tuple(grounds.said or ()))
    promised = sound_spans(text, grounds.now) if grounds.now else []
    for match in pattern("dates", "month_day").finditer(text):
        month, day = int(value_of(match.group(1))), int(value_of(match.group(2)))
        is_known = any((known.month, known.day) == (month, day) for known in grounds.days)
        is_known = is_known or _lies_in(match, promised) or _is_of_page(month, day, grounds)
        if not (is_known or _is_heard(match.group(), heard)):
            yield missing(source, "DATE", *match.span())
    for match in pattern("dates", "weekday").finditer(text):
        is_known = _weekday(match, grounds.today) in grounds.days or _lies_in(match, promised)
        if not (is_known or _is_heard(match.group(), heard)):
            yield missing(source, "DATE", *match.span())


def _lies_in(match: re.Match[str], spans: list[tuple[int, int]]) -> bool:
    return any(start <= match.start() and match.end() <= end for start, end in spans)


def _is_heard(words: str, heard: Sequence[str]) -> bool:
    return any(words in said for said in heard)


def _is_of_page(month: int, day: int, grounds: Grounds) -> bool:
    return {(Decimal(month), unit("month")), (Decimal(day), unit("date"))} <= known_quantities(grounds.numbers)


def _weekday(match: re.Match[str], today: date | None) -> date | None:
    table = claims()["dates"]
    if today is None:
        return None
    monday = today - timedelta(days=today.weekday())
    ahead = timedelta(weeks=table["weeks_ahead"][match.group(1)], days=table["weekdays"][match.group(2)])
    return monday + ahead


def _promises(source: Readable, text: str, setting: Inspection) -> Iterator[Finding]:
    now = setting.grounds.now
    if now is not None:
        for rule, start, end in promise_findings(text, now, _known_numbers(setting), setting.promises):
            yield missing(source, rule, start, end)


def _stock(source: Readable, text: str, grounds: Grounds) -> Iterator[Finding]:
    stocks = [ware.stock for ware in grounds.wares]
    for name, is_true in (("gone", any(stock <= 0 for stock in stocks)), ("there", any(stock > 0 for stock in stocks))):
        for match in pattern("stock", name).finditer(text):
            # "There is none in stock" holds "in stock", too.
            denied = name == "there" and pattern("stock", "gone").search(text[max(0, match.start() - 2) : match.end()])
            if not (is_true or denied or _is_elsewhere(text, match)):
                yield missing(source, "STOCK", *match.span())
    for match in pattern("stock", "left").finditer(text):
        if int(value_of(match.group(1))) not in stocks and not _is_elsewhere(text, match):
            yield missing(source, "STOCK", *match.span())


def _is_elsewhere(text: str, match: re.Match[str]) -> bool:
    return bool(pattern("stock", "not_ours").search(region(text, match.start(), match.end(), "sentence")))


def _orders(source: Readable, text: str, grounds: Grounds) -> Iterator[Finding]:
    for state in ("delivered", "shipped", "refunded"):
        if state in grounds.happened or _she_said_so(state, grounds):
            continue
        for match in pattern("orders", state).finditer(text):
            if not pattern("orders", "not_stated").search(region(text, match.start(), match.end(), "sentence")):
                yield missing(source, "ORDER-STATE", *match.span())


def _she_said_so(state: str, grounds: Grounds) -> bool:
    words = pattern("orders", "her_words", state)
    return any(words.search(readable(said).text) for said in (grounds.said or ())[-6:])


def _said(source: Readable, grounds: Grounds) -> Iterator[Finding]:
    heard = as_read(tuple(grounds.said or ()))
    for match in pattern("said").finditer(source.text):
        words = match.group(1)
        quoted = source.text[match.start(1) - 1 : match.start(1)] in '\u201c\u300c"'
        if not (_is_heard(words, heard) if quoted else _is_echoed(words, heard)):
            yield missing(source, "SAID", *match.span())


def _is_echoed(words: str, heard: Sequence[str]) -> bool:
    """Tell whether two characters in a row come from her."""
    if pattern("said_vague").search(words):
        return bool(heard)
    pairs = {words[place : place + 2] for place in range(len(words) - 1)}
    return any(pair in said for pair in pairs for said in heard)


def _calls(source: Readable, grounds: Grounds) -> Iterator[Finding]:
    known = as_read(tuple(grounds.calls))
    for match in pattern("calls").finditer(source.text):
        if known and match.group(1) not in known:
            yield missing(source, "CALL", *match.span(1))


def _stages(source: Readable, setting: Inspection) -> Iterator[Finding]:
    """A hundred days, a first birthday, a birth at hand: said in words, they are ages like any other."""
    for stage in _told_stages():
        actual = setting.grounds.child_days if stage.unit == "days" else setting.stage_weeks
        for match in stage.says.finditer(source.text):
            if actual is None or not stage.low <= actual <= stage.high:
                yield missing(source, "STAGE", *match.span())


def _rows(source: Readable, setting: Inspection) -> Iterator[Finding]:
    """Each row of a list begins with the name of one of the attached goods."""
    if setting.kind != "product_list" or not setting.grounds.wares:
        return
    names = {readable(ware.name).text.strip() for ware in setting.grounds.wares}
    for match in pattern("list_row").finditer(source.text):
        if not any((match.group(1) + match.group(2)).startswith(name) for name in names):
            yield missing(source, "PRODUCT-NAME", *match.span(1))
