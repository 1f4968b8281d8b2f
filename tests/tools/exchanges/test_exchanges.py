"""What a model was told is kept for audit, shown to few, and forgotten in time."""

from datetime import timedelta

import pytest
from sqlmodel import select

from tests.builders import ADMIN, NOW, REP, SUPERVISOR, make_member
from tools import privacy
from tools.database import Database
from tools.errors import NotAllowed
from tools.exchanges import exchanges_of, file_exchanges, forget_older
from tools.models import ModelExchange


def exchange(name: str = "X1", **columns: object) -> ModelExchange:
    said = [{"role": "user", "content": "{call}问胎动"}]
    return ModelExchange(
        **{"id": name, "member_id": "m1", "suggestion_id": "S1", "at": NOW, "messages": said, **columns}
    )


@pytest.fixture
def store(database: Database) -> Database:
    with database.writing() as session:
        make_member(session)
        assert file_exchanges(session, [exchange()]) == 1
        assert file_exchanges(session, []) == 0
    return database


def test_a_supervisor_reads_it_and_a_rep_does_not(store: Database) -> None:
    with store.reading() as session:
        assert [one.id for one in exchanges_of(session, SUPERVISOR, "S1")] == ["X1"]
        with pytest.raises(NotAllowed):
            exchanges_of(session, REP, "S1")


def test_what_is_old_is_forgotten_and_the_rest_stays(store: Database) -> None:
    with store.writing() as session:
        session.add(exchange("old", at=NOW - timedelta(days=181)))
        session.flush()
        assert forget_older(session, now=NOW, days=180) == 1
        assert [one.id for one in session.exec(select(ModelExchange))] == ["X1"]


def test_it_is_exported_and_erased_with_her_and_nothing_is_filed_afterwards(store: Database) -> None:
    with store.writing() as session:
        exported = privacy.export_member(session, ADMIN, "m1", NOW)
        assert exported["tables"]["model_exchange"][0]["messages"][0]["content"] == "{call}问胎动"
        privacy.erase_member(session, ADMIN, "m1", reason="REQ-1", now=NOW)
        assert session.exec(select(ModelExchange)).all() == []
        assert file_exchanges(session, [exchange("late")]) == 0
