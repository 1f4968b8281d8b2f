"""Members erased, staff added, tokens handed out, by command."""

import json
import sqlite3
from pathlib import Path

import pytest
from sqlmodel import SQLModel, select

from tests.api.conftest import Run, on_sqlite
from tests.api.files import with_staff
from tools.database import Database


def test_erasing_a_member_leaves_the_audit_chain_whole(run: Run, store: Database, tmp_path: Path) -> None:
    with_staff(run, tmp_path)
    run("suggest", "--member", "M1", "--message", "今天去公园走了走，真舒服", "--as", "A1")
    assert "芸姐" in _everything(store)
    assert "芸姐" in run("member", "export", "M1", "--as", "A1")[1]
    assert run("member", "erase", "M1", "--reason", "REQ-1", "--yes", "--as", "A1")[0] == 0
    assert json.loads(run("audit", "verify", "--json")[1])["whole"] is True
    assert "芸姐" not in _everything(store)


def test_an_erasure_of_nobody_is_refused_before_it_asks(run: Run, tmp_path: Path) -> None:
    with_staff(run, tmp_path)
    code, out, err = run("member", "erase", "M9", "--reason", "REQ-1", "--as", "A1")
    assert code == 2
    assert "no member 'M9'" in err
    assert "cannot be undone" not in out + err


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


def test_an_empty_list_of_staff_names_the_first_step(run: Run) -> None:
    code, out, err = run("staff", "list")
    assert (code, out) == (0, "")
    assert "zhiji init" in err


def test_a_token_is_shown_once_and_kept_as_a_hash(run: Run, store: Database, tmp_path: Path) -> None:
    with_staff(run, tmp_path)
    code, out, _ = run("staff", "token", "R1", "--as", "A1")
    assert code == 0
    assert "R1" in _everything(store)
    assert out.strip() not in _everything(store)
    assert run("staff", "token", "A1", "--as", "R1")[0] == 1


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
    with_staff(run, tmp_path)
    done, out, err = run("staff", "add", *words, "--name", "Lin", "--as", "A1")
    assert (done, out) == (code, "")
    assert says in err
