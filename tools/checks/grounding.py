"""Holds every price, link, number, name and age in a text against what is on record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tools.checks.claims import as_read, missing, pattern, statement_findings
from tools.checks.finding import Finding
from tools.checks.matching import region, verdict_of
from tools.checks.normalise import Readable, readable
from tools.checks.numerals import known_quantities, quantities, unit, value_of
from tools.checks.rulebook import get_rule, words

if TYPE_CHECKING:
    from tools.checks.inspection import Inspection

_URL = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,12}://|www\.|(?<![a-z0-9@.])(?:[a-z0-9-]+\.)+(?:com|cn|net|org|top|vip|shop|cc|me|io|co|"
    r"xyz|link|site|club)(?![a-z]))[^\s,;)\u3002\u300d\u201d\u4e00-\u9fff]*"
)
_PUBLIC_LINES = frozenset({"120", "110", "119", "12320", "12338", "12345", "12356", "12333", "12315", "96110", "12355"})
# "398" before "k" or after a currency sign is caught elsewhere; here "2k" and "1.2w" stand for thousands of yuan.
_BARE_PRICE = re.compile(r"(?<![a-z0-9.])(\d+(?:\.\d+)?[kw])(?![a-z0-9])")
_LEAST_SPELLED = 10
_MONTHS_A_YEAR = 12
_SHANGHAI = ZoneInfo("Asia/Shanghai")
_PERCENT = re.compile(r"\d+(?:\.\d+)?\s?%")
_NAMES = re.compile(r"[\u300c\u300e\u3010]([^\u300d\u300f\u3011]{2,40})[\u300d\u300f\u3011]")


@dataclass(frozen=True)
class Ware:
    """One attached product as the catalogue has it now."""

    name: str
    price_fen: int
    spec: str = ""
    stock: int = 0


@dataclass(frozen=True)
class Grounds:
    """What a text may rest on: prices in fen, links, product and document names, numbers of playbook facts.

    With `is_complete` all the rest is on record, too, and what is not here is not known: `said` are her own words,
    `happened` what became of her orders (delivered, shipped, refunded), `calls` the ways to address her, `days` every
    date on record, `specs` what is printed on what she owns, `now` aware.
    """

    prices_fen: frozenset[int] = frozenset()
    urls: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    is_complete: bool = False
    wares: tuple[Ware, ...] = ()
    specs: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    happened: frozenset[str] = frozenset()
    calls: frozenset[str] = frozenset()
    days: frozenset[date] = frozenset()
    child_days: int | None = None
    now: datetime | None = None

    @property
    def today(self) -> date | None:
        """Return the Shanghai day, None when the moment is not known."""
        return self.now.astimezone(_SHANGHAI).date() if self.now else None


def findings(source: Readable, setting: Inspection) -> list[Finding]:
    """Everything in the text that is not on record."""
    found = [*_prices(source, setting), *_links(source, setting), *_phones(source)]
    found += [*_claims(source, setting), *_names(source, setting), *_stage(source, setting)]
    return [*found, *_health_and_shop(source, setting), *statement_findings(source, setting)]


def _prices(source: Readable, setting: Inspection) -> Iterator[Finding]:
    amounts = tuple(_amounts(source.text))
    if not amounts:
        return
    known = known_quantities(setting.grounds.numbers)
    named = _named_spans(source.text, setting.grounds.names)
    for start, end, amount in amounts:
        if any(first <= start and end <= last for first, last in named):
            # "Building bricks, 40 pieces" reads like forty yuan.
            continue
        if words()["price_excused"].search(region(source.text, start, end, "clause")):
            continue
        if {(amount, ""), (amount, unit("money"))} & known:
            continue
        if int(amount * 100) not in setting.grounds.prices_fen or not _is_its_price(
            source.text, start, amount, setting
        ):
            yield missing(source, "PRICE", start, end)


def _named_spans(text: str, names: Iterable[str]) -> list[tuple[int, int]]:
    """Where names on record stand in a text."""
    said = filter(None, (readable(name).text.strip() for name in names))
    return [(at, at + len(name)) for name in said for at in range(len(text)) if text.startswith(name, at)]


def _amounts(text: str) -> Iterator[tuple[int, int, Decimal]]:
    """Yield every price in any spelling, in the order of the text, each once."""
    found = {
        match.span(): Decimal(next(group for group in match.groups() if group).replace(",", ""))
        for match in words()["price_said"].finditer(text)
    }
    # A spelled amount is a price where it is no figure of speech ("a piece", "two pieces").
    spelled = [one for one in quantities(text) if one.unit == unit("money") and one.spelled]
    found |= {(one.start, one.end): one.value for one in spelled if one.value >= _LEAST_SPELLED}
    found |= {match.span(): value_of(match.group(1)) for match in _BARE_PRICE.finditer(text)}
    for (start, end), amount in sorted(found.items()):
        if not any(first <= start and end <= last and (first, last) != (start, end) for first, last in found):
            yield start, end, amount


def _is_its_price(text: str, start: int, amount: Decimal, setting: Inspection) -> bool:
    """Tell whether the price is that of the product named last before it."""
    named = [(text.rfind(readable(ware.name).text.strip(), 0, start), ware) for ware in setting.grounds.wares]
    place, nearest = max(named, key=lambda pair: (pair[0], len(pair[1].name)), default=(-1, None))
    return nearest is None or place < 0 or nearest.price_fen == int(amount * 100)


def _links(source: Readable, setting: Inspection) -> Iterator[Finding]:
    known = {readable(url).text for url in setting.grounds.urls}
    for match in _URL.finditer(source.text):
        if match.group().rstrip(".,!?") not in known:
            yield _finding(source, "LINK", match.start(), match.end())


def _phones(source: Readable) -> Iterator[Finding]:
    for match in (*words()["phone_said"].finditer(source.text), *pattern("phones").finditer(source.text)):
        if match.group() not in _PUBLIC_LINES:
            yield _finding(source, "PHONE", match.start(), match.end())


def _claims(source: Readable, setting: Inspection) -> Iterator[Finding]:
    """Percentages and "studies show" need a fact behind them."""
    known = setting.grounds.numbers
    for match in _PERCENT.finditer(source.text):
        if not {match.group(), match.group().rstrip("% ")} & known:
            yield _finding(source, "AD-11", match.start(), match.end())
    match_said = words()["study_said"].search(source.text)
    if match_said and not known:
        yield _finding(source, "AD-11", match_said.start(), match_said.end())


def _names(source: Readable, setting: Inspection) -> Iterator[Finding]:
    known = as_read((*setting.grounds.names, *setting.own_products))
    for match in _NAMES.finditer(source.text):
        is_known = any(match.group(1) in name or name in match.group(1) for name in known)
        if not is_known and words()["goods"].search(match.group(1)):
            yield _finding(source, "PRODUCT-NAME", match.start(), match.end())


def _stage(source: Readable, setting: Inspection) -> Iterator[Finding]:
    """A week or month said about herself now must be hers; ranges and facts are left to the playbook."""
    if setting.kind == "fixed_reply":
        return
    for pattern_said, actual in (
        (words()["weeks_said"], setting.stage_weeks),
        (words()["months_said"], setting.stage_months),
    ):
        for match in pattern_said.finditer(source.text):
            said = int(match.group(1)) + _months_of_years_before(source.text[: match.start()])
            if _speaks_of_now(source.text, match) and _is_wrong(said, actual, setting):
                yield _finding(source, "STAGE", match.start(), match.end())


def _months_of_years_before(before: str) -> int:
    years = words()["years_before"].search(before)
    return int(value_of(years.group(1))) * _MONTHS_A_YEAR if years else 0


def _speaks_of_now(text: str, match: re.Match[str]) -> bool:
    around = text[max(0, match.start() - 8) : match.end() + 6]
    return bool(words()["stage_now"].search(around)) and not words()["stage_range"].search(around)


def _is_wrong(said: int, actual: int | None, setting: Inspection) -> bool:
    if actual is None:
        known = {value for value, _ in known_quantities(setting.grounds.numbers)}
        return Decimal(said) not in known
    return not actual - 1 <= said <= actual + 1


def _health_and_shop(source: Readable, setting: Inspection) -> list[Finding]:
    if not setting.health_topic or setting.kind == "product_list":
        return []
    match = _URL.search(source.text) or words()["shop_contact"].search(source.text)
    return [_finding(source, "AD-19", match.start(), match.end())] if match else []


def _finding(source: Readable, rule_id: str, start: int, end: int) -> Finding:
    rule = get_rule(rule_id)
    first, last = source.span(start, end)
    return Finding(rule.id, verdict_of(rule), first, last, rule.message)
