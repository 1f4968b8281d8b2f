"""How fast files come in, against DuckDB reading the same file plus a bare bulk insert into the same kind of store.

Every measurement has a process of its own, so that its peak memory is its own.
"""

import json
import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from sqlmodel import SQLModel

from tools.bench import Bench, Figure, Ratio, seconds
from tools.database import Database, open_database, prepare
from tools.importing.kinds import kind_named
from tools.importing.run import run_import
from tools.importing.writing.bulk import insert_rows, set_pace

_NOW = datetime(2026, 3, 20, 2, tzinfo=UTC)
_MEMBERS = 50_000
# The measure of memory: a file of at most this many rows, and half of the large one at most.
_SMALL_ROWS = 100_000
_SHEET_ROWS = 5_000
_FLOOR_ROWS = 20_000
_MOST_TIMES_FLOOR = 2.0
_MOST_OF_FIRST = 1 / 3
_MOST_GROWTH = 1.3


@dataclass(frozen=True)
class Run:
    """One measured import: seconds of the first and the second time, its peak in MB, CPU seconds of the first."""

    first: float
    again: float
    peak_mb: float
    cpu: float


def bench_import(*, rows: int = 200_000, rounds: int = 2, url: str = "") -> Bench:
    """Measure orders as CSV, Parquet and XLSX; `url` names an empty PostgreSQL database to use instead of SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        bench = _Bench(Path(folder), url)
        bench.make_files(rows)
        floors: dict[str, list[tuple[float, float]]] = {"csv": [], "parquet": []}
        ours: dict[str, list[Run]] = {"csv": [], "parquet": []}
        for _ in range(rounds):
            for ending in ours:
                floors[ending].append(bench.alone(_floor, f"orders.{ending}"))
                ours[ending].append(bench.alone(_import_twice, f"orders.{ending}"))
        small = bench.alone(_import_twice, "small.csv")
        sheet = bench.alone(_import_twice, "sheet.xlsx")
    times = {ending: median(wall for wall, _ in runs) for ending, runs in floors.items()}
    work = {ending: median(cpu for _, cpu in runs) for ending, runs in floors.items()}
    return Bench("import", _figures(rows, times, work, ours, sheet), _ratios(times, ours, small, _small(rows)))


def _figures(
    rows: int, floors: dict[str, float], work: dict[str, float], ours: dict[str, list[Run]], sheet: Run
) -> tuple[Figure, ...]:
    figures = []
    for ending, runs in ours.items():
        figures += [
            Figure(f"{ending}, first import", rows / median(run.first for run in runs), "rows/s"),
            Figure(f"{ending}, same file again", rows / median(run.again for run in runs), "rows/s"),
            Figure(f"{ending}, DuckDB and bare insert", rows / floors[ending], "rows/s"),
            # On a busy machine the work tells more than the time; a database server's own work is not in it.
            Figure(f"{ending}, CPU of first import to floor", median(run.cpu for run in runs) / work[ending], "times"),
            Figure(f"{ending}, peak memory", max(run.peak_mb for run in runs), "MB"),
        ]
    figures.append(Figure(f"xlsx, first import of {_SHEET_ROWS}", _SHEET_ROWS / sheet.first, "rows/s"))
    return tuple(figures)


def _small(rows: int) -> int:
    return min(_SMALL_ROWS, rows // 2)


def _ratios(floors: dict[str, float], ours: dict[str, list[Run]], small: Run, small_rows: int) -> tuple[Ratio, ...]:
    ratios = []
    for ending, runs in ours.items():
        first = median(run.first for run in runs)
        again = median(run.again for run in runs)
        ratios += [
            Ratio(f"{ending}: first import to floor", first / floors[ending], _MOST_TIMES_FLOOR),
            Ratio(f"{ending}: same file again to first import", again / first, _MOST_OF_FIRST),
        ]
    growth = max(run.peak_mb for run in ours["csv"]) / small.peak_mb
    return (*ratios, Ratio(f"csv: peak memory to that of {small_rows} rows", growth, _MOST_GROWTH))


@dataclass(frozen=True)
class _Bench:
    """The files and the store of one run."""

    folder: Path
    url: str

    def make_files(self, rows: int) -> None:
        """Write the files, and an empty store with the members that the orders name."""
        import duckdb

        connection = duckdb.connect()
        query = (Path(__file__).parent / "benchmark.sql").read_text(encoding="utf-8")
        for name, count in (("orders.csv", rows), ("orders.parquet", rows), ("small.csv", _small(rows))):
            kind = "(HEADER)" if name.endswith("csv") else "(FORMAT PARQUET)"
            filled = query.format(rows=count, members=_MEMBERS)
            connection.execute(f"COPY ({filled}) TO '{self.folder / name}' {kind}")
        self._write_sheet(connection.execute(query.format(rows=_SHEET_ROWS, members=_MEMBERS)))
        with_members = open_database(self.url or f"sqlite:///{self.folder / 'template.db'}")
        prepare(with_members)
        _fill_members(with_members, self.folder)
        with_members.close()

    def _write_sheet(self, result: Any) -> None:
        from openpyxl import Workbook

        book = Workbook(write_only=True)
        sheet = book.create_sheet("orders")
        sheet.append([column[0] for column in result.description])
        for row in result.fetchall():
            sheet.append(row)
        book.save(self.folder / "sheet.xlsx")

    def alone(self, job: Callable[[str, str], Any], name: str) -> Any:
        """Run a job on a file in a process and a store of its own."""
        url = self._fresh_store()
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            return process.submit(job, url, str(self.folder / name)).result()

    def _fresh_store(self) -> str:
        if self.url:
            _empty_orders(self.url)
            return self.url
        for ending in ("", "-wal", "-shm"):
            (self.folder / f"run.db{ending}").unlink(missing_ok=True)
        shutil.copy(self.folder / "template.db", self.folder / "run.db")
        return f"sqlite:///{self.folder / 'run.db'}"


def _fill_members(database: Database, folder: Path) -> None:
    path = folder / "members.jsonl"
    path.write_text("".join(json.dumps({"member_id": f"M{n:07d}"}) + "\n" for n in range(_MEMBERS)), encoding="utf-8")
    run_import(database, "members", path, now=_NOW)


def _empty_orders(url: str) -> None:
    database = open_database(url)
    with database.writing() as session:
        for name in ("member_order", "import_new_rows", "import_change", "import_batch"):
            session.connection().execute(SQLModel.metadata.tables[name].delete())
    database.close()


def _import_twice(url: str, path: str) -> Run:
    database = open_database(url)
    start = process_time()
    first = seconds(lambda: run_import(database, "orders", Path(path), now=_NOW))
    cpu = process_time() - start
    again = seconds(lambda: run_import(database, "orders", Path(path), now=_NOW))
    database.close()
    return Run(first, again, _peak_mb(), cpu)


def _peak_mb() -> float:
    # Not getrusage: its peak may be that of the process that started this one.
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(peak.split()[1]) / 1024


def _floor(url: str, path: str) -> tuple[float, float]:
    database = open_database(url)
    start = process_time()
    taken = seconds(lambda: _read_and_insert(database, path))
    cpu = process_time() - start
    database.close()
    return taken, cpu


def _read_and_insert(database: Database, path: str) -> None:
    """Let DuckDB read and turn the cells, and insert them bare, in one transaction: no checks, no undo."""
    import duckdb

    table = kind_named("orders").table
    names = ("order_id", "member_id", "ordered_at", "amount_fen", "refund_fen", "status", "channel")
    dialect = "sqlite" if database.is_sqlite else "postgresql"
    query = (Path(__file__).parent / f"benchmark_floor_{dialect}.sql").read_text(encoding="utf-8")
    reader = "read_parquet" if path.endswith(".parquet") else "read_csv"
    result = duckdb.connect().execute(query.format(source=f"{reader}('{path}')"))
    with database.writing() as session:
        set_pace(session, bulk=True)
        while rows := result.fetchmany(_FLOOR_ROWS):
            insert_rows(session, table, names, rows)
