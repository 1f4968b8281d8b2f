"""Which script fits which member on which day."""

from dataclasses import dataclass
from typing import Any

from tools.demo.person import Person, Stage, Today, stage_on
from tools.demo.shelf import by_sku
from tools.demo.shopping import Purchase

_OWNED_DAYS = (5, 110)
_REFUND_DAYS = (4, 30)


@dataclass(frozen=True)
class Moment:
    """One member on one day: her stage, what arrived how many days ago, the month, whether it is her birthday."""

    person: Person
    days_ago: int
    stage: Stage
    arrived: tuple[tuple[str, int], ...]
    refunded: bool
    month: int
    birthday_today: bool

    @classmethod
    def of(cls, today: Today, person: Person, orders: list[Purchase], days_ago: int) -> "Moment":
        """Look at a member on a day of the past."""
        day, born = today.date(days_ago), person.row["birthday"]
        is_birthday = born is not None and (born.month, born.day) == (day.month, day.day)
        kept = [order for order in orders if order.status == "paid" and order.delivered_days_ago is not None]
        arrived = tuple((sku, (o.delivered_days_ago or 0) - days_ago) for o in kept for sku, _, _ in o.lines)
        returned = [order for order in orders if order.status == "refunded"]
        refunded = any(_REFUND_DAYS[0] <= order.days_ago - days_ago <= _REFUND_DAYS[1] for order in returned)
        return cls(person, days_ago, stage_on(person, day), arrived, refunded, day.month, is_birthday)


def owned(script: dict[str, Any], moment: Moment) -> list[str]:
    """Return the SKUs a script may speak of: of its category, arrived within its days."""
    wanted = script["when"].get("owns", "any")
    first, last = script["when"].get("arrived", _OWNED_DAYS)
    recent = [sku for sku, days in moment.arrived if first <= days <= last]
    return [sku for sku in recent if wanted in ("any", by_sku()[sku]["category"])]


def fits(script: dict[str, Any], moment: Moment) -> bool:
    """Tell whether every condition holds, and whether the rep was allowed to say this."""
    conditions = script["when"]
    if {"owns", "arrived"} & set(conditions) and not owned(script, moment):
        return False
    return all(_holds(key, wanted, moment) for key, wanted in conditions.items()) and _is_allowed(script, moment)


def _holds(key: str, wanted: Any, moment: Moment) -> bool:
    row = moment.person.row
    if key in ("week", "age_days", "age_months"):
        value = getattr(moment.stage, key)
        return value is not None and wanted[0] <= value <= wanted[1]
    if key in ("personas", "tags"):
        return bool(set(wanted) & set(row[key]))
    known: dict[str, bool] = {
        "owns": True,
        "arrived": True,
        "months": key == "months" and moment.month in wanted,
        "rhythm": key == "rhythm" and moment.person.rhythm in wanted,
        "birthday": moment.birthday_today,
        "refunded": moment.refunded,
        "gender": row["gender"] == wanted,
    }
    return known[key]


def _is_allowed(script: dict[str, Any], moment: Moment) -> bool:
    """Outreach rests on consent; what rests on the family rests on consent to that, too."""
    row, texts = moment.person.row, [turn.get("out", "") for turn in script["turns"]]
    if any("{city}" in text for text in texts) and not row["city"]:
        return False
    if not any("as" in turn for turn in script["turns"]):
        return True
    if row["consent_care"] is not True:
        return False
    uses = {"week": "due_date", "age_days": "children", "age_months": "children", "tags": "tags"}
    return all(column in row["consent_sensitive"] for key, column in uses.items() if key in script["when"])
