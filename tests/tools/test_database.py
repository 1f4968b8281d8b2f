"""The store: writers queue, readers never wait, and trouble is one sentence with its fix."""

import threading
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, select

from tests.builders import make_member
from tools.database import Database, current_revision, newest_revision, open_database, prepare
from tools.database_faults import meaning_of
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


def _lose(database: Database, session: Session, *, first: AbstractContextManager[object] | None = None) -> None:
    """End a session's connection as a server that is stopped does, then go on as if nothing were."""
    own = session.connection().execute(text("SELECT pg_backend_pid()")).scalar_one()
    with database.engine.connect() as other:
        other.execute(text("SELECT pg_terminate_backend(:own, 5000)"), {"own": own})
    with first or nullcontext():
        session.connection().execute(text("SELECT 1"))
    session.connection().execute(text("SELECT 1"))


def _write_and_lose(database: Database, session: Session) -> None:
    make_member(session)
    _lose(database, session)


@pytest.mark.needs_postgres
def test_a_server_that_goes_away_says_so_and_the_next_session_has_a_connection_again(
    postgres_database: Database,
) -> None:
    with pytest.raises(Unavailable, match="went away"), postgres_database.writing() as session:
        _write_and_lose(postgres_database, session)
    with postgres_database.reading() as session:
        assert session.exec(select(Member)).all() == []


@pytest.mark.needs_postgres
def test_a_loss_that_a_program_swallowed_is_told_with_its_next_statement(postgres_database: Database) -> None:
    with pytest.raises(Unavailable, match="went away"), postgres_database.reading() as session:
        _lose(postgres_database, session, first=suppress(OperationalError))


@pytest.mark.needs_postgres
def test_a_server_that_refuses_names_what_it_refused(postgres_database: Database) -> None:
    nobody = open_database(str(postgres_database.engine.url.set(username="nobody")))
    nothing = open_database(str(postgres_database.engine.url.set(database="nothing")))
    for refused in (nobody, nothing):
        with pytest.raises(Unavailable, match="does not exist"), refused.reading() as session:
            session.connection()
        refused.close()


def test_a_server_whose_socket_is_gone_says_so(tmp_path: Path) -> None:
    database = open_database(f"postgresql://nobody@/none?host={tmp_path}")
    with pytest.raises(Unavailable, match="does not answer"), database.reading() as session:
        session.connection()


@pytest.mark.parametrize(("url", "waits_s"), [("", 10), ("?connect_timeout=3", "3")])
def test_a_silent_server_is_not_waited_for_for_ever(url: str, waits_s: int | str) -> None:
    database, asked = open_database(f"postgresql://nobody@127.0.0.1:1/none{url}"), dict[str, object]()

    @event.listens_for(database.engine, "do_connect")
    def _asked(_dialect: object, _record: object, _words: object, named: dict[str, object]) -> None:
        asked.update(named)

    with pytest.raises(Unavailable), database.reading() as session:
        session.connection()
    assert asked["connect_timeout"] == waits_s
    assert asked["tcp_user_timeout"]


def test_more_requests_than_connections_are_told_to_come_again(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/x.db", pool_size=1, max_overflow=0, pool_timeout=0.01)
    database = Database(engine)
    with database.reading() as holding:
        holding.connection()
        with pytest.raises(Unavailable, match="in use"), database.reading() as waiting:
            waiting.connection()
    database.close()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("FATAL: password authentication failed for user", "refuses this account"),
        ("connection failed: FATAL: sorry, too many clients already", "no more connections"),
        ("connection failed: FATAL: the database system is starting up", "is starting"),
        ("could not extend file: No space left on device", "disk is full"),
        ("database disk image is malformed", "is damaged"),
        ("disk I/O error", "is full or failing"),
    ],
)
def test_what_a_driver_says_becomes_a_sentence_with_a_fix(words: str, says: str) -> None:
    meaning = meaning_of(OperationalError("SELECT 1", {}, Exception(words)))
    assert meaning is not None
    assert says in meaning.message
    assert meaning.fix


def test_a_fault_of_the_program_is_not_called_the_databases() -> None:
    assert meaning_of(OperationalError("SELEC 1", {}, Exception('near "SELEC": syntax error'))) is None
    assert meaning_of(IntegrityError("INSERT", {}, Exception("UNIQUE constraint failed: the disk is full"))) is None
