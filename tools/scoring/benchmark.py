"""How fast the whole base is scored: against the scan limit, one pass of DuckDB over the same rows, by member."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from sqlalchemy import insert
from sqlmodel import SQLModel

from tools.bench import Bench, Figure, Ratio, rounds_of
from tools.database import Database, open_database, prepare
from tools.scoring.run import score_base
from tools.scoring.store_link import tables_of

_MEMBERS, _ORDERS_EACH, _EVENTS_EACH = 20_000, 20, 5
_ROUNDS = 3
_BULK = 10_000
_MOST_SCANS = 6.0
_START, _DAYS = datetime(2024, 1, 1, tzinfo=UTC), 720
_AS_OF = date(2025, 12, 31)
_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_CATEGORIES = ("care", "home", "food", "play", "wear", "bath")


def bench_score(*, members: int = _MEMBERS) -> Bench:
    """Measure scoring a made-up base of 20 orders a member."""
    with tempfile.TemporaryDirectory(prefix="zhiji-bench-") as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'bench.db'}")
        prepare(database)
        try:
            _fill(database, members)
            scored, scanned = rounds_of((lambda: _score(database), lambda: _scan(database)), _ROUNDS, warm_up=0)
        finally:
            database.close()
    ours = median(scored.wall)
    return Bench(
        "score",
        (
            Figure("members", members, "members"),
            Figure("orders", members * _ORDERS_EACH, "orders"),
            Figure("score_base", ours, "s"),
            Figure("members_per_second", members / ours, "members/s"),
            Figure("scan_limit", median(scanned.wall), "s"),
        ),
        (Ratio("score_base / scan limit", scored.over(scanned), _MOST_SCANS),),
    )


def _score(database: Database) -> None:
    score_base(database, as_of=_AS_OF, now=_NOW, scored_by="bench")


def _scan(database: Database) -> None:
    """Read what scoring reads and group it by member once."""
    with tables_of(database) as connection:
        connection.con.execute(Path(__file__).with_name("scan.sql").read_text("utf-8")).fetchall()


def _fill(database: Database, members: int) -> None:
    random = np.random.default_rng(7)
    for name, rows in (
        ("product", _products()),
        ("member", _member_rows(members)),
        ("member_order", _order_rows(random, members)),
        ("order_line", _line_rows(members)),
        ("event", _event_rows(random, members)),
    ):
        _insert(database, name, rows)


def _insert(database: Database, name: str, rows: Iterator[dict[str, Any]]) -> None:
    table = SQLModel.metadata.tables[name]
    chunk: list[dict[str, Any]] = []
    with database.writing() as session:
        for row in rows:
            chunk.append(row)
            if len(chunk) == _BULK:
                session.execute(insert(table), chunk)
                chunk = []
        if chunk:
            session.execute(insert(table), chunk)


def _products() -> Iterator[dict[str, Any]]:
    for category in _CATEGORIES:
        yield {"sku": category, "name": category, "category": category, "price_fen": 9900, "updated_at": _NOW}


def _member_rows(members: int) -> Iterator[dict[str, Any]]:
    for n in range(members):
        yield {"member_id": f"M{n}", "joined_at": _START, "created_at": _START, "updated_at": _NOW}


def _order_rows(random: np.random.Generator, members: int) -> Iterator[dict[str, Any]]:
    days = random.integers(0, _DAYS, (members, _ORDERS_EACH)).tolist()
    fen = random.integers(1_000, 80_000, (members, _ORDERS_EACH)).tolist()
    for n in range(members):
        for k in range(_ORDERS_EACH):
            yield {
                "order_id": f"O{n}-{k}",
                "member_id": f"M{n}",
                "ordered_at": _START + timedelta(days=days[n][k]),
                "amount_fen": fen[n][k],
            }


def _line_rows(members: int) -> Iterator[dict[str, Any]]:
    for n in range(members):
        for k in range(_ORDERS_EACH):
            sku = _CATEGORIES[(n + k) % len(_CATEGORIES)]
            yield {"order_id": f"O{n}-{k}", "line_no": 1, "sku": sku, "quantity": 1, "amount_fen": 5_000}


def _event_rows(random: np.random.Generator, members: int) -> Iterator[dict[str, Any]]:
    days = random.integers(0, _DAYS, (members, _EVENTS_EACH)).tolist()
    for n in range(members):
        for k in range(_EVENTS_EACH):
            at = _START + timedelta(days=days[n][k])
            yield {"event_id": f"E{n}-{k}", "member_id": f"M{n}", "at": at, "type": "view"}
