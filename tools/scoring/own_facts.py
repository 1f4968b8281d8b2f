"""The facts of one member from her own rows in plain Python: the same definitions as facts.py, in milliseconds."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlmodel import Session, col, select

from tools.clock import at_shanghai, shanghai_day
from tools.models import Event, Member, Order, OrderLine, Product
from tools.scoring.facts import BLOCKS, Facts, category_columns, household_columns
from tools.scoring.formula import Formula
from tools.scoring.household import NeedCurve, household_of

_WORTHLESS = ("cancelled", "refunded")


@dataclass(frozen=True)
class _Purchase:
    order_id: str
    age: int
    net: float


def own_facts(session: Session, member: Member, *, as_of: date, formula: Formula) -> Facts:
    """Return the facts of one member, as a base of one."""
    purchases = _purchases(session, member.member_id, as_of)
    engagement, seen = _engagement(session, member.member_id, as_of, formula)
    home = household_of(member.model_dump(), as_of=as_of, formula=formula, curve=NeedCurve(formula))
    held = _held(session, member.member_id, purchases, formula)
    numbers: dict[str, float] = {
        **_spending(purchases, as_of, formula),
        "exposure_days": _exposure(member, purchases, as_of),
        "engagement": engagement,
        "events_recent": float(seen),
    }
    return Facts(
        member_ids=[member.member_id],
        joined_known=np.array([member.joined_at is not None]),
        linked=np.array([member.wecom_external_userid != ""]),
        net_blocks=np.array([_blocks(purchases, formula)], dtype=np.float64),
        **_columns(numbers),
        **category_columns([member.member_id], held, formula.cross_buy.categories_max),
        **household_columns([home], formula),
    )


def _columns(numbers: dict[str, float]) -> dict[str, Any]:
    return {name: np.array([value], dtype=np.float64) for name, value in numbers.items()}


def _purchases(session: Session, member_id: str, as_of: date) -> list[_Purchase]:
    end = at_shanghai(as_of + timedelta(days=1))
    orders = session.exec(
        select(Order).where(
            col(Order.member_id) == member_id, col(Order.ordered_at) < end, col(Order.status).not_in(_WORTHLESS)
        )
    )
    bought = [
        _Purchase(order.order_id, (as_of - shanghai_day(order.ordered_at)).days, order.amount_fen - order.refund_fen)
        for order in orders
    ]
    return [purchase for purchase in bought if purchase.net > 0]


def _exposure(member: Member, purchases: Sequence[_Purchase], as_of: date) -> float:
    starts = [as_of - timedelta(days=purchase.age) for purchase in purchases]
    if member.joined_at is not None:
        starts.append(shanghai_day(member.joined_at))
    start = min(starts, default=shanghai_day(member.created_at))
    return float(max((as_of - start).days + 1, 0))


def _spending(purchases: Sequence[_Purchase], as_of: date, formula: Formula) -> dict[str, float]:
    recent, year = formula.windows.recent_days, formula.windows.year_days
    ages = [purchase.age for purchase in purchases]
    return {
        "recency_days": min(ages, default=np.nan),
        "first_age_days": max(ages, default=np.nan),
        "week_gap_days": _week_gap(ages, as_of),
        "orders_recent": sum(age < recent for age in ages),
        "orders_year": sum(age < year for age in ages),
        "orders_blocks": sum(age < BLOCKS * formula.windows.block_days for age in ages),
        "net_recent": _net_between(purchases, 0, recent),
        "net_previous": _net_between(purchases, recent, 2 * recent),
        "net_year": _net_between(purchases, 0, year),
        "net_lifetime": sum(purchase.net for purchase in purchases),
    }


def _net_between(purchases: Iterable[_Purchase], first_age: int, end_age: int) -> float:
    return sum(purchase.net for purchase in purchases if first_age <= purchase.age < end_age)


def _blocks(purchases: Sequence[_Purchase], formula: Formula) -> list[float]:
    length = formula.windows.block_days
    return [_net_between(purchases, index * length, (index + 1) * length) for index in range(BLOCKS)]


def _week_gap(ages: Iterable[int], as_of: date) -> float:
    days = (as_of - timedelta(days=age) for age in ages)
    mondays = {day - timedelta(days=day.weekday()) for day in days}
    return (max(mondays) - min(mondays)).days / (len(mondays) - 1) if len(mondays) > 1 else np.nan


def _engagement(session: Session, member_id: str, as_of: date, formula: Formula) -> tuple[float, int]:
    rules, window = formula.engagement, formula.windows.recent_days
    begin, end = at_shanghai(as_of - timedelta(days=window - 1)), at_shanghai(as_of + timedelta(days=1))
    events = session.exec(
        select(Event).where(col(Event.member_id) == member_id, col(Event.at) >= begin, col(Event.at) < end)
    )
    points: dict[int, float] = defaultdict(float)
    seen = 0
    for event in events:
        worth = rules.weights.get(event.type, 0.0)
        if worth > 0:
            points[(as_of - shanghai_day(event.at)).days] += worth
            seen += 1
    faded = (min(worth, rules.daily_cap) * 2 ** (-age / rules.half_life_days) for age, worth in points.items())
    return sum(faded), seen


def _held(session: Session, member_id: str, purchases: Iterable[_Purchase], formula: Formula) -> dict[str, Any]:
    """Return the rows (member_id, category, older, recent, spend) that category_columns reads."""
    within = {purchase.order_id: purchase.age for purchase in purchases if purchase.age < formula.windows.year_days}
    lines = session.exec(
        select(OrderLine.order_id, Product.category, OrderLine.amount_fen)
        .join(Product, col(Product.sku) == col(OrderLine.sku))
        .join(Order, col(Order.order_id) == col(OrderLine.order_id))
        .where(col(Order.member_id) == member_id, col(Product.category) != "")
    )
    kept = [line for line in lines if line[0] in within]
    recent = [within[order_id] < formula.windows.recent_days for order_id, _, _ in kept]
    return {
        "member_id": [member_id] * len(kept),
        "category": [category for _, category, _ in kept],
        "older": [not is_recent for is_recent in recent],
        "recent": recent,
        "spend": [amount if is_recent else 0 for (_, _, amount), is_recent in zip(kept, recent, strict=True)],
    }
