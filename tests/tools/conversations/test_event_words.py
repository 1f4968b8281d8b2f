"""What she wrote into an event counts like a message: a loss given as the reason of a refund, a complaint elsewhere."""

from datetime import timedelta
from typing import Any

import pytest

from tests.builders import NOW, make_event, make_member
from tools.conversations.event_words import read_event_words
from tools.database import Database
from tools.models import Member
from tools.reviews.standstill import open_holds


def _kinds(database: Database) -> list[str]:
    with database.reading() as session:
        return [hold.kind for hold in open_holds(session, "m1", NOW)]


def _with_event(database: Database, type_: str, payload: dict[str, Any], days: int = 5) -> int:
    with database.writing() as session:
        make_member(session, due_date=NOW.date() + timedelta(days=77))
        make_event(session, type=type_, payload=payload, at=NOW - timedelta(days=days))
    return read_event_words(database, now=NOW)


def test_a_loss_given_as_a_reason_stops_everything_once(database: Database) -> None:
    assert _with_event(database, "refund_inquiry", {"order_id": "O1", "reason": "孩子没保住，这些用不上了"}) == 1
    assert _kinds(database) == ["bereavement"]
    with database.reading() as session:
        assert session.get_one(Member, "m1").care_hold
    assert read_event_words(database, now=NOW) == 0


def test_a_complaint_filed_elsewhere_is_an_open_complaint_whatever_it_says(database: Database) -> None:
    assert _with_event(database, "complaint", {"order_id": "O1"}) == 1
    assert _kinds(database) == ["complaint"]


@pytest.mark.parametrize(
    ("type_", "payload", "days"),
    [
        ("complaint", {}, 40),
        ("review", {"stars": 5, "text": "毛巾很软，吸水也快"}, 2),
        ("view", {"sku": "K1"}, 2),
        ("review", {"text": "😀"}, 2),
    ],
)
def test_what_is_old_or_says_nothing_grave_opens_nothing(
    database: Database, type_: str, payload: dict[str, Any], days: int
) -> None:
    assert _with_event(database, type_, payload, days) == 0
    assert _kinds(database) == []
