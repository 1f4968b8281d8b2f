"""The timeline: everything once, newest first, page by page."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from tests.builders import NOW, make_draft, make_event, make_hold, make_member, make_message, make_order, make_queued
from tools.database import Database
from tools.errors import BadInput
from tools.members.timeline import Entry, timeline
from tools.models import Member


def _fill(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        make_member(session, "m2")
        make_message(session, "m2", text="别人的")
        for minutes in (0, 0, 0, 5):
            make_message(session, at=NOW - timedelta(minutes=minutes))
            make_draft(session, created_at=NOW - timedelta(minutes=minutes))
            make_event(session, at=NOW - timedelta(minutes=minutes))
        make_order(session, ordered_at=NOW)
        make_hold(session, opened_at=NOW)
        make_message(session, at=NOW + timedelta(minutes=1))


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 50])
def test_pages_of_any_size_show_every_entry_once_in_order_also_those_of_one_moment(
    database: Database, limit: int
) -> None:
    _fill(database)
    seen: list[Entry] = []
    cursor = ""
    with database.reading() as session:
        while True:
            page = timeline(session, "m1", now=NOW, limit=limit, before=cursor)
            seen += page.entries
            cursor = page.next_cursor
            if not cursor:
                break
    assert len({(entry.kind, entry.id) for entry in seen}) == len(seen) == 14
    assert [entry.at for entry in seen] == sorted((entry.at for entry in seen), reverse=True)
    assert {entry.kind for entry in seen} == {"message", "draft", "event", "order", "hold"}
    assert "别人的" not in {entry.text for entry in seen}


def test_a_cursor_that_is_not_ours_is_bad_input(database: Database) -> None:
    _fill(database)
    with database.reading() as session, pytest.raises(BadInput):
        timeline(session, "m1", now=NOW, before="yesterday")


def _say(session: Session, hours: float, direction: str = "out", **columns: str) -> str:
    at = NOW - timedelta(days=9) + timedelta(hours=hours)
    return make_message(session, at=at, direction=direction, **columns).message_id


def _touched(database: Database) -> list[str]:
    with database.writing() as session:
        make_member(session)
        first = _say(session, 0, purpose="care", topic="P21")
        _say(session, 1, "in")
        _say(session, 2, purpose="reply")
        second = _say(session, 1 + 24.1, purpose="care", text="宝宝这周会听声音了")
        return [second, first]


def test_a_touch_is_what_we_sent_without_her_having_written_within_a_day(database: Database) -> None:
    ids = _touched(database)
    with database.reading() as session:
        page = timeline(session, "m1", now=NOW, kinds=["touch"])
        everything = timeline(session, "m1", now=NOW).entries
    assert [entry.id for entry in page.entries] == ids
    assert [entry.detail["answered"] for entry in page.entries] == [False, True]
    assert page.entries[1].detail["topic"] == "P21"
    assert [entry.id for entry in everything if entry.kind == "message" and entry.detail["touch"]] == ids
    assert len(everything) == 6


def test_touches_are_paged_like_everything_else(database: Database) -> None:
    ids = _touched(database)
    with database.reading() as session:
        first = timeline(session, "m1", now=NOW, kinds=["touch"], limit=1)
        second = timeline(session, "m1", now=NOW, kinds=["touch"], limit=1, before=first.next_cursor)
    assert [first.entries[0].id, second.entries[0].id] == ids


def test_a_touch_of_a_sealed_life_is_blank(database: Database) -> None:
    ids = _touched(database)
    with database.writing() as session:
        session.get_one(Member, "m1").care_hold = True
    with database.reading() as session:
        entries = timeline(session, "m1", now=NOW, kinds=["touch"]).entries
    assert [(entry.id, entry.text, entry.is_sealed) for entry in entries] == [(each, "", True) for each in ids]


def test_what_is_on_its_way_is_a_delivery(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        made = make_queued(session, kind="care").id
    with database.reading() as session:
        (entry,) = timeline(session, "m1", now=NOW, kinds=["delivery"]).entries
    assert (entry.id, entry.detail["state"], entry.detail["proactive"]) == (made, "queued", True)
