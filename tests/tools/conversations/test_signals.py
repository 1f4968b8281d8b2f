"""What ended without a word stops outreach and calls a person; nothing is assumed."""

from datetime import timedelta
from typing import Any

import pytest

from tests.builders import NOW, make_event, make_member, make_order, make_order_line, make_product
from tools.conversations.signals import read_signals
from tools.conversations.standing import void_forbidden
from tools.database import Database
from tools.models import Member
from tools.reviews.standstill import open_holds

DUE_29_WEEKS = NOW.date() + timedelta(days=77)


def _holds(database: Database) -> list[tuple[str, str, bool]]:
    with database.reading() as session:
        member = session.get_one(Member, "m1")
        return [(hold.kind, hold.cause, member.care_hold) for hold in open_holds(session, "m1", NOW)]


def _with_event(database: Database, type_: str, payload: dict[str, Any], **member: Any) -> int:
    with database.writing() as session:
        make_member(session, **{"due_date": DUE_29_WEEKS, "children": [], **member})
        make_event(session, type=type_, payload=payload, at=NOW - timedelta(days=1))
    return read_signals(database, now=NOW)


@pytest.mark.parametrize(
    ("type_", "payload"),
    [
        ("group_left", {"group": "2026春孕期交流群"}),
        ("unsubscribed", {"topic": "待产提醒"}),
        ("profile_deleted", {"field": "due_date"}),
        ("delete_request", {"field": "预产期"}),
    ],
)
def test_a_silent_signal_calls_a_person_once_and_seals_nothing(
    database: Database, type_: str, payload: dict[str, Any]
) -> None:
    assert _with_event(database, type_, payload) == 1
    assert _holds(database) == [("human", "silent_signal", False)]
    assert read_signals(database, now=NOW) == 0


@pytest.mark.parametrize(
    ("type_", "payload", "member"),
    [
        ("group_left", {"group": "装修群"}, {}),
        ("group_left", {"group": "孕期群"}, {"due_date": None}),
        ("group_left", {}, {}),
        ("view", {"group": "孕期群"}, {}),
        ("group_left", {"group": "孕期群"}, {"care_hold": True}),
    ],
)
def test_other_events_and_members_mean_nothing(
    database: Database, type_: str, payload: dict[str, Any], member: dict[str, Any]
) -> None:
    assert _with_event(database, type_, payload, **member) == 0


@pytest.mark.parametrize(
    ("status", "name", "days_to_due", "found"),
    [
        ("refunded", "待产包基础款", 77, 1),
        ("refunded", "纱布浴巾", 77, 0),
        ("partly_refunded", "待产包基础款", 77, 0),
        ("refunded", "待产包基础款", 200, 0),
        ("refunded", "待产包基础款", 10, 0),
    ],
)
def test_a_whole_birth_order_sent_back_between_weeks_20_and_36_is_a_signal(
    database: Database, status: str, name: str, days_to_due: int, found: int
) -> None:
    with database.writing() as session:
        make_member(session, due_date=NOW.date() + timedelta(days=days_to_due), children=[])
        make_product(session, name=name)
        make_order_line(session, make_order(session, status=status, ordered_at=NOW - timedelta(days=9)))
    assert read_signals(database, now=NOW) == found


@pytest.mark.parametrize(("days_past", "found"), [(41, 0), (42, 1), (100, 1), (101, 0)])
def test_six_weeks_after_the_due_date_without_a_word_of_a_birth_is_a_signal(
    database: Database, days_past: int, found: int
) -> None:
    with database.writing() as session:
        make_member(session, due_date=NOW.date() - timedelta(days=days_past), children=[])
    assert read_signals(database, now=NOW) == found


def test_a_known_birth_is_no_signal(database: Database) -> None:
    with database.writing() as session:
        born = NOW.date() - timedelta(days=50)
        make_member(session, due_date=born, children=[{"birthday": born.isoformat()}])
    assert read_signals(database, now=NOW) == 0


def test_a_mark_from_a_file_becomes_a_hold_that_a_person_can_release(database: Database) -> None:
    with database.writing() as session:
        make_member(session, care_hold=True)
    void_forbidden(database, now=NOW)
    void_forbidden(database, now=NOW)
    assert _holds(database) == [("bereavement", "file", True)]
    with database.reading() as session:
        assert session.get_one(Member, "m1").sealed_fields == ["children", "due_date"]
        assert len(open_holds(session, "m1", NOW)) == 1
