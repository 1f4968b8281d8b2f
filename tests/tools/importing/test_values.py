"""Cells as exports write them become the values of the contract."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tools.clock import SHANGHAI
from tools.errors import BadInput
from tools.importing.cells import structures, times, values
from tools.importing.cells.consents import field_names
from tools.importing.parsing import read_row
from tools.money import yuan

MORNING = datetime(2026, 3, 4, 2, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-04T10:20:00",
        "2026-03-04 10:20:00",
        "2026-03-04 10:20",
        "2026/3/4 10:20",
        "2026/03/04 10:20:00",
        "2026-3-4 10:20",
        "2026.3.4 10:20:00",
        "2026年3月4日 10:20",
        "2026年3月4日10时20分",
        "2026-03-04T02:20:00Z",
        "2026/03/04 10:20:00+08:00",
        "20260304 10:20:00",
        "20260304102000",
        "２０２６-03-04 10：20",
    ],
)
def test_a_time_without_zone_is_shanghai_wall_time(written: str) -> None:
    assert times.moment(written) == MORNING


@pytest.mark.parametrize("written", ["2026-03-04", "2026/3/4", "2026.3.4", "20260304", "2026年3月4日", "2026-3-4 0:00"])
def test_a_day_is_read_however_it_is_written(written: str) -> None:
    assert times.day(written) == date(2026, 3, 4)


def test_a_day_with_a_zone_is_its_shanghai_day() -> None:
    assert times.day("2026-03-03T20:00:00Z") == date(2026, 3, 4)


@pytest.mark.parametrize(
    "written", ["", "soon", "2026-02-30", "3/4/2026", "46085.4", "0001-01-01", "2026-13-01", 12, True]
)
def test_what_is_no_time_is_refused_with_an_example(written: Any) -> None:
    with pytest.raises(BadInput, match="2026-03-04 10:20:00"):
        times.moment(written)


@given(
    st.datetimes(datetime(1930, 1, 1), datetime(2100, 1, 1)),
    st.sampled_from(["%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S"]),
)
@example(datetime(1940, 6, 1), "%Y-%m-%d %H:%M:%S")
def test_every_second_survives_writing_and_reading(wall: datetime, form: str) -> None:
    wall = wall.replace(microsecond=0)
    # In UTC: an hour that summer time skipped equals no other time, itself in another zone included.
    assert times.moment(wall.strftime(form)) == wall.replace(tzinfo=SHANGHAI).astimezone(UTC)


@given(st.datetimes(datetime(1930, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_a_time_with_a_zone_keeps_its_moment(moment: datetime) -> None:
    assert times.moment(moment.isoformat()) == moment


@given(st.integers(0, 10**12))
def test_every_amount_survives_writing_and_reading(fen: int) -> None:
    written = yuan(fen)
    assert values.money(written) == fen
    assert values.money(f"¥{fen // 100:,}.{fen % 100:02d}") == fen
    assert values.money(f"{written}元") == fen


@given(st.integers(0, 10**9))
def test_an_amount_from_json_survives_floating_point(fen: int) -> None:
    assert values.money(fen / 100) == fen


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        ("1,280.00", 128000),
        ("￥1,280", 128000),
        ("128元", 12800),
        ("１２８.５", 12850),
        ("CNY 128", 12800),
        ("299.90000000000003", 29990),
        ("0", 0),
        (".5", 50),
    ],
)
def test_money_is_read_with_signs_separators_and_units(written: str, fen: int) -> None:
    assert values.money(written) == fen


@pytest.mark.parametrize(
    "written", ["128,50", "1,28.00", "12.345", "-5", "abc", "NaN", "Infinity", "1_000", "9" * 30, True, [1]]
)
def test_doubtful_money_is_refused_and_never_guessed(written: Any) -> None:
    with pytest.raises(BadInput):
        values.money(written)


@pytest.mark.parametrize("written", ["true", "1", "是", "yes", "Y", "1.0", True, 1])
def test_yes_has_many_spellings(written: Any) -> None:
    assert values.flag(written) is True


@pytest.mark.parametrize("written", ["false", "0", "否", "no", "N", "0.0", False, 0])
def test_no_has_many_spellings(written: Any) -> None:
    assert values.flag(written) is False


def test_a_consent_that_nobody_knows_is_none() -> None:
    assert [values.consent(word) for word in ("同意", "拒绝", "未知")] == [True, False, None]


@pytest.mark.parametrize(
    ("group", "written", "meant"),
    [
        ("gender", "女", "F"),
        ("gender", "m", "M"),
        ("gender", "保密", ""),
        ("order_status", "已付款", "paid"),
        ("order_status", "已退款", "refunded"),
        ("order_status", "部分退款", "partly_refunded"),
        ("order_status", "已取消", "cancelled"),
        ("role", "客服", "rep"),
        ("role", "主管", "supervisor"),
        ("role", "会员经理", "member_manager"),
        ("role", "运营", "operator"),
        ("role", "老板", "owner"),
        ("role", "管理员", "admin"),
        ("direction", "客户", "in"),
        ("product_status", "下架", "off"),
        ("product_class", "配方奶粉", "formula"),
    ],
)
def test_chinese_words_of_the_contract_are_known(group: str, written: str, meant: str) -> None:
    assert values.one_of(group)(written) == meant


def test_an_unknown_word_is_refused_with_the_words_allowed() -> None:
    with pytest.raises(BadInput, match="paid, refunded, partly_refunded, cancelled"):
        values.one_of("order_status")("等待买家付款")


def test_a_number_that_a_spreadsheet_rounded_is_refused() -> None:
    with pytest.raises(BadInput, match="text"):
        values.phone("1.38E+10")
    with pytest.raises(BadInput, match="text"):
        values.identity(64)("6.9E+18")


def test_ids_and_phones_lose_what_spreadsheets_add() -> None:
    assert read_row("members", {"member_id": '="00123"', "phone": "'138 0013-8000"})["member_id"] == "00123"
    assert values.phone("'138 0013-8000") == "13800138000"
    assert values.identity(64)("'00123") == "00123"
    assert values.identity(64)(42) == "42"


def test_an_id_longer_than_its_column_is_refused() -> None:
    with pytest.raises(BadInput, match="64"):
        values.identity(64)("x" * 65)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a|b", ["a", "b"]),
        ('["a","b"]', ["a", "b"]),
        (["a", "b"], ["a", "b"]),
        ("a||a| b ", ["a", "b"]),
        ("a，b、c", ["a，b、c"]),
    ],
)
def test_lists_come_with_bars_or_as_json(written: Any, read: list[str]) -> None:
    assert structures.texts(written) == read


def test_tags_are_also_separated_by_commas() -> None:
    assert structures.labels("宝妈，复购、高意向") == ["宝妈", "复购", "高意向"]


@pytest.mark.parametrize(
    "written",
    [
        '[{"birthday": "2025-03-01", "nickname": "小豆"}]',
        [{"birthday": "2025/3/1", "nickname": "小豆"}],
        '{"birthday": "2025-03-01", "nickname": " 小豆 "}',
    ],
)
def test_children_are_read_into_one_shape(written: Any) -> None:
    assert structures.children(written) == [{"birthday": "2025-03-01", "nickname": "小豆"}]


def test_plain_birthdays_are_children_too() -> None:
    assert structures.children("2025/3/1|2023-01-02") == [
        {"birthday": "2025-03-01", "nickname": ""},
        {"birthday": "2023-01-02", "nickname": ""},
    ]


@pytest.mark.parametrize(
    "written", ['[{"nickname": "小豆"}]', '[{"birthday": "soon"}]', '[{"birthday"', "[[1]]", '"x"']
)
def test_children_without_a_birthday_are_refused(written: str) -> None:
    with pytest.raises(BadInput):
        structures.children(written)


@pytest.mark.parametrize(
    "written", ['{"n": NaN}', '{"n": 1e400}', '{"t": "\\u0000"}', '{"t": "\\ud800"}', "[" * 9999, "9" * 5000]
)
def test_json_that_a_database_cannot_store_is_refused(written: str) -> None:
    with pytest.raises(BadInput):
        structures.parse_json(written)


def test_spend_is_read_from_json_or_pairs() -> None:
    assert structures.yearly_spend('{"奶粉": 6000, "尿裤": "3,000.5"}') == {"奶粉": 6000, "尿裤": 3000.5}
    assert structures.yearly_spend("奶粉:6000|尿裤：3000元") == {"奶粉": 6000, "尿裤": 3000}
    with pytest.raises(BadInput):
        structures.yearly_spend("奶粉")


def test_sensitive_consent_names_columns_in_either_language() -> None:
    assert field_names("due_date|宝宝生日") == ["due_date", "children"]
    with pytest.raises(BadInput, match="member column"):
        field_names("everything")


def test_a_link_that_runs_a_script_is_refused() -> None:
    assert values.link("https://shop.example/a?b=1") == "https://shop.example/a?b=1"
    assert values.link("localhost:8000/pictures/1.png") == "localhost:8000/pictures/1.png"
    for written in ("javascript:alert(1)", "data:text/html,x", "https://a b"):
        with pytest.raises(BadInput):
            values.link(written)
