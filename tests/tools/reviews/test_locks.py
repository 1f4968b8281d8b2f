"""A member's row is locked once a transaction; an undone savepoint gives its locks back."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlmodel import Session

from tests.builders import make_member
from tools.database import Database
from tools.errors import NotFound
from tools.models import Member
from tools.reviews.locks import lock_member


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "ORDER BY member.member_id" in statement:
            asked.append(statement)

    engine = session.get_bind().engine
    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def filled(database: Database) -> Database:
    with database.writing() as session:
        make_member(session, "m1")
        make_member(session, "m2", owner_staff_id="r2")
    return database


def test_a_row_that_is_held_is_not_locked_again_and_keeps_its_changes(filled: Database) -> None:
    with filled.writing() as session, counted(session) as asked:
        member = lock_member(session, "m1")
        member.nickname = "changed"
        assert lock_member(session, "m1").nickname == "changed"
        lock_member(session, "m2")
    assert len(asked) == 2


def test_every_transaction_locks_anew(filled: Database) -> None:
    for _ in range(2):
        with filled.writing() as session, counted(session) as asked:
            lock_member(session, "m1")
        assert len(asked) == 1


def test_a_lock_of_an_undone_savepoint_is_taken_again(filled: Database) -> None:
    with filled.writing() as session, counted(session) as asked:
        savepoint = session.begin_nested()
        lock_member(session, "m1")
        savepoint.rollback()
        lock_member(session, "m1")
    assert len(asked) == 2


def test_an_unknown_member_is_not_remembered_as_locked(filled: Database) -> None:
    with filled.writing() as session:
        for _ in range(2):
            with pytest.raises(NotFound):
                lock_member(session, "nobody")
        assert session.get(Member, "m1") is not None
