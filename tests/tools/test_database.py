"""The store: writers queue, readers never wait, and trouble is one sentence with its fix."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from tests.builders import make_member
from tools.database import Database, current_revision, newest_revision, open_database, prepare
from tools.errors import BadInput, Unavailable
from tools.models import Member


def test_what_was_written_is_committed_at_the_end_and_an_error_takes_it_back(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
    with pytest.raises(IntegrityError), database.writing() as session:
        make_members_twice(session)
    with database.reading() as session:
        assert session.exec(select(Member.member_id)).all() == ["m1"]


def make_members_twice(session: Session) -> None:
    make_member(session, "m2")
    make_member(session, "m1")


def test_reading_commits_nothing(database: Database) -> None:
    with database.reading() as session:
        make_member(session)
    with database.reading() as session:
        assert session.exec(select(Member)).all() == []


def test_rows_stay_readable_after_their_session(database: Database) -> None:
    with database.writing() as session:
        member = make_member(session)
    assert member.nickname == "芸姐"


def test_a_fresh_store_is_at_the_newest_revision_and_preparing_it_again_is_harmless(database: Database) -> None:
    prepare(database)
    assert current_revision(database) == newest_revision(database) != ""


def test_an_older_store_is_refused_with_the_command_that_helps(database: Database) -> None:
    with database.writing() as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = 'old'"))
    try:
        with pytest.raises(Unavailable, match="zhiji db upgrade"):
            prepare(database)
    finally:
        # On PostgreSQL the next test finds this same database.
        with database.writing() as session:
            newest = {"newest": newest_revision(database)}
            session.connection().execute(text("UPDATE alembic_version SET version_num = :newest"), newest)


def test_sqlite_is_tuned(sqlite_database: Database) -> None:
    with sqlite_database.reading() as session:
        connection = session.connection()
        values = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "foreign_keys")]
    assert values == ["wal", 1]


def test_writers_wait_for_one_another_instead_of_failing(database: Database) -> None:
    with database.writing() as session:
        make_member(session, tags=["0"])

    def add() -> None:
        for _ in range(5):
            with database.writing() as session:
                member = session.exec(select(Member).with_for_update()).one()
                member.tags = [str(int(member.tags[0]) + 1)]

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert session.exec(select(Member)).one().tags == ["20"]


def test_a_reader_does_not_wait_for_a_writer(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        with database.reading() as other:
            assert other.exec(select(Member)).all() == []


def test_a_locked_store_says_so(tmp_path: Path, sqlite_database: Database) -> None:
    impatient = open_database(sqlite_database.url, busy_timeout_ms=10)
    with sqlite_database.writing(), pytest.raises(Unavailable, match="locked"), impatient.writing():
        pass
    impatient.close()


def test_a_writer_that_waits_too_long_for_another_of_this_program_says_so(sqlite_database: Database) -> None:
    impatient = Database(sqlite_database.engine, patience_s=0.01)
    with impatient.writing(), pytest.raises(Unavailable, match="another change"), impatient.writing():
        pass
    # The place is free again, also after a change that failed.
    with pytest.raises(BadInput), impatient.writing():
        raise BadInput("No.", fix="None.")
    with impatient.writing() as session:
        make_member(session)


def test_her_waiting_drafts_are_found_without_walking_the_queue(sqlite_database: Database) -> None:
    asked = "EXPLAIN QUERY PLAN SELECT id FROM draft WHERE member_id = 'm1' AND state = 'proposed'"
    with sqlite_database.reading() as session:
        plan = [row[3] for row in session.connection().execute(text(asked))]
    assert len(plan) == 1
    assert plan[0].endswith("(member_id=? AND state=?)")


@pytest.mark.parametrize("content", [b"this is no database, however long it goes on" * 50])
def test_a_file_that_is_no_database_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(content)
    database = open_database(f"sqlite:///{path}")
    with pytest.raises(Unavailable, match="not a SQLite database"):
        prepare(database)
    database.close()


@pytest.mark.parametrize(
    "url", ["somewhere", "mysql://root:hush@127.0.0.1/shop", "postgresql://root:hush@127.0.0.1:x/shop"]
)
def test_a_url_that_names_no_database_is_refused_without_quoting_its_password(url: str) -> None:
    with pytest.raises(BadInput) as refused:
        open_database(url)
    assert "ZHIJI_DATABASE_URL" in refused.value.fix
    assert "hush" not in str(refused.value)


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="cannot be made"):
        open_database(f"sqlite:///{tmp_path}/file/below/x.db")


def test_a_store_without_tables_names_the_command(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/empty.db")
    with pytest.raises(Unavailable, match="zhiji db upgrade"), database.reading() as session:
        session.exec(select(Member)).all()
    database.close()


def test_a_server_that_is_not_there_says_so() -> None:
    database = open_database("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(Unavailable, match="does not answer"), database.reading() as session:
        session.exec(select(Member)).all()
