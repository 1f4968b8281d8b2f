"""Files that come in by command: what lands, what is kept back, who may."""

import json
from pathlib import Path

from sqlmodel import func, select

from tests.api.conftest import Run, on_sqlite
from tests.api.files import MEMBERS, csv_file, with_staff
from tools.clock import shanghai, utc_now
from tools.database import Database
from tools.models import Draft, Member


def test_members_land_bad_rows_are_kept_and_the_import_is_taken_back(run: Run, store: Database, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "members.csv", MEMBERS)
    code, out, _ = run("import", "members", path, "--json")
    report = json.loads(out)
    assert code == 0
    assert (report["read"], report["inserted"], report["rejected"]) == (3, 2, 1)
    reject = json.loads(Path(report["reject_file"]).read_text("utf-8"))
    assert reject["line"] == 4
    assert json.loads(run("import", "members", path, "--json")[1])["unchanged"] == 2
    batch = run("imports", "list")[1].splitlines()[-1].split()[0]
    code, out, _ = run("imports", "undo", batch)
    assert code == 0
    with store.reading() as session:
        assert session.exec(select(func.count()).select_from(Member)).one() == 0


def test_a_dry_run_writes_nothing(run: Run, store: Database, tmp_path: Path) -> None:
    code, out, _ = run("import", "members", csv_file(tmp_path, "m.csv", MEMBERS), "--dry-run", "--json")
    assert (code, json.loads(out)["inserted"]) == (0, 2)
    assert "0" in run("imports", "list")[1] or run("imports", "list")[1] == ""


@on_sqlite
def test_a_product_file_without_prices_is_bad_input(run: Run, tmp_path: Path) -> None:
    code, _, err = run("import", "products", csv_file(tmp_path, "p.csv", "sku,name,category\nA,毛巾,bath\n"))
    assert code == 2
    assert "price" in err


@on_sqlite
def test_an_unknown_kind_and_a_missing_file_are_bad_input(run: Run, tmp_path: Path) -> None:
    assert run("import", "members", str(tmp_path / "nowhere.csv"))[0] == 2
    code, _, err = run("import", "customers", csv_file(tmp_path, "c.csv", MEMBERS))
    assert code == 2
    assert "members" in err


def test_a_role_that_may_not_import_is_refused(run: Run, tmp_path: Path) -> None:
    with_staff(run, tmp_path)
    code, _, err = run("import", "members", csv_file(tmp_path, "m2.csv", MEMBERS), "--as", "R1")
    assert code == 1
    assert "import" in err


def test_an_imported_hold_voids_what_waits_for_her(run: Run, store: Database, tmp_path: Path) -> None:
    with_staff(run, tmp_path)
    run("suggest", "--member", "M1", "--message", "今天去公园走了走，真舒服", "--as", "A1")
    run("import", "members", csv_file(tmp_path, "held.csv", "member_id,care_hold\nM1,true\n"), "--as", "A1")
    with store.reading() as session:
        assert set(session.exec(select(Draft.kind, Draft.state)).all()) == {("reply", "voided")}


@on_sqlite
def test_imports_are_listed_by_the_clock_of_shanghai(run: Run, tmp_path: Path) -> None:
    before = shanghai(utc_now())
    with_staff(run, tmp_path)
    listed = run("imports", "list")[1]
    assert any(f"{moment:%Y-%m-%d %H:%M}" in listed for moment in (before, shanghai(utc_now())))
