"""Facts per member in one pass over the whole base, written in ibis and run by DuckDB.

A day is a Shanghai calendar day. Everything counts that happened strictly before T, the local midnight that *ends*
`as_of`, so orders of `as_of` itself count and later ones never do. `age` is the number of days before `as_of` (0 on
`as_of`); a window of n days holds the ages 0 … n-1. A purchase is an order with net = paid - refunded > 0 that is
neither cancelled nor refunded. Money is in fen.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from tools.database import Database
from tools.scoring.formula import Formula
from tools.scoring.household import Household, NeedCurve, household_of
from tools.scoring.store_link import tables_of

Numbers = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

BLOCKS = 4
_JSON_COLUMNS = ("personas", "children", "stated_spend", "consent_sensitive", "consent_records")


@dataclass(frozen=True)
class Facts:
    """One entry a member, all in the same order; days and fen; NaN = not known."""

    member_ids: list[str]
    exposure_days: Numbers
    joined_known: Flags
    linked: Flags
    recency_days: Numbers
    first_age_days: Numbers
    week_gap_days: Numbers
    orders_recent: Numbers
    orders_year: Numbers
    orders_blocks: Numbers
    net_recent: Numbers
    net_previous: Numbers
    net_year: Numbers
    net_lifetime: Numbers
    net_blocks: Numbers  # members × BLOCKS, newest first
    engagement: Numbers
    events_recent: Numbers
    categories: tuple[str, ...]
    held_older: Flags  # members × categories, bought before the recent window but within the year
    held_recent: Flags
    category_spend: Numbers  # per category: mean recent spend of a recent buyer
    segment: Codes  # index into Formula.segment_names
    stated_fen: Numbers
    need_fen: Numbers
    from_due_date: Flags
    may_ask_family: Flags

    @property
    def size(self) -> int:
        """Return the number of members."""
        return len(self.member_ids)


def base_facts(database: Database, *, as_of: date, formula: Formula) -> Facts:
    """Compute the facts of every member who is not erased. Raises BadInput, Unavailable."""
    with tables_of(database) as connection:
        numbers = _fetched(connection, _member_facts(connection, as_of, formula))
        held = _fetched(connection, _category_facts(connection, as_of, formula))
        homes = _households(connection, as_of, formula)
    member_ids = [str(member_id) for member_id in numbers.pop("member_id")]
    return Facts(
        member_ids=member_ids,
        **_member_columns(numbers),
        **category_columns(member_ids, held, formula.cross_buy.categories_max),
        **household_columns(homes, formula),
    )


def _member_facts(connection: Any, as_of: date, formula: Formula) -> Any:
    """One row a member: exposure, purchases and engagement."""
    import ibis

    members = connection.table("members")
    facts = (
        members.select("member_id", "joined_day", "created_day", "linked")
        .left_join(_purchase_facts(_purchases(connection, as_of), formula), "member_id")
        .drop("member_id_right")
        .left_join(_engagement(connection, as_of, formula), "member_id")
        .drop("member_id_right")
    )
    start = ibis.coalesce(ibis.least(facts.joined_day, facts.first_day), facts.joined_day, facts.first_day)
    exposure = ibis.literal(as_of).delta(start.fill_null(facts.created_day), unit="day") + 1
    counted = [name for name in facts.columns if name.startswith(("net_", "orders_", "engagement", "events_"))]
    return (
        facts.mutate(exposure_days=ibis.greatest(exposure, 0), joined_known=facts.joined_day.notnull())
        .mutate(**{name: facts[name].fill_null(0) for name in counted})
        .drop("joined_day", "created_day", "first_day")
        .order_by("member_id")
    )


def _purchases(connection: Any, as_of: date) -> Any:
    import ibis

    orders = connection.table("orders")
    last = ibis.literal(as_of)
    bought = orders.filter(orders.day <= last, orders.net > 0)
    return bought.mutate(age=last.delta(bought.day, unit="day"), week=bought.day.truncate("W"))


def _purchase_facts(bought: Any, formula: Formula) -> Any:
    recent, year, block = formula.windows.recent_days, formula.windows.year_days, formula.windows.block_days
    age, net = bought.age, bought.net
    blocks = {
        f"net_block_{index}": net.sum(where=(age >= index * block) & (age < (index + 1) * block)).fill_null(0)
        for index in range(BLOCKS)
    }
    facts = bought.group_by("member_id").agg(
        first_day=bought.day.min(),
        recency_days=age.min(),
        first_age_days=age.max(),
        first_week=bought.week.min(),
        last_week=bought.week.max(),
        weeks=bought.week.nunique(),
        orders_recent=bought.count(where=age < recent),
        orders_year=bought.count(where=age < year),
        orders_blocks=bought.count(where=age < BLOCKS * block),
        net_recent=net.sum(where=age < recent).fill_null(0),
        net_previous=net.sum(where=(age >= recent) & (age < 2 * recent)).fill_null(0),
        net_year=net.sum(where=age < year).fill_null(0),
        net_lifetime=net.sum().fill_null(0),
        **blocks,
    )
    span = facts.last_week.delta(facts.first_week, unit="day")
    gap = (span / (facts.weeks - 1).nullif(0)).cast("float64")
    return facts.mutate(week_gap_days=gap).drop("first_week", "last_week", "weeks")


def _engagement(connection: Any, as_of: date, formula: Formula) -> Any:
    """Points of a day, capped against sign-in farming, fading by half every half-life."""
    import ibis

    rules = formula.engagement
    events = connection.table("events")
    last = ibis.literal(as_of)
    events = events.mutate(age=last.delta(events.day, unit="day"), points=_points(events.type, rules.weights))
    events = events.filter(events.age >= 0, events.age < formula.windows.recent_days, events.points > 0)
    days = events.group_by("member_id", "age").agg(points=events.points.sum().fill_null(0), seen=events.count())
    faded = ibis.least(days.points, rules.daily_cap) * ibis.literal(2.0).pow(-days.age / rules.half_life_days)
    return days.group_by("member_id").agg(engagement=faded.sum().fill_null(0), events_recent=days.seen.sum())


def _points(kind: Any, weights: dict[str, float]) -> Any:
    import ibis

    if not weights:
        return ibis.literal(0.0)
    first, *others = [(name, float(points)) for name, points in weights.items()]
    return kind.cases(first, *others, else_=0.0)


def _category_facts(connection: Any, as_of: date, formula: Formula) -> Any:
    """One row a member and category bought within the year."""
    bought = _purchases(connection, as_of)
    lines = connection.table("lines").inner_join(bought, "order_id")
    lines = lines.filter(lines.age < formula.windows.year_days)
    recent = lines.age < formula.windows.recent_days
    return lines.group_by("member_id", "category").agg(
        older=(~recent).any(), recent=recent.any(), spend=lines.amount.sum(where=recent).fill_null(0)
    )


def _fetched(connection: Any, expression: Any) -> dict[str, Any]:
    columns: dict[str, Any] = connection.con.execute(connection.compile(expression)).fetchnumpy()
    return columns


def _households(connection: Any, as_of: date, formula: Formula) -> list[Household]:
    cursor = connection.con.execute(
        "SELECT member_id, personas, due_date, birth_confirmed, children, stated_spend, consent_sensitive,"
        " consent_records, care_hold FROM members ORDER BY member_id"
    )
    names = [column[0] for column in cursor.description]
    curve = NeedCurve(formula)
    homes = []
    for row in cursor.fetchall():
        record = dict(zip(names, row, strict=True))
        record.update({name: _parsed(record[name]) for name in _JSON_COLUMNS})
        homes.append(household_of(record, as_of=as_of, formula=formula, curve=curve))
    return homes


def _parsed(text: str | None) -> Any:
    # '[]' and '{}' are what most members have.
    return json.loads(text) if text and len(text) > 2 else None


def _member_columns(numbers: dict[str, Any]) -> dict[str, Any]:
    blocks = [_filled(numbers.pop(f"net_block_{index}")) for index in range(BLOCKS)]
    flags = {name: _filled(numbers.pop(name)) > 0 for name in ("joined_known", "linked")}
    return {
        **{name: _filled(column) for name, column in numbers.items()},
        **flags,
        "net_blocks": np.stack(blocks, axis=1),
    }


def _filled(column: Any) -> Numbers:
    return np.ma.filled(np.ma.asarray(column).astype(np.float64), np.nan)


def category_columns(member_ids: Sequence[str], held: dict[str, Any], most: int) -> dict[str, Any]:
    """Turn rows of (member_id, category, older, recent, spend) into matrices; rare categories share the last column."""
    row_of = {member_id: row for row, member_id in enumerate(member_ids)}
    kept = [index for index, member_id in enumerate(held["member_id"]) if member_id in row_of]
    names = [str(held["category"][index]) for index in kept]
    categories = _told_apart(names, most)
    column_of = {name: column for column, name in enumerate(categories)}
    columns = np.array([column_of.get(name, len(categories) - 1) for name in names], dtype=np.int64)
    rows = np.array([row_of[held["member_id"][index]] for index in kept], dtype=np.int64)
    shape = (len(member_ids), len(categories))
    older, recent, spend = np.zeros(shape, bool), np.zeros(shape, bool), np.zeros(len(categories))
    np.logical_or.at(older, (rows, columns), np.asarray(held["older"])[kept].astype(bool))
    np.logical_or.at(recent, (rows, columns), np.asarray(held["recent"])[kept].astype(bool))
    np.add.at(spend, columns, np.asarray(held["spend"])[kept].astype(np.float64))
    return {
        "categories": categories,
        "held_older": older,
        "held_recent": recent,
        "category_spend": spend / np.maximum(recent.sum(axis=0), 1),
    }


def _told_apart(names: Sequence[str], most: int) -> tuple[str, ...]:
    """Return the categories by number of holders; beyond the limit the last one stands for all others."""
    distinct, counts = np.unique(np.array(names, dtype=object), return_counts=True)
    ordered = sorted(zip(distinct.tolist(), counts.tolist(), strict=True), key=lambda pair: (-pair[1], pair[0]))
    if len(ordered) <= most:
        return tuple(name for name, _ in ordered)
    return (*(name for name, _ in ordered[: most - 1]), "")


def household_columns(homes: Sequence[Household], formula: Formula) -> dict[str, Any]:
    """Turn households into columns."""
    code_of = {name: code for code, name in enumerate(formula.segment_names)}
    return {
        "segment": np.array([code_of[home.segment] for home in homes], dtype=np.int64),
        "stated_fen": np.array([home.stated_fen for home in homes], dtype=np.float64),
        "need_fen": np.array([home.need_fen for home in homes], dtype=np.float64),
        "from_due_date": np.array([home.from_due_date for home in homes], dtype=bool),
        "may_ask_family": np.array([home.may_ask_family for home in homes], dtype=bool),
    }
