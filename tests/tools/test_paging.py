"""A list goes on where its cursor says, and a cursor of somebody else's making is refused."""

import base64
from datetime import UTC, datetime

import pytest

from tools.errors import BadInput
from tools.paging import cursor_of, place_of

AT = datetime(2026, 3, 4, 10, 20, 0, 7, UTC)


def test_a_cursor_names_the_place_it_was_made_of() -> None:
    assert place_of(cursor_of(3, AT, "D-1"), int, datetime, str) == (3, AT, "D-1")


@pytest.mark.parametrize(
    "place",
    [
        b"",
        b"[]",
        b"null",
        b"17",
        b'["2026-03-04"]',
        b'["2026-03-04", "T1"]',
        b'["soon", "T1"]',
        b'["2026-03-04T10:00:00+00:00", 1]',
        b'["2026-03-04T10:00:00+00:00", "\\u0000"]',
        b'["2026-03-04T10:00:00+00:00", "\\ud800"]',
        b'["2026-03-04T10:00:00+00:00", "T1", "T2"]',
    ],
)
def test_what_names_no_place_is_refused(place: bytes) -> None:
    with pytest.raises(BadInput, match="cursor"):
        place_of(base64.urlsafe_b64encode(place).decode(), datetime, str)


@pytest.mark.parametrize("cursor", ["nonsense", "é", "x", "|message|x"])
def test_what_was_never_a_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(BadInput, match="cursor"):
        place_of(cursor, datetime, str)
