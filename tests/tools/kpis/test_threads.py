"""What went to and fro is read as touches with answers, chats by the day, and waits."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from tests.builders import NOW
from tools.clock import at_shanghai, shanghai_day
from tools.kpis.caring import office_minutes
from tools.kpis.threads import Line, Thread, Wait, says_something, thread_of


def out(minutes: float, purpose: str = "care") -> Line:
    return Line(NOW + timedelta(minutes=minutes), "out", purpose, "")


def her(minutes: float, says: str = "这个怎么用呀") -> Line:
    return Line(NOW + timedelta(minutes=minutes), "in", "", says)


def thread(*lines: Line) -> Thread:
    return thread_of("m1", lines)


def minutes_of(waits: Sequence[Wait]) -> list[float | None]:
    return [(w.answered_at - w.asked_at).total_seconds() / 60 if w.answered_at else None for w in waits]


def test_what_answers_her_within_a_day_is_no_touch() -> None:
    found = thread(out(0), her(60), out(70, "reply"), out(60 + 24 * 60), out(61 + 24 * 60)).touches
    assert [touch.at for touch in found] == [NOW, NOW + timedelta(minutes=61 + 24 * 60)]


def test_only_what_passed_as_care_is_care() -> None:
    found = thread(out(0), out(10, "after_sale"), out(20, "product_list"), out(30, ""), out(40, "reply")).touches
    assert [touch.is_care for touch in found] == [True, True, False, False, False]


def test_the_tail_of_an_answer_is_no_care() -> None:
    assert [touch.is_care for touch in thread(out(0, "reply"), out(1.5)).touches] == [False, False]
    assert [touch.is_care for touch in thread(out(0, "reply"), out(2)).touches] == [False, True]


def test_a_touch_knows_her_next_word_and_whether_it_said_something() -> None:
    first, second, third = thread(out(0), her(5, "嗯嗯"), out(3000), her(3005, "孩子这两天好多了"), out(9000)).touches
    assert (first.answered_at, first.is_real_answer) == (NOW + timedelta(minutes=5), False)
    assert second.is_real_answer
    assert third.answered_at is None
    assert thread(her(0), out(3000), out(9000)).unanswered == 2


@pytest.mark.parametrize("text", ["嗯", "谢谢您", "好的好的收到了", "👍👍👍👍👍", "可以呀没问题", "……"])
def test_a_nod_says_nothing(text: str) -> None:
    assert not says_something(text)


@pytest.mark.parametrize("text", ["用了，挺好用的", "谢谢，我明天去问问医生", "什么时候到货"])
def test_more_than_a_nod_says_something(text: str) -> None:
    assert says_something(text)


def test_a_chat_is_hers_to_begin_and_is_answered_on_the_same_day_or_not_at_all() -> None:
    night = (at_shanghai(shanghai_day(NOW), 23, 50) - NOW).total_seconds() / 60
    found = thread(out(0), her(5), out(9, "reply"), her(night + 1440), out(night + 1460, "reply"), her(night + 1500))
    assert minutes_of(found.chats) == [None]
    assert minutes_of(thread(her(0), her(2), out(7, "reply"), her(9), out(10, "reply")).chats) == [7]


def test_she_waits_from_her_first_word_until_our_answer_and_a_nod_waits_for_nothing() -> None:
    found = thread(her(0), her(2), out(7, "reply"), her(9, "好的谢谢"), her(20), out(21, "reply"), her(30))
    assert minutes_of(found.waits) == [7, 1, None]


def test_care_of_another_day_is_no_answer_but_a_late_reply_is_one() -> None:
    assert minutes_of(thread(her(0), out(3000)).waits) == [None]
    assert minutes_of(thread(her(0), out(3000, "reply")).waits) == [3000]


def test_the_night_does_not_count_while_the_shop_is_closed() -> None:
    evening, morning = at_shanghai(shanghai_day(NOW), 20, 58), at_shanghai(shanghai_day(NOW) + timedelta(days=1), 9, 5)
    assert office_minutes(Wait(evening, morning)) == 7
    assert office_minutes(Wait(evening, evening + timedelta(minutes=1))) == 1
