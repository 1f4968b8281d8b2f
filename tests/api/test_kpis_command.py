import json

import pytest

from tests.api.conftest import Run
from tests.builders import make_member, make_staff
from tools.clock import utc_now
from tools.database import Database
from tools.kpis.rules import rules
from tools.models import ModelExchange

ASK = ("--member", "m1", "--message", "宝宝胎动怎么数呀")


@pytest.fixture
def staffed(store: Database) -> Database:
    with store.writing() as session:
        make_staff(session, "r1")
        make_staff(session, "u1", "auditor")
        make_member(session)
    return store


def test_what_the_terminal_showed_is_counted_and_a_dry_run_is_not(staffed: Database, run: Run) -> None:
    run("suggest", *ASK, "--as", "r1", "--dry-run", "--json")
    _, before, _ = run("kpis", "--as", "r1", "--json")
    _, suggested, _ = run("suggest", *ASK, "--as", "r1", "--json")
    code, after, _ = run("kpis", "--as", "r1", "--json")
    assert code == 0
    assert json.loads(before)["overall"]["displayed"] == 0
    assert json.loads(after)["overall"]["displayed"] == len(json.loads(suggested)["drafts"])


def test_figures_are_shown_with_their_guards(staffed: Database, run: Run) -> None:
    run("suggest", *ASK, "--as", "r1", "--json")
    code, out, _ = run("kpis", "--as", "u1")
    assert code == 0
    assert "adoption_rate" in out
    assert "guard negative_rate" in out
    assert "PB-P21" in out


def test_what_models_cost_and_how_groups_are_guarded_is_shown(staffed: Database, run: Run) -> None:
    with staffed.writing() as session:
        spent = {"calls": 3, "tokens_in": 4200, "tokens_out": 310, "micro_yuan": 120_000, "milliseconds": 1800}
        session.add(ModelExchange(id="X1", member_id="m1", at=utc_now(), model="big", task="reply", **spent))
    run("suggest", *ASK, "--as", "r1", "--json")
    _, out, _ = run("kpis", "--as", "u1")
    for part in ("negative", "hasty", "undecided", "refused for", "big", "4200/310", "0.12", "1800 ms"):
        assert part in out
    _, written, _ = run("kpis", "--as", "u1", "--json")
    assert json.loads(written)["costs"][0]["yuan"] == 0.12
    assert json.loads(written)["by_model"] == []


def test_a_wrong_range_is_bad_input_with_its_fix(staffed: Database, run: Run) -> None:
    code, _, err = run("kpis", "--since", "2026-03-05", "--until", "2026-03-04", "--as", "u1")
    assert code == 2
    assert "comes after" in err


def test_care_is_shown_with_what_each_figure_stands_on_and_what_is_not_told(staffed: Database, run: Run) -> None:
    code, out, _ = run("kpis", "--as", "u1")
    assert code == 0
    for part in (
        "1 members, care due to 1",
        "coverage_rate",
        "too few (n=1)",
        "at most 15.0 min",
        "not told",
        "uplift",
    ):
        assert part in out
    written = json.loads(run("kpis", "--as", "u1", "--rep", "r1", "--json")[1])
    assert (written["rep"], written["quadrant"]) == ("r1", None)
    assert written["service"]["overall"]["measures"]["coverage_rate"] == {"value": None, "n": 1, "why": "too_few"}


def test_a_rep_may_not_ask_for_a_colleague_and_nobody_for_a_quadrant_that_is_none(staffed: Database, run: Run) -> None:
    assert run("kpis", "--as", "r1", "--rep", "u1")[0] == 1
    code, _, err = run("kpis", "--as", "u1", "--quadrant", "gold")
    assert code == 2
    assert "growth_stock" in err


def test_what_is_kept_of_a_large_base_is_counted_anew_when_wished(
    staffed: Database, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rules()["kept"], "from_members", 1)
    assert "1 members" in run("kpis", "--as", "u1")[1]
    with staffed.writing() as session:
        make_member(session, "m2")
    assert "1 members" in run("kpis", "--as", "u1")[1]
    code, out, _ = run("kpis", "--as", "u1", "--fresh")
    assert (code, out.splitlines()[0].partition(",")[0]) == (0, "2 members")
    assert "counted 20" in out
