"""Wrong passwords are counted in the store: whichever process is asked, five within five minutes are all."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import col, select

from tests.builders import NOW
from tools.access import policy
from tools.database import Database, open_database
from tools.login_tries import claim_try, forget_tries
from tools.models import LoginTry

MOST = policy()["login"]["most_wrong"]
REST = timedelta(minutes=policy()["login"]["minutes"])


@pytest.fixture
def beside(database: Database) -> Iterator[Database]:
    """Give the same store as another process opens it."""
    opened = open_database(database.url)
    yield opened
    opened.close()


def test_five_wrong_passwords_are_all_that_two_processes_take_together(database: Database, beside: Database) -> None:
    taken = [claim_try(door, "a", NOW) for _ in range(MOST) for door in (database, beside)]
    assert taken == [True] * MOST + [False] * MOST


def test_many_guesses_at_one_moment_are_no_more_than_one_after_another(database: Database, beside: Database) -> None:
    doors = [database, beside] * 2 * MOST
    with ThreadPoolExecutor(len(doors)) as threads:
        taken = list(threads.map(lambda door: claim_try(door, "a", NOW), doors))
    assert sum(taken) == MOST


def test_an_id_rests_by_itself_and_until_its_first_wrong_password_is_old(database: Database) -> None:
    for minute in range(MOST):
        assert claim_try(database, "a", NOW + timedelta(seconds=minute))
    assert not claim_try(database, "a", NOW + REST - timedelta(seconds=1))
    assert claim_try(database, "b", NOW)
    assert claim_try(database, "a", NOW + REST)
    assert not claim_try(database, "a", NOW + REST)


def test_a_right_password_forgets_the_wrong_ones_before_it(database: Database) -> None:
    for _ in range(MOST):
        claim_try(database, "a", NOW)
        claim_try(database, "b", NOW)
    forget_tries(database, "a")
    assert claim_try(database, "a", NOW)
    assert not claim_try(database, "b", NOW)


def test_what_was_typed_as_the_id_is_not_kept_and_old_tries_are_dropped(database: Database) -> None:
    for typed in ("my password", "a\x00b", "\udcff", "x" * 100_000):
        assert claim_try(database, typed, NOW)
    assert claim_try(database, "a", NOW + REST)
    with database.reading() as session:
        (who,) = session.exec(select(LoginTry.who).order_by(col(LoginTry.number))).all()
    assert len(who) == 64
