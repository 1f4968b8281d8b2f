import json
import socket
import sqlite3
import subprocess
import sys
import time
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel, func, select

from tests.api.conftest import Run, on_sqlite
from tools.clock import shanghai, shanghai_day, utc_now
from tools.database import Database, open_database
from tools.models import Draft, Member, Staff

MEMBERS = "会员ID,姓名,昵称,预产期,手机号\nM1,陈小芸,芸姐,2027-01-20,19900000001\nM2,,,,\n,没有编号,,,\n"


def _csv(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, "utf-8")
    return str(path)


def test_members_land_bad_rows_are_kept_and_the_import_is_taken_back(run: Run, store: Database, tmp_path: Path) -> None:
    path = _csv(tmp_path, "members.csv", MEMBERS)
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
    code, out, _ = run("import", "members", _csv(tmp_path, "m.csv", MEMBERS), "--dry-run", "--json")
    assert (code, json.loads(out)["inserted"]) == (0, 2)
    assert "0" in run("imports", "list")[1] or run("imports", "list")[1] == ""


@on_sqlite
def test_a_product_file_without_prices_is_bad_input(run: Run, tmp_path: Path) -> None:
    code, _, err = run("import", "products", _csv(tmp_path, "p.csv", "sku,name,category\nA,毛巾,bath\n"))
    assert code == 2
    assert "price" in err


@on_sqlite
def test_an_unknown_kind_and_a_missing_file_are_bad_input(run: Run, tmp_path: Path) -> None:
    assert run("import", "members", str(tmp_path / "nowhere.csv"))[0] == 2
    code, _, err = run("import", "customers", _csv(tmp_path, "c.csv", MEMBERS))
    assert code == 2
    assert "members" in err


def _with_staff(run: Run, tmp_path: Path) -> None:
    run("import", "staff", _csv(tmp_path, "s.csv", "staff_id,name,role\nA1,Wang,admin\nR1,Lin,rep\n"))
    run("import", "members", _csv(tmp_path, "m.csv", MEMBERS), "--as", "A1")


def test_a_suggestion_is_printed_and_filed(run: Run, store: Database, tmp_path: Path) -> None:
    _with_staff(run, tmp_path)
    code, out, _ = run("suggest", "--member", "M1", "--message", "今天去公园走了走，真舒服", "--json", "--as", "A1")
    document = json.loads(out)
    assert code == 0
    assert document["member_id"] == "M1"
    assert document["drafts"]
    code, out, _ = run("suggest", "--member", "M1", "--message", "今天去公园走了走，真舒服", "--dry-run")
    assert code == 0
    assert "intent" in out


