"""The audit chain: every line in place, every change visible."""

import threading
from datetime import timedelta

from sqlalchemy import text

from tests.builders import NOW
from tools import audit
from tools.database import Database


def _write(database: Database, count: int, *, subject: str = "draft:D1", member_id: str = "m1") -> None:
    with database.writing() as session:
        for number in range(count):
            audit.record(
                session,
                at=NOW + timedelta(seconds=number),
                actor="r1",
                action="draft.edited",
                subject=subject,
                member_id=member_id,
                detail={"version": number, "规则": ["AD-9"], "share": 0.1},
            )


def _spoil(database: Database, statement: str) -> list[str]:
    with database.writing() as session:
        session.connection().execute(text(statement))
    with database.reading() as session:
        return audit.verify(session)


def test_entries_are_numbered_without_gaps_and_verify(database: Database) -> None:
    _write(database, 3)
    _write(database, 2, subject="draft:D2")
    with database.reading() as session:
        assert [entry.number for entry in audit.entries(session)] == [5, 4, 3, 2, 1]
        assert audit.verify(session) == []
        assert audit.head(session)[0] == 5


def test_an_empty_log_is_whole(database: Database) -> None:
    with database.reading() as session:
        assert audit.verify(session) == []
        assert audit.head(session) == (0, audit.GENESIS)


def test_a_changed_line_shows(database: Database) -> None:
    _write(database, 3)
    assert _spoil(database, "UPDATE audit_entry SET actor = 'r9' WHERE number = 2") == [
        "Entry 2 was changed after it was written."
    ]


def test_a_changed_detail_shows(database: Database) -> None:
    _write(database, 2)
    assert _spoil(database, "UPDATE audit_entry SET detail = '{}' WHERE number = 1") == [
        "Entry 1 was changed after it was written."
    ]


def test_a_removed_line_shows(database: Database) -> None:
    _write(database, 3)
    assert _spoil(database, "DELETE FROM audit_entry WHERE number = 2") == ["Entry 2 is missing; the next one is 3."]


def test_a_line_rewritten_with_a_fitting_hash_breaks_the_next_link(database: Database) -> None:
    _write(database, 3)
    with database.writing() as session:
        entry = audit.entries(session, before=3, limit=1)[0]
        entry.actor = "r9"
        entry.hash = audit.hash_of(entry)
    with database.reading() as session:
        assert audit.verify(session) == ["Entry 3 does not follow entry 2."]


def test_a_cut_tail_shows_against_a_head_kept_elsewhere(database: Database) -> None:
    _write(database, 3)
    with database.reading() as session:
        kept = audit.head(session)
    assert _spoil(database, "DELETE FROM audit_entry WHERE number = 3") == []
    with database.reading() as session:
        assert audit.head(session) != kept


def test_entries_are_found_by_subject_and_member_and_page_backwards(database: Database) -> None:
    _write(database, 3)
    _write(database, 1, subject="draft:D2", member_id="m2")
    with database.reading() as session:
        assert [e.number for e in audit.entries(session, subject="draft:D2")] == [4]
        assert [e.number for e in audit.entries(session, member_id="m1", limit=2)] == [3, 2]
        assert [e.number for e in audit.entries(session, member_id="m1", before=2)] == [1]


def test_an_entry_of_a_transaction_that_failed_leaves_no_gap(database: Database) -> None:
    _write(database, 1)
    try:
        with database.writing() as session:
            audit.record(session, at=NOW, actor="r1", action="draft.edited", subject="draft:D1")
            raise KeyError
    except KeyError:
        pass
    _write(database, 1)
    with database.reading() as session:
        assert [entry.number for entry in audit.entries(session)] == [2, 1]
        assert audit.verify(session) == []


def test_writers_at_the_same_time_form_one_chain(database: Database) -> None:
    threads = [threading.Thread(target=_write, args=(database, 5)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert audit.head(session)[0] == 30
        assert audit.verify(session) == []
