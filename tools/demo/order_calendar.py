"""When orders happen: rhythms of buying laid over two years with their sales festivals."""

from datetime import date
from functools import cache
from typing import Any

from tools.demo.content import content
from tools.demo.dice import Dice
from tools.demo.person import Person, Today

_BLOCK_DAYS = 30
_BUDGET_BLOCKS = 5
# A festival pulls this share of its month's orders onto its own days.
_FESTIVAL_PULL = 0.55

# Days ago and the spending aimed at, as a factor of an ordinary basket.
Plan = list[tuple[int, float]]


def plan_orders(today: Today, die: Dice, person: Person) -> Plan:
    """Return when a member orders and how much, by her rhythm; newest last."""
    rhythm = content("people")["rhythms"][person.rhythm]
    if "once" in rhythm:
        latest = min(rhythm["once"][1], person.joined_days_ago)
        return [(die.within([min(rhythm["once"][0], latest), latest]), 1.0)]
    if "since_days" in rhythm:
        latest = min(rhythm["since_days"], person.joined_days_ago)
        return [(die.within([1, latest]), 1.0) for _ in range(1 + die.poisson(rhythm["orders"][0]))]
    return sorted(_by_month(today, die, person, rhythm), reverse=True)


def _by_month(today: Today, die: Dice, person: Person, rhythm: dict[str, Any]) -> Plan:
    middle, spread = rhythm["orders"]
    rate = die.around(middle, spread)
    asleep = die.within(rhythm["asleep_days"]) if "asleep_days" in rhythm else 0
    planned: Plan = _planned_months(die, person, rhythm)
    first = _BUDGET_BLOCKS if planned else 0
    for block in range(first, content("people")["months"]):
        mean = rate * _shape(rhythm, block) * _season(today, block, only_sales=rhythm.get("only_sales", False))
        days = [_day_in(today, die, block) for _ in range(die.poisson(min(mean, 6.0)))]
        planned += [(day, 1.0) for day in days]
    newest = max(1, asleep)
    return [(day, factor) for day, factor in planned if newest <= day <= person.joined_days_ago]


def _planned_months(die: Dice, person: Person, rhythm: dict[str, Any]) -> Plan:
    """Lay out the months of a member who is fading: fewer orders and less in each."""
    if "month_plan" not in rhythm or person.joined_days_ago < _BUDGET_BLOCKS * _BLOCK_DAYS:
        return []
    full = max(rhythm["month_plan"])
    plan: Plan = []
    for block, (count, share) in enumerate(zip(rhythm["month_plan"], rhythm["month_spend"], strict=True)):
        for _ in range(count):
            plan.append((block * _BLOCK_DAYS + die.randint(2, _BLOCK_DAYS - 2), share * full / count))
    return plan


def _shape(rhythm: dict[str, Any], block: int) -> float:
    shape = rhythm.get("month_shape", [1.0])
    return float(shape[min(block, len(shape) - 1)])


def _season(today: Today, block: int, *, only_sales: bool) -> float:
    month = today.date(block * _BLOCK_DAYS + _BLOCK_DAYS // 2).month
    people = content("people")
    if only_sales and month not in people["sales_days"]:
        return 0.0
    return float(people["season"][month]) * (2.4 if only_sales else 1.0)


def _day_in(today: Today, die: Dice, block: int) -> int:
    days_ago = block * _BLOCK_DAYS + die.randint(1, _BLOCK_DAYS)
    day = today.date(days_ago)
    festival = content("people")["sales_days"].get(day.month)
    if not festival or not die.chance(_FESTIVAL_PULL):
        return days_ago
    moved = (today.day - day.replace(day=die.choice(festival))).days
    return moved if moved >= 1 else days_ago


@cache
def is_festival(day: date) -> bool:
    """Tell whether prices are lowered on this day."""
    return day.day in content("people")["sales_days"].get(day.month, ())
