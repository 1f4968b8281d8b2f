"""`zhiji bench` prints figures and ratios, and says with its exit code whether they hold."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from api.benchmarks import names
from api.cli import app
from tools.bench import Bench, Figure, Ratio, rounds_of
from tools.errors import BadInput, Unavailable

GOOD = Bench("check", (Figure("speed", 3.0, "ms"),), (Ratio("ours / floor", 1.5, 2.0),))
SLOW = Bench("score", (), (Ratio("ours / scan", 7.0, 6.0),))


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int | None]]:
    asked: list[tuple[str, int | None]] = []

    def run(name: str, *, amount: int | None = None, url: str = "") -> Bench:
        asked.append((name, amount))
        return {"check": GOOD, "score": SLOW}[name]

    monkeypatch.setattr(names, "run_bench", run)
    monkeypatch.setattr(names, "PLACES", {"check": None, "score": None})
    return asked


def invoke(*words: str) -> Any:
    return CliRunner().invoke(app, ["bench", *words])


def test_one_benchmark_prints_the_contract_s_document(measured: list[tuple[str, int | None]]) -> None:
    result = invoke("check", "--json", "--amount", "7")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "bench": "check",
        "figures": [{"name": "speed", "value": 3.0, "unit": "ms"}],
        "ratios": [{"name": "ours / floor", "value": 1.5, "target": 2.0}],
    }
    assert measured == [("check", 7)]


def test_a_ratio_that_does_not_hold_ends_with_exit_1_and_its_name(measured: list[tuple[str, int | None]]) -> None:
    result = invoke("score")
    assert result.exit_code == 1
    assert "score: ours / scan" in result.stderr
    assert "FAILS" in result.stdout


def test_without_a_name_all_are_run_and_printed_as_one_document(measured: list[tuple[str, int | None]]) -> None:
    result = invoke("--json")
    assert [document["bench"] for document in json.loads(result.stdout)] == ["check", "score"]
    assert result.exit_code == 1


def test_an_unknown_benchmark_is_bad_input() -> None:
    with pytest.raises(BadInput, match="suggest, drafting, serving, import, check, retrieval, score"):
        names.run_bench("nothing")


def test_a_benchmark_that_cannot_be_loaded_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(names.PLACES, "check", names._Place("no_such_room.benchmark", "bench"))
    with pytest.raises(Unavailable, match="no_such_room"):
        names.run_bench("check")


def test_calls_are_timed_in_turn_after_a_warm_up() -> None:
    order: list[str] = []
    first, second = rounds_of((lambda: order.append("a"), lambda: order.append("b")), 2, warm_up=1)
    assert order == ["a", "b"] * 3
    assert [len(one.wall) for one in (first, second)] == [2, 2]


def test_a_benchmark_with_a_store_of_its_own_takes_no_database() -> None:
    with pytest.raises(BadInput, match="store of its own"):
        names.run_bench("score", url="postgresql://localhost/x")
