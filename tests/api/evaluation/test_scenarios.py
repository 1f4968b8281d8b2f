"""Scenarios run each in a store of their own, in one process or several, and always say the same."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from api.evaluation import scenarios
from api.evaluation.scenarios import evaluate_scenarios
from api.evaluation.stores import case_store
from tests.builders import make_member
from tools.access import SYSTEM
from tools.members.find import list_members

NOW = datetime(2026, 3, 4, 2, tzinfo=UTC)


def case(name: str, **changes: Any) -> dict[str, Any]:
    member = {"member_id": "M1", "name": "A", "consent_care": True, "owner_staff_id": "R1"}
    return {"id": name, "kind": "care", "today": "2026-03-04", "member": member, "expect": {}, **changes}


def lines(*cases: dict[str, Any]) -> list[str]:
    return [json.dumps(one) for one in cases]


CASES = (
    case("drafted", expect={"draft": True, "min_drafts": 1, "no_sales": True}),
    case("wrong", expect={"draft": True, "max_chars": 1, "must_match": ["never there"]}),
    case("list", kind="product_list", expect={"draft": False, "blocked_by": ["LS-1"]}),
    case("vacuous", kind="product_list", expect={"draft": False, "must_match": ["never there"], "evidence": ["tier"]}),
    case("unexpected", expect={"draft": False}),
)


def test_the_report_has_totals_first_differences_and_every_text() -> None:
    report = evaluate_scenarios(lines(*CASES), jobs=1)
    assert (report["n"], report["passed"]) == (5, 3)
    assert report["by_kind"] == {"care": {"n": 3, "passed": 1}, "product_list": {"n": 2, "passed": 2}}
    first, second = report["failed"]
    assert first["id"] == "wrong"
    assert "max_chars" in first["why"]
    assert (second["id"], second["why"].startswith("draft: expected False")) == ("unexpected", True)
    assert list(report["drafts"]) == [one["id"] for one in CASES]
    assert report["drafts"]["drafted"]
    assert report["drafts"]["list"] == []


# In a process of its own, as a command has one: with tests, index and server in it, this one may not be copied.
_IN_COPIES = """
import json, sys
from api.evaluation import scenarios, workers

workers._bare_process = None
for jobs in (2, 1):
    print(json.dumps(scenarios.evaluate_scenarios(json.loads(sys.argv[1]), jobs=jobs)))
"""


def test_two_copies_of_a_loaded_process_report_the_same_bytes_as_one() -> None:
    asking = case("asking", kind="reply", message="how warm should a bath be?")
    command = [sys.executable, "-c", _IN_COPIES, json.dumps(lines(*CASES, asking))]
    ended = subprocess.run(
        command, env=os.environ | {"OPENBLAS_NUM_THREADS": "1"}, capture_output=True, text=True, check=True
    )
    shared, alone = ended.stdout.splitlines()
    assert alone == shared
    assert json.loads(alone)["n"] == len(CASES) + 1


def test_a_twin_of_a_store_writes_into_a_file_of_its_own(tmp_path: Path) -> None:
    with case_store(tmp_path) as store, store.twin() as twin:
        ours, its = store.renewed(NOW), twin.renewed(NOW)
        with its.database.writing() as session:
            make_member(session, "m1")
        with ours.database.reading() as session:
            assert list_members(session, SYSTEM) == []
        assert its.workshop.librarian.search("bath", today=NOW.date()) == ours.workshop.librarian.search(
            "bath", today=NOW.date()
        )


def test_every_case_starts_from_an_empty_store(tmp_path: Path) -> None:
    with case_store(tmp_path) as store:
        for _ in range(2):
            services = store.renewed(NOW)
            with services.database.writing() as session:
                assert list_members(session, SYSTEM) == []
                make_member(session, "m1")
            assert services.clock() == NOW


def test_a_case_that_breaks_the_product_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    real = scenarios.suggest

    def breaking(workshop: Any, actor: Any, request: Any) -> Any:
        if request.kind == "product_list":
            raise RuntimeError("broken")
        return real(workshop, actor, request)

    monkeypatch.setattr(scenarios, "suggest", breaking)
    report = evaluate_scenarios(lines(CASES[0], CASES[2]), jobs=1)
    assert report["failed"] == [{"id": "list", "why": "crashed: RuntimeError: broken"}]


def test_a_draft_satisfies_topics_by_any_topic_of_its_page() -> None:
    pages = evaluate_scenarios(lines(case("any", expect={"topics": ["Z99"]})), jobs=1)
    assert "topics:" in pages["failed"][0]["why"]
