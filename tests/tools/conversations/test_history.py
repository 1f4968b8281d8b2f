"""An imported history is read for what must not be overlooked."""

from datetime import timedelta

import pytest
from sqlmodel import select

from tests.builders import NOW, make_member, make_message
from tools.conversations.history import read_history
from tools.database import Database
from tools.models import Hold, Member


def _told(database: Database, text: str, days_ago: int, **columns: object) -> None:
    with database.writing() as session:
        make_member(session)
        make_message(session, text=text, at=NOW - timedelta(days=days_ago), **columns)


@pytest.mark.parametrize(
    ("text", "days_ago", "kinds"),
    [
        ("我流产了", 200, ["bereavement"]),
        ("我流产了", 500, []),
        ("别再给我发消息了", 1000, ["opt_out"]),
        ("我见红了，肚子疼", 1, ["medical"]),
        ("我见红了，肚子疼", 10, []),
        ("👍", 1, []),
        ("\u200b", 1, []),
    ],
)
def test_what_was_told_still_counts_for_its_time(
    database: Database, text: str, days_ago: int, kinds: list[str]
) -> None:
    _told(database, text, days_ago)
    assert read_history(database, now=NOW) == len(kinds)
    assert read_history(database, now=NOW) == 0
    with database.reading() as session:
        assert [hold.kind for hold in session.exec(select(Hold)).all()] == kinds


def test_a_hold_that_a_person_released_is_not_opened_again(database: Database) -> None:
    _told(database, "我流产了", 20)
    read_history(database, now=NOW)
    with database.writing() as session:
        hold = session.exec(select(Hold)).one()
        hold.released_at, session.get_one(Member, "m1").care_hold = NOW, False
    assert read_history(database, now=NOW) == 0


def test_our_own_words_open_nothing(database: Database) -> None:
    _told(database, "我流产了", 20, direction="out")
    assert read_history(database, now=NOW) == 0


@pytest.mark.parametrize(("answer", "opened"), [("知道了，您先顾家里，我这边都停下。", 1), ("好的，收到", 0)])
def test_what_only_sounds_like_a_loss_counts_where_we_answered_with_sympathy(
    database: Database, answer: str, opened: int
) -> None:
    _told(database, "爷走的急，没赶上见一面", 20)
    with database.writing() as session:
        make_message(session, message_id="w2", text=answer, direction="out", at=NOW - timedelta(days=20, minutes=-9))
    assert read_history(database, now=NOW) == opened
