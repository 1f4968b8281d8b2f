"""A small store for the figures of care, where one is enough."""

import pytest

from tests.builders import (
    OTHER_REP,
    REP,
    SUPERVISOR,
    make_member,
    make_staff,
)
from tools.database import Database
from tools.kpis.rules import rules


@pytest.fixture
def few_are_enough(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Let one be enough where a test is not about small numbers."""
    if "small" not in request.node.name:
        monkeypatch.setitem(rules(), "smallest_n", 1)
        monkeypatch.setitem(rules(), "smallest_touches", 1)


@pytest.fixture
def store(database: Database) -> Database:
    with database.writing() as session:
        for actor in (REP, OTHER_REP, SUPERVISOR):
            make_staff(session, actor.staff_id, actor.role, store=actor.store)
        make_member(session)
        make_member(session, "m2", owner_staff_id="r2", store="s2", personas=["beauty"])
    return database
