"""The import benchmark measures what it names, on either database."""

import pytest

from tests.postgres import PostgresServer
from tools.bench import Bench
from tools.importing.benchmark import bench_import

FIGURES = {"first import", "same file again", "DuckDB and bare insert", "CPU of first import to floor", "peak memory"}


def _check(measured: Bench) -> None:
    names = {figure.name for figure in measured.figures}
    assert {f"{ending}, {name}" for ending in ("csv", "parquet") for name in FIGURES} <= names
    assert all(figure.value > 0 for figure in measured.figures)
    assert {ratio.name for ratio in measured.ratios} >= {
        "csv: first import to floor",
        "csv: peak memory to that of 500 rows",
    }
    assert all(ratio.value > 0 for ratio in measured.ratios)


def test_a_small_file_of_each_format_is_measured_on_sqlite() -> None:
    _check(bench_import(rows=1000, rounds=1))


@pytest.mark.needs_postgres
def test_the_store_may_be_a_postgresql_database(postgres_server: PostgresServer) -> None:
    postgres_server.empty()
    _check(bench_import(rows=1000, rounds=1, url=postgres_server.url))
