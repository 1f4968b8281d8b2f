"""What a member told us about her household: stated spending, need by the children's age, segment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite, nan
from typing import Any

from tools.checks.consent_texts import lapse
from tools.scoring.formula import OTHER_SEGMENT, Formula

MATERNAL = "maternal"
_FARTHEST_DUE_DAYS = 300
_SAME_BIRTH_DAYS = 60


@dataclass(frozen=True)
class Household:
    """Yearly capacities in fen (NaN = unknown) and which facts may still be asked."""

    segment: str
    stated_fen: float
    need_fen: float
    from_due_date: bool
    may_ask_family: bool


class NeedCurve:
    """Fen needed in the twelve months that begin at a child's month age (negative = before birth)."""

    def __init__(self, formula: Formula) -> None:
        """Spread the steps of the formula over single months."""
        self._months = {
            month: step.fen for step in formula.wallet.need_curve for month in range(step.from_month, step.to_month)
        }

    def year(self, month: int) -> float:
        """Return the need of one child in fen for the next twelve months."""
        return sum(self._months.get(month + ahead, 0.0) for ahead in range(12))

    def bounds(self, first: int, last: int) -> tuple[float, float]:
        """Return the smallest and largest yearly need in fen for starts between two month ages, inclusive."""
        years = [self.year(month) for month in range(first, last + 1)]
        return min(years), max(years)


def household_of(record: Mapping[str, Any], *, as_of: date, formula: Formula, curve: NeedCurve) -> Household:
    """Read one member's columns; sensitive ones only with consent, and none of the family under a care hold."""
    segment = segment_of(record["personas"] or (), formula)
    family_open = not record["care_hold"]
    births = _consented_births(record, as_of) if family_open else []
    due_month = _due_month(record, births, as_of) if family_open else None
    months = [_months_between(birth, as_of) for birth in births]
    if due_month is not None:
        months.append(due_month)
    uses_need = bool(months) and segment in formula.wallet.need_segments
    return Household(
        segment=segment,
        stated_fen=_stated_fen(record["stated_spend"] or {}),
        need_fen=sum(curve.year(month) for month in months) if uses_need else nan,
        from_due_date=due_month is not None,
        may_ask_family=family_open and segment == MATERNAL,
    )


def segment_of(personas: Sequence[str], formula: Formula) -> str:
    """Return the first segment that shares a persona with the member."""
    for segment in formula.segments:
        if not set(segment.personas).isdisjoint(personas):
            return segment.name
    return OTHER_SEGMENT


def _stated_fen(stated: Mapping[str, Any]) -> float:
    amounts = [amount for amount in map(_amount, stated.values()) if amount is not None]
    return round(sum(amounts) * 100) if amounts and sum(amounts) > 0 else nan


def _amount(value: Any) -> float | None:
    try:
        amount = float(value)
    except (TypeError, ValueError):
        return None
    return amount if isfinite(amount) and amount >= 0 else None


def _is_consented(record: Mapping[str, Any], name: str, as_of: date) -> bool:
    named = name in (record["consent_sensitive"] or ())
    return named and not lapse(record["consent_records"] or {}, name, as_of)


def _consented_births(record: Mapping[str, Any], as_of: date) -> list[date]:
    if not _is_consented(record, "children", as_of):
        return []
    births = (_day(child.get("birthday")) for child in record["children"] or () if isinstance(child, dict))
    return [birth for birth in births if birth is not None and birth <= as_of]


def _due_month(record: Mapping[str, Any], births: Iterable[date], as_of: date) -> int | None:
    """Return the month age that a due date stands for; one that has passed counts only once the birth is confirmed."""
    due = _day(record["due_date"])
    if due is None or not _is_consented(record, "due_date", as_of):
        return None
    days_ahead = (due - as_of).days
    if days_ahead >= 0:
        return -(days_ahead // 30 + 1) if days_ahead <= _FARTHEST_DUE_DAYS else None
    already_counted = any(abs((birth - due).days) <= _SAME_BIRTH_DAYS for birth in births)
    return _months_between(due, as_of) if record["birth_confirmed"] and not already_counted else None


def _months_between(birth: date, as_of: date) -> int:
    months = (as_of.year - birth.year) * 12 + as_of.month - birth.month
    return months - (as_of.day < birth.day)


def _day(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
