"""The checks read three days of what was said, counted back from the moment of judging."""

from datetime import UTC, datetime, timedelta

from tools.checks import Line
from tools.context import CONTEXT, lines_before
from tools.models import Message

NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)


def _said(hours_ago: float, direction: str = "in", purpose: str = "") -> Message:
    at = NOW - timedelta(hours=hours_ago)
    return Message(message_id=f"m{hours_ago}", member_id="m1", direction=direction, text="好", at=at, purpose=purpose)


def test_three_days_count_and_neither_what_is_older_nor_what_is_later() -> None:
    said = [_said(hours) for hours in (73, CONTEXT / timedelta(hours=1), 1, 0, -1)]
    assert [line.hours_ago for line in lines_before(said, NOW)] == [72, 1, 0]


def test_a_line_of_ours_keeps_its_purpose() -> None:
    assert lines_before([_said(2, "out", "care")], NOW) == (Line("out", "好", 2, "care"),)
