"""A shop on the store of the test."""

import pytest

from tests.tools.scoring.shop import Shop
from tools.database import Database


@pytest.fixture
def shop(database: Database) -> Shop:
    """Give a shop on each database."""
    return Shop(database)
