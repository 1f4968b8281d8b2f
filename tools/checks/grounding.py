"""Holds every price, link, number, name and age in a text against what is on record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from tools.checks.finding import Finding
from tools.checks.matching import region, verdict_of
from tools.checks.normalise import Readable, readable
from tools.checks.rulebook import get_rule, words

if TYPE_CHECKING:
    from tools.checks.inspection import Inspection

_URL = re.compile(r"(?:https?://|www\.)[^\s,;)\u3002\u300d\u201d\u4e00-\u9fff]+")
_PUBLIC_LINES = frozenset({"120", "110", "119", "12320", "12338", "12345", "12356", "12333", "12315", "96110", "12355"})
_PERCENT = re.compile(r"\d+(?:\.\d+)?\s?%")
_NAMES = re.compile(r"[\u300c\u300e\u3010]([^\u300d\u300f\u3011]{2,40})[\u300d\u300f\u3011]")


@dataclass(frozen=True)
class Grounds:
    """What a text may rest on: prices in fen, links, product and document names, numbers of playbook facts."""

    prices_fen: frozenset[int] = frozenset()
    urls: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()


def findings(source: Readable, setting: Inspection) -> list[Finding]:
    """Everything in the text that is not on record."""
    found = [*_prices(source, setting), *_links(source, setting), *_phones(source)]
    found += [*_claims(source, setting), *_names(source, setting), *_stage(source, setting)]
    return found + _health_and_shop(source, setting)


def _prices(source: Readable, setting: Inspection) -> Iterator[Finding]:
    for match in words()["price_said"].finditer(source.text):
        amount = next(group for group in match.groups() if group)
        if words()["price_excused"].search(region(source.text, match.start(), match.end(), "clause")):
            continue
        if _fen(amount) not in setting.grounds.prices_fen and amount not in setting.grounds.numbers:
            yield _finding(source, "PRICE", match.start(), match.end())


def _fen(amount: str) -> int:
    return int(Decimal(amount.replace(",", "")) * 100)


def _links(source: Readable, setting: Inspection) -> Iterator[Finding]:
    known = {readable(url).text for url in setting.grounds.urls}
    for match in _URL.finditer(source.text):
        if match.group().rstrip(".,!?") not in known:
            yield _finding(source, "LINK", match.start(), match.end())


def _phones(source: Readable) -> Iterator[Finding]:
    for match in words()["phone_said"].finditer(source.text):
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
    known = [readable(name).text for name in (*setting.grounds.names, *setting.own_products)]
    for match in _NAMES.finditer(source.text):
        is_known = any(match.group(1) in name or name in match.group(1) for name in known)
        if not is_known and words()["goods"].search(match.group(1)):
            yield _finding(source, "PRODUCT-NAME", match.start(), match.end())


def _stage(source: Readable, setting: Inspection) -> Iterator[Finding]:
    """A week or month said about herself now must be hers; ranges and facts are left to the playbook."""
    if setting.kind == "fixed_reply":
        return
    for pattern, actual in (
        (words()["weeks_said"], setting.stage_weeks),
        (words()["months_said"], setting.stage_months),
    ):
        for match in pattern.finditer(source.text):
            if _speaks_of_now(source.text, match) and _is_wrong(int(match.group(1)), actual, setting):
                yield _finding(source, "STAGE", match.start(), match.end())


def _speaks_of_now(text: str, match: re.Match[str]) -> bool:
    around = text[max(0, match.start() - 8) : match.end() + 6]
    return bool(words()["stage_now"].search(around)) and not words()["stage_range"].search(around)


def _is_wrong(said: int, actual: int | None, setting: Inspection) -> bool:
    if actual is None:
        return str(said) not in setting.grounds.numbers
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
