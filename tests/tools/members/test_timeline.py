"""The timeline: everything once, newest first, page by page."""

from datetime import timedelta

import pytest

from tests.builders import NOW, make_draft, make_event, make_hold, make_member, make_message, make_order
from tools.database import Database
from tools.errors import BadInput
from tools.members.timeline import Entry, timeline


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


@pytest.mark.parametrize("cursor", ["yesterday", "|message|x", "2026-03-04T00:00:00+00:00|message|\x00"])
def test_a_cursor_that_is_not_ours_is_bad_input(database: Database, cursor: str) -> None:
    _fill(database)
    with database.reading() as session, pytest.raises(BadInput):
        timeline(session, "m1", now=NOW, before=cursor)
