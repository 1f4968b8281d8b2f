"""Builds small stores: members, orders with lines, events; times are Shanghai wall times as text."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any

import numpy as np

from tools.clock import parse_time
from tools.database import Database
from tools.models import Event, Member, Order, OrderLine, Product
from tools.scoring.facts import BLOCKS, Facts
from tools.scoring.formula import load_formula

AS_OF = date(2026, 6, 30)
NOW = datetime(2026, 6, 30, 18, 0, tzinfo=UTC)
FORMULA = load_formula()


class Shop:
    """Writes rows with as few words as a test needs."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._orders = 0
        self._events = 0

    def member(self, member_id: str, joined: str | None = "2025-01-01", **columns: Any) -> str:
        joined_at = parse_time(joined) if joined else None
        self._add(Member(member_id=member_id, joined_at=joined_at, created_at=NOW, updated_at=NOW, **columns))
        return member_id

    def product(self, sku: str, category: str) -> None:
        self._add(Product(sku=sku, name=sku, category=category, price_fen=100, updated_at=NOW))

    def order(
        self, member_id: str, at: str, yuan: float, *, refund: float = 0, status: str = "paid", sku: str = ""
    ) -> str:
        self._orders += 1
        order_id = f"O{self._orders}"
        order = Order(
            order_id=order_id,
            member_id=member_id,
            ordered_at=parse_time(at),
            amount_fen=round(yuan * 100),
            refund_fen=round(refund * 100),
            status=status,
        )
        self._add(order)
        if sku:
            self._add(OrderLine(order_id=order_id, line_no=1, sku=sku, amount_fen=round(yuan * 100)))
        return order_id

    def event(self, member_id: str, at: str, kind: str) -> None:
        self._events += 1
        self._add(Event(event_id=f"E{self._events}", member_id=member_id, at=parse_time(at), type=kind))

    def _add(self, row: Any) -> None:
        with self.database.writing() as session:
            session.add(row)


class Chance:
    """Seeded choices that are the same on every machine."""

    def __init__(self, seed: int) -> None:
        self._generator = np.random.default_rng(seed)

    def below(self, end: int) -> int:
        return int(self._generator.integers(end))

    def share(self) -> float:
        return float(self._generator.random())

    def of(self, *options: Any) -> Any:
        return options[self.below(len(options))]


_MATRICES = ("held_older", "held_recent")
_FLAGS = ("joined_known", "linked", "from_due_date", "may_ask_family")
_UNKNOWN = ("recency_days", "first_age_days", "week_gap_days", "stated_fen", "need_fen")


def facts_of(count: int, **columns: Any) -> Facts:
    """Facts of `count` members who did nothing, are linked and joined long ago; name the columns that differ."""
    plain: dict[str, Any] = {field.name: np.zeros(count) for field in fields(Facts)}
    plain.update({name: np.full(count, np.nan) for name in _UNKNOWN})
    plain.update({name: np.zeros(count, dtype=bool) for name in _FLAGS})
    plain.update(
        member_ids=[f"M{index}" for index in range(count)],
        exposure_days=np.full(count, 400.0),
        joined_known=np.ones(count, dtype=bool),
        linked=np.ones(count, dtype=bool),
        net_blocks=np.zeros((count, BLOCKS)),
        categories=(),
        held_older=np.zeros((count, 0), dtype=bool),
        held_recent=np.zeros((count, 0), dtype=bool),
        category_spend=np.zeros(0),
        segment=np.full(count, len(FORMULA.segment_names) - 1),
    )
    return replace(Facts(**plain), **{name: _as_column(name, value) for name, value in columns.items()})


def _as_column(name: str, value: Any) -> Any:
    if name in ("member_ids", "categories"):
        return value
    if name in (*_MATRICES, *_FLAGS):
        return np.array(value, dtype=bool)
    return np.array(value, dtype=np.int64 if name == "segment" else np.float64)


def changed(**parts: Mapping[str, Any]) -> Any:
    """The shipped formula with some keys of some parts changed."""
    return FORMULA.model_copy(
        update={name: getattr(FORMULA, name).model_copy(update=dict(keys)) for name, keys in parts.items()}
    )
