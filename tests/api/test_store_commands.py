"""The store and what ails it: made, upgraded, locked, foreign, watched by the doctor."""

import json
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import func, select

from tests.api.conftest import Run, on_sqlite
from tests.api.files import with_staff
from tools.database import Database, open_database
from tools.models import Staff


def test_doctor_names_each_dependency(run: Run) -> None:
    code, out, _ = run("doctor", "--json")
    names = {check["name"] for check in json.loads(out)["checks"]}
    assert code == 0
    assert {"database", "playbooks", "index", "model", "wecom", "clock", "audit"} <= names


@on_sqlite
def test_a_locked_database_is_said_and_nothing_is_lost(run: Run, store: Database, tmp_path: Path) -> None:
    with_staff(run, tmp_path)
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


def test_two_upgrades_at_once_leave_one_schema(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "api", "db", "upgrade", "--data-dir", str(tmp_path / "fresh")]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    answers = [process.communicate(timeout=60)[0].strip() for process in both]
    assert len(set(answers)) == 1
    assert answers[0].startswith("Schema 0")


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


def test_whoever_lost_the_first_password_is_told_the_way_in(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run("init")
    code, out, _ = run("init")
    assert (code, "staff add ID" in out) == (0, True)
    assert (
        run("staff", "add", "A2", "--name", "Wang", "--role", "admin", "--password", "long-enough", "--as", "admin")[0]
        == 0
    )


def test_a_log_of_the_wrong_folder_is_not_called_whole(run: Run, store: Database) -> None:
    code, out, err = run("audit", "verify")
    assert code == 2
    assert "whole" not in out
    assert "not the one you meant" in err
