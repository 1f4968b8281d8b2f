"""A time that is said without a date is a day all the same: seen from the day it is said, the earlier of two."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tools.checks import Grounds, Inspection, inspect
from tools.checks.normalise import readable
from tools.checks.promises import promises
from tools.checks.vague_times import vague_times

SHANGHAI = ZoneInfo("Asia/Shanghai")
# A Wednesday.
NOW = datetime(2026, 3, 4, 10, 0, tzinfo=SHANGHAI)


def _due(text: str, now: datetime = NOW) -> list[tuple[str | None, date]]:
    return [(one.what, one.due.date()) for one in promises(readable(text).text, now)]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("这两天回您。", date(2026, 3, 5)),
        ("过两天联系您。", date(2026, 3, 6)),
        ("這幾天我查好告訴您。", date(2026, 3, 7)),
        ("周末前回您。", date(2026, 3, 6)),
        ("这周内回复您。", date(2026, 3, 8)),
        ("下周内给您答复。", date(2026, 3, 13)),
        ("月底前给您准信。", date(2026, 3, 31)),
        ("月中给您答复。", date(2026, 3, 15)),
        ("下个月初答复您。", date(2026, 4, 3)),
        ("五月底前给您答复。", date(2026, 5, 31)),
        ("二月底前给您答复。", date(2027, 2, 28)),
        ("年底前给您答复。", date(2026, 12, 31)),
        ("节前给您回电话。", date(2026, 4, 4)),
        ("国庆后给您打电话。", date(2026, 10, 8)),
        ("中秋前联系您。", date(2026, 9, 24)),
        ("年前给您消息。", date(2027, 2, 5)),
    ],
)
def test_a_promise_without_a_date_has_a_last_day_at_closing_time(text: str, due: date) -> None:
    assert _due(text) == [("answer", due)]
    assert promises(readable(text).text, NOW)[0].due.hour == 21


@pytest.mark.parametrize(
    ("said_on", "text", "due"),
    [
        (date(2026, 3, 31), "月底前回您", date(2026, 3, 31)),
        (date(2026, 12, 20), "月初给您答复", date(2027, 1, 3)),
        (date(2026, 12, 20), "下月底前给您答复", date(2027, 1, 31)),
        (date(2026, 3, 7), "周末前回您", date(2026, 3, 8)),
        (date(2026, 9, 30), "节前回您", date(2026, 9, 30)),
        (date(2026, 2, 16), "春节前回您", date(2026, 2, 16)),
        (date(2026, 2, 18), "年后回您", date(2026, 2, 24)),
    ],
)
def test_it_is_seen_from_the_day_on_which_it_is_said(said_on: date, text: str, due: date) -> None:
    assert _due(text, datetime(said_on.year, said_on.month, said_on.day, 9, tzinfo=SHANGHAI)) == [("answer", due)]


@pytest.mark.parametrize(
    "text",
    [
        "月底前您去产检就行。",
        "这两天您多休息。",
        "上月底发货的那件到了吗？",
        "两年前给您打过电话。",
        "春节前后都行，您定。",
        "情人节前回您家看看。",
        "医院月底前会联系您。",
        "您这两天方便给我回个话吗？",
        "十三月底回您。",
    ],
)
def test_her_own_time_the_past_and_what_binds_nobody_are_no_promise(text: str) -> None:
    assert _due(text) == []


def test_an_exact_time_beside_it_says_it_better() -> None:
    assert _due("这两天内回您。") == [("answer", date(2026, 3, 6))]
    assert _due("下周五前回您。") == [("answer", date(2026, 3, 13))]


def test_something_looked_into_by_then_is_answered_in_the_next_clause() -> None:
    assert _due("我这两天查查，有结果告诉您。") == [("answer", date(2026, 3, 5))]
    assert _due("您这两天歇着，有空给您打电话。") == []


def test_an_answer_put_off_too_far_waits_for_a_supervisor_and_a_near_one_does_not() -> None:
    setting = Inspection("reply", grounds=Grounds(now=NOW, is_complete=True))

    def rules(text: str) -> set[str]:
        return {one.rule for one in inspect(text, setting) if one.rule.startswith("PROMISE-")}

    assert rules("我问清楚，这两天回您。") == set()
    assert rules("我问清楚，月底前回您。") == {"PROMISE-LONG"}


def test_every_way_to_say_a_time_ends_on_a_day_that_is_not_over() -> None:
    for text in ("这两天", "月初", "月底", "下周", "节前", "年后", "端午前", "清明前"):
        for month in range(1, 13):
            today = date(2026, month, 28)
            ((_, day),) = vague_times(text, today)
            assert day >= today, (text, today)