@pytest.mark.parametrize("words", [("--member", "nobody"), ("--member", "M1", "--message", "  ")])
def test_bad_input_ends_with_one_sentence_and_code_two(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    _with_staff(run, tmp_path)
    code, out, err = run("suggest", *words, "--as", "A1")
    assert (code, out) == (2, "")
    assert err.startswith("zhiji: ")
    assert len(err.strip().splitlines()) == 1


def test_a_giant_message_is_refused_with_its_length(run: Run, tmp_path: Path) -> None:
    _with_staff(run, tmp_path)
    code, _, err = run("suggest", "--member", "M1", "--message", "好" * 100_000, "--as", "A1")
    assert code == 2
    assert "100,000" in err


def test_malformed_utf8_is_refused(run: Run, tmp_path: Path) -> None:
    _with_staff(run, tmp_path)
    code, _, err = run("suggest", "--member", "M1", "--message", "\udcff\udcfe", "--as", "A1")
    assert code == 2
    assert "UTF-8" in err


def test_a_role_that_may_not_import_is_refused(run: Run, tmp_path: Path) -> None:
    _with_staff(run, tmp_path)
    code, _, err = run("import", "members", _csv(tmp_path, "m2.csv", MEMBERS), "--as", "R1")
    assert code == 1
    assert "import" in err


def test_doctor_names_each_dependency(run: Run) -> None:
    code, out, _ = run("doctor", "--json")
    names = {check["name"] for check in json.loads(out)["checks"]}
    assert code == 0
    assert {"database", "playbooks", "index", "model", "wecom", "clock", "audit"} <= names


@on_sqlite
def test_a_locked_database_is_said_and_nothing_is_lost(run: Run, store: Database, tmp_path: Path) -> None:
    _with_staff(run, tmp_path)
    holder = sqlite3.connect(tmp_path / "zhiji.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    database = open_database(store.url, busy_timeout_ms=50)
    from tools.errors import Unavailable

    with pytest.raises(Unavailable, match="locked"), database.writing():
        pass
    holder.execute("ROLLBACK")
    holder.close()
    with database.reading() as session:
        assert session.exec(select(func.count()).select_from(Staff)).one() == 2
    database.close()


@on_sqlite
def test_a_file_that_is_no_database_is_said(run: Run, data_dir: Path) -> None:
    (data_dir / "zhiji.db").write_bytes(b"this is not a database, it is a sentence" * 100)
    code, out, _ = run("doctor")
    assert code == 1
    assert "not a SQLite database" in out


@pytest.mark.parametrize("stocked", [pytest.param("postgres", marks=pytest.mark.needs_postgres)], indirect=True)
def test_a_start_that_fails_gives_its_connections_back(run: Run, store: Database, data_dir: Path) -> None:
    (data_dir / "desk.yaml").write_text("version: x\nretry_minutes: often\n", "utf-8")
    assert run("doctor")[0] == 2
    give_up_at = time.monotonic() + 20
    while _others_connected(store) and time.monotonic() < give_up_at:
        time.sleep(0.05)
    assert _others_connected(store) == 0


def _others_connected(store: Database) -> int:
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with store.reading() as session:
        return int(session.connection().execute(text(others)).scalar_one())


def test_a_port_in_use_is_said_with_another_one(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, _, err = run("serve", "--port", str(port))
    assert code == 1
    assert f"--port {port + 1}" in err


@on_sqlite
def test_a_wrong_setting_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIJI_PORT", "eighty")
    code, _, err = run("doctor")
    assert code == 2
    assert "port" in err


@on_sqlite
def test_production_refuses_the_development_secret(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIJI_ENVIRONMENT", "production")
    code, _, err = run("doctor")
    assert code == 2
    assert "ZHIJI_SECRET_KEY" in err


def test_erasing_a_member_leaves_the_audit_chain_whole(run: Run, store: Database, tmp_path: Path) -> None:
    _with_staff(run, tmp_path)
    run("suggest", "--member", "M1", "--message", "今天去公园走了走，真舒服", "--as", "A1")
    assert "芸姐" in _everything(store)
    assert "芸姐" in run("member", "export", "M1", "--as", "A1")[1]
    assert run("member", "erase", "M1", "--reason", "REQ-1", "--yes", "--as", "A1")[0] == 0
    assert json.loads(run("audit", "verify", "--json")[1])["whole"] is True
    assert "芸姐" not in _everything(store)


def test_an_erasure_of_nobody_is_refused_before_it_asks(run: Run, tmp_path: Path) -> None:
    _with_staff(run, tmp_path)
    code, out, err = run("member", "erase", "M9", "--reason", "REQ-1", "--as", "A1")
    assert code == 2
    assert "no member 'M9'" in err
    assert "cannot be undone" not in out + err


def test_an_empty_list_of_staff_names_the_first_step(run: Run) -> None:
    code, out, err = run("staff", "list")
    assert (code, out) == (0, "")
    assert "zhiji init" in err


def test_a_plan_for_tomorrow_says_when_its_drafts_are_written(run: Run, tmp_path: Path) -> None:
    _with_staff(run, tmp_path)
    tomorrow = shanghai_day(utc_now()) + timedelta(days=1)
    row = f"M8,R1,1992-{tomorrow:%m-%d},true,true\n"
    path = _csv(tmp_path, "b.csv", "member_id,owner_staff_id,birthday,consent_care,consent_automated\n" + row)
    assert run("import", "members", path, "--as", "A1")[0] == 0
    code, out, _ = run("plan", "--date", tomorrow.isoformat(), "--as", "A1")
    assert code == 0
    assert "planned 1: their drafts are written when" in out


def _everything(store: Database) -> str:
    """Return all that lies in the rows of a store; on SQLite also what lies between them in its file."""
    if not store.is_sqlite:
        with store.reading() as session:
            tables = (select(table) for table in SQLModel.metadata.tables.values())
            return "\n".join(str(row) for query in tables for row in session.connection().execute(query))
    path = str(store.engine.url.database)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("VACUUM")
    return Path(path).read_bytes().decode("utf-8", "ignore")


def test_a_token_is_shown_once_and_kept_as_a_hash(run: Run, store: Database, tmp_path: Path) -> None:
    _with_staff(run, tmp_path)
    code, out, _ = run("staff", "token", "R1", "--as", "A1")
    assert code == 0
    assert "R1" in _everything(store)
    assert out.strip() not in _everything(store)
    assert run("staff", "token", "A1", "--as", "R1")[0] == 1


def test_help_loads_nothing_heavy() -> None:
    listing = (
        "import sys, api.cli; print([m for m in ('langgraph', 'chromadb', 'sqlmodel', 'fastapi') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_two_upgrades_at_once_leave_one_schema(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "api", "db", "upgrade", "--data-dir", str(tmp_path / "fresh")]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    answers = [process.communicate(timeout=60)[0].strip() for process in both]
    assert len(set(answers)) == 1
    assert answers[0].startswith("Schema 0")


def test_no_draft_is_filed_by_a_failing_command(run: Run, store: Database, tmp_path: Path) -> None:
    _with_staff(run, tmp_path)
    run("suggest", "--member", "nobody", "--message", "在吗", "--as", "A1")
    with store.reading() as session:
        assert session.exec(select(func.count()).select_from(Draft)).one() == 0


def test_an_imported_hold_voids_what_waits_for_her(run: Run, store: Database, tmp_path: Path) -> None:
    _with_staff(run, tmp_path)
    run("suggest", "--member", "M1", "--message", "今天去公园走了走，真舒服", "--as", "A1")
    run("import", "members", _csv(tmp_path, "held.csv", "member_id,care_hold\nM1,true\n"), "--as", "A1")
    with store.reading() as session:
        assert set(session.exec(select(Draft.kind, Draft.state)).all()) == {("reply", "voided")}


@on_sqlite
def test_the_version_is_told_without_a_store(run: Run) -> None:
    assert run("--version")[:2] == (0, f"zhiji {version('zhiji')}\n")


@on_sqlite
def test_the_first_store_is_made_in_the_folder_that_the_environment_names(
    run: Run, data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # An empty name is no database of its own: the folder decides.
    monkeypatch.setenv("ZHIJI_DATABASE_URL", "")
    monkeypatch.chdir(tmp_path)
    code, out, _ = run("init")
    assert code == 0
    assert "Console login: admin" in out
    assert (data_dir / "zhiji.db").exists()
    assert not (tmp_path / "zhiji-data").exists()
    assert "admin" in run("staff", "list")[1]


@on_sqlite
@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("A1", "--role", "rep"), 1, "'A1' is taken"),
        (("R9", "--role", "repp"), 2, "'repp' is not a role"),
        (("R9", "--role", "rep"), 2, "Name one with --password"),
    ],
)
def test_nobody_is_asked_for_a_password_that_will_not_be_used(
    run: Run, tmp_path: Path, words: tuple[str, ...], code: int, says: str
) -> None:
    _with_staff(run, tmp_path)
    done, out, err = run("staff", "add", *words, "--name", "Lin", "--as", "A1")
    assert (done, out) == (code, "")
    assert says in err


@on_sqlite
def test_imports_are_listed_by_the_clock_of_shanghai(run: Run, tmp_path: Path) -> None:
    before = shanghai(utc_now())
    _with_staff(run, tmp_path)
    listed = run("imports", "list")[1]
    assert any(f"{moment:%Y-%m-%d %H:%M}" in listed for moment in (before, shanghai(utc_now())))


def test_a_log_of_the_wrong_folder_is_not_called_whole(run: Run, store: Database) -> None:
    code, out, err = run("audit", "verify")
    assert code == 2
    assert "whole" not in out
    assert "not the one you meant" in err
