"""The same rows in any format give the same store; plain and careful reading agree on every cell."""

import csv
import io
import json
import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from tests.tools.importing.conftest import NOW
from tests.tools.importing.sheets import parquet, workbook
from tools.database import open_database
from tools.importing import run_import
from tools.importing.column import RowRefused
from tools.importing.kinds import kinds
from tools.models import Member, Order

# In a workbook a text that begins so is a formula or its error, which other formats do not have.
_TEXTS = st.text(st.characters(codec="gb18030", exclude_categories=("C", "Z")), max_size=8).filter(
    lambda text: not text.startswith(("=", "#"))
)
_CELLS = {
    "order_id": st.from_regex(r"[A-Z]{1,2}[0-9]{1,9}", fullmatch=True),
    "member_id": st.sampled_from(["M1", "M2", "M9"]),
    "ordered_at": st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1)).map(lambda t: f"{t:%Y-%m-%d %H:%M:%S}"),
    "amount": st.one_of(st.decimals(0, 99999, places=2).map(str), st.sampled_from(["", "5", "1,280.00", "12.345"])),
    "status": st.sampled_from(["已付款", "退款成功", "paid", "odd"]),
    "channel": _TEXTS,
}
_ROWS = st.lists(st.fixed_dictionaries(_CELLS), min_size=1, max_size=12)


def _as_csv(rows: list[dict[str, str]]) -> bytes:
    written = io.StringIO()
    sheet = csv.DictWriter(written, list(rows[0]))
    sheet.writeheader()
    sheet.writerows(rows)
    return written.getvalue().encode()


_WRITERS: dict[str, Any] = {
    "o.csv": _as_csv,
    "o.jsonl": lambda rows: "\n".join(json.dumps(row) for row in rows).encode(),
    "o.parquet": lambda rows: parquet({name: [row[name] for row in rows] for name in rows[0]}),
    "o.xlsx": lambda rows: workbook(list(rows[0]), *([row[name] for name in rows[0]] for row in rows)),
}


def _landed(template: Path, name: str, content: bytes) -> tuple[list[Any], list[Any], list[str]]:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        shutil.copy(template, folder / "zhiji.db")
        (folder / name).write_bytes(content)
        database = open_database(f"sqlite:///{folder / 'zhiji.db'}")
        with database.writing() as session:
            session.add_all(Member(member_id=one, created_at=NOW, updated_at=NOW) for one in ("M1", "M2"))
        report = run_import(database, "orders", folder / name, now=NOW)
        with database.reading() as session:
            orders = [order.model_dump() for order in session.exec(select(Order).order_by(Order.order_id)).all()]
        database.close()
        rejects = Path(report.reject_file).read_text(encoding="utf-8").splitlines() if report.reject_file else []
    counts = [report.read, report.inserted, report.updated, report.unchanged, report.rejected]
    return orders, counts, [json.loads(line)["reason"] for line in rejects]


@settings(max_examples=4, deadline=None, phases=[Phase.generate])
@given(rows=_ROWS)
def test_the_same_rows_give_the_same_store_in_every_format(sqlite_template: Path, rows: list[dict[str, str]]) -> None:
    # Of two faults in a row, the first column's is told: the order of columns must be one.
    rows = [{name: row[name] for name in _CELLS} for row in rows]
    first, *others = [_landed(sqlite_template, name, write(rows)) for name, write in _WRITERS.items()]
    for other in others:
        assert other == first


_PLAIN_COLUMNS = list(
    {column.parse: column for kind in kinds().values() for column in kind.columns if column.plain}.values()
)
_LIKELY = st.one_of(
    _CELLS["ordered_at"],
    _CELLS["order_id"],
    st.decimals(-10, 10**10, places=2).map(str),
    st.integers(0, 10**12).map(str),
    st.sampled_from(
        [
            *("", "-", "null", "nan", "0000-00-00", "2026-02-30 10:00:00", "2026-03-04 24:00:00"),
            *("1986-05-04 00:30:00", "2026-03-04T10:20:00Z", "2026-03-04 10:20:00.000001"),
            *("1E+05", "'12", "5.", ".5", "0.5", "A" * 70, "M\n1"),
        ]
    ),
    st.text(max_size=6),
)


@settings(max_examples=80, deadline=None)
@given(cells=st.lists(_LIKELY, min_size=1, max_size=6))
@pytest.mark.parametrize("column", _PLAIN_COLUMNS, ids=lambda column: column.name)
def test_a_column_read_at_once_says_what_each_cell_says_by_itself(column: Any, cells: list[str]) -> None:
    for value, cell in zip(column.read_all(cells), cells, strict=True):
        try:
            expected: Any = column.read(cell)
        except RowRefused as refusal:
            expected = str(refusal)
        assert (str(value) if isinstance(value, RowRefused) else value) == expected
