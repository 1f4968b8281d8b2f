"""What she writes in several short messages is read as one thought, and a colleague's own word ends it."""

import pytest

from tests.builders import NOW, make_draft, make_member, make_message
from tools.checks import Line
from tools.conversations.breath import triage_in_breath
from tools.conversations.record import Words, record
from tools.database import Database
from tools.models import Draft

_MINUTE = 1 / 60


def _said(*texts: str, apart: float = _MINUTE) -> tuple[Line, ...]:
    count = len(texts)
    return tuple(Line("in", text, (count - at) * apart) for at, text in enumerate(texts))


@pytest.mark.parametrize(
    ("first", "second", "route"),
    [("胎动", "少了", "medical"), ("我不想", "活了", "crisis"), ("见", "红了", "medical")],
)
def test_two_halves_of_an_alarm_are_read_together(first: str, second: str, route: str) -> None:
    assert triage_in_breath(second, (), minor=False).route is None
    assert triage_in_breath(second, _said(first), minor=False).route == route


def test_halves_of_different_hours_are_not_one_breath() -> None:
    assert triage_in_breath("少了", _said("胎动", apart=3.0), minor=False).route is None


def test_our_own_word_between_them_ends_the_breath() -> None:
    lines = (*_said("胎动"), Line("out", "在的，您说。", _MINUTE / 2))
    assert triage_in_breath("少了", lines, minor=False).route is None


def test_an_alarm_that_was_raised_already_is_not_raised_by_a_thank_you() -> None:
    assert triage_in_breath("好的谢谢", _said("宝宝两个月，发烧38度5"), minor=False).route is None


def test_a_colleagues_own_message_lets_waiting_replies_step_aside(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        make_message(session, message_id="in1")
        reply = make_draft(session, answers_message_id="in1").id
        listed = make_draft(session, kind="product_list").id
        record(session, Words("m1", "我来回您", direction="out", sender="r1"), now=NOW)
    with database.reading() as session:
        stepped = session.get_one(Draft, reply)
        assert (stepped.state, stepped.decision_reason) == ("superseded", "human_answered")
        assert session.get_one(Draft, listed).state == "proposed"
