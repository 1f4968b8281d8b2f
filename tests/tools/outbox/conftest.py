"""A store with one approved reply."""

import pytest

from tests.builders import make_member, make_queued
from tools.database import Database


@pytest.fixture
def queued(database: Database) -> Database:
    """Store one member with one approved reply that is due now."""
    with database.writing() as session:
        make_member(session)
        make_queued(session, id="D1", text="芸姐，晚安。")
    return database
