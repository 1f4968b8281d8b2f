"""Which script fits which member on which day."""

from dataclasses import dataclass
from typing import Any

from tools.demo.person import Person, Stage, Today, stage_on
from tools.demo.shelf import by_sku
from tools.demo.shopping import Purchase

_OWNED_DAYS = (5, 110)


@dataclass(frozen=True)
class Moment:
    """One member on one day: her stage, what arrived lately, the month, days since her last birthday."""

    person: Person
    days_ago: int
    stage: Stage
    owned: tuple[str, ...]
    month: int
    birthday_today: bool

    @classmethod
    def of(cls, today: Today, person: Person, orders: list[Purchase], days_ago: int) -> "Moment":
        """Look at a member on a day of the past."""
        day, born = today.date(days_ago), person.row["birthday"]
        is_birthday = born is not None and (born.month, born.day) == (day.month, day.day)
        owned = tuple(sku for order in orders if _arrived(order, days_ago) for sku, _, _ in order.lines)
        return cls(person, days_ago, stage_on(person, day), owned, day.month, is_birthday)


def _arrived(order: Purchase, days_ago: int) -> bool:
    if order.delivered_days_ago is None or order.status != "paid":
        return False
    return _OWNED_DAYS[0] <= order.delivered_days_ago - days_ago <= _OWNED_DAYS[1]


def fits(script: dict[str, Any], moment: Moment) -> bool:
    """Tell whether every condition holds, and whether the rep was allowed to say this."""
    return all(_holds(key, wanted, moment) for key, wanted in script["when"].items()) and _is_allowed(script, moment)


def _holds(key: str, wanted: Any, moment: Moment) -> bool:
    row = moment.person.row
    if key in ("week", "age_days", "age_months"):
        value = getattr(moment.stage, key)
        return value is not None and wanted[0] <= value <= wanted[1]
    if key in ("personas", "tags"):
        return bool(set(wanted) & set(row[key]))
    if key == "owns":
        return any(wanted in ("any", by_sku()[sku]["category"]) for sku in moment.owned)
    if key == "months":
        return moment.month in wanted
    return moment.birthday_today if key == "birthday" else bool(row[key] == wanted)


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
