"""What a text states is on record, in any spelling; the finding names what is missing and where."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.checks import Finding, Grounds, Inspection, inspect
from tools.checks.grounding import Ware
from tools.checks.hidden import without_hidden
from tools.checks.normalise import readable
from tools.checks.numerals import quantities
from tools.checks.promises import promised_times

SHANGHAI = ZoneInfo("Asia/Shanghai")
# A Wednesday, 10:00.
NOW = datetime(2026, 3, 4, 10, 0, tzinfo=SHANGHAI)
TOWEL, QUILT = Ware("纱布浴巾", 9900, "90×90cm", 3), Ware("蚕丝被", 39800, stock=0)
KNOWN = Grounds(
    prices_fen=frozenset({9900, 39800}),
    names=frozenset({TOWEL.name, QUILT.name}),
    numbers=frozenset({"2小时", "10次", "28周"}),
    is_complete=True,
    wares=(TOWEL, QUILT),
    said=("下周三去产检，我睡得不踏实",),
    calls=frozenset({"芸姐", "陈女士"}),
    days=frozenset({date(2026, 3, 4)}),
    child_days=95,
    now=NOW,
)
REPLY = Inspection("reply", asked_price=True, asked_products=True, stage_months=3, grounds=KNOWN)


def _found(text: str, setting: Inspection = REPLY) -> list[Finding]:
    ours = ("PRICE", "NUMBER", "DATE", "PROMISE-TIME", "STOCK", "ORDER-STATE", "SAID", "CALL", "LINK", "PHONE", "STAGE")
    ours += ("PRODUCT-NAME", "HIDDEN-CHARS", "MARKUP", "INTERNAL")
    return [finding for finding in inspect(text, setting) if finding.rule in ours]


def _rules(text: str, setting: Inspection = REPLY) -> set[str]:
    return {finding.rule for finding in _found(text, setting)}


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("三百九十八块", "398", "元"),
        ("两千元", "2000", "元"),
        ("一百二十八块钱", "128", "元"),
        ("三百五块", "350", "元"),
        ("一百零五元", "105", "元"),
        ("三万八千元", "38000", "元"),
        ("1,299元", "1299", "元"),
        ("2.5k元", "2500", "元"),
        ("二十九周", "29", "周"),
        ("十分钟", "10", "分钟"),
        ("75g", "75", "g"),
    ],
)
def test_a_number_is_read_in_any_spelling(text: str, value: str, unit: str) -> None:
    (found,) = quantities(readable(text).text)
    assert (found.value, found.unit) == (Decimal(value), unit)


@given(st.integers(min_value=10, max_value=9_999_999))
def test_digits_are_read_as_written(number: int) -> None:
    (found,) = quantities(f"{number}元")
    assert found.value == number


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("纱布浴巾是九十八块。", "PRICE"),
        ("蚕丝被三百九十九元。", "PRICE"),
        ("蚕丝被￥388。", "PRICE"),
        ("蚕丝被2k就行。", "PRICE"),
        ("蚕丝被99元。", "PRICE"),
        ("一般3小时不少于10次。", "NUMBER"),
        ("大约三十二周再看。", "NUMBER"),
        ("10月3号给您看看。", "DATE"),
        ("十月三号去吧。", "DATE"),
        ("下周四去产检别紧张。", "DATE"),
        ("今天九点前回您。", "PROMISE-TIME"),
        ("今天晚上十一点前回您。", "PROMISE-TIME"),
        ("明天凌晨三点给您答复。", "PROMISE-TIME"),
        ("蚕丝被有现货。", ""),
        ("只剩2件了。", "STOCK"),
        ("您的快递已签收。", "ORDER-STATE"),
        ("您的退款已经到账了。", "ORDER-STATE"),
        ("退款一周内到账。", "ORDER-STATE"),
        ("您上次说喜欢打羽毛球。", "SAID"),
        ("您上次说“我要买三件”，都记着。", "SAID"),
        ("李姐，睡得好吗", "CALL"),
        ("宝宝刚满周岁啦。", "STAGE"),
        ("看这里 t.cn/abc123", "LINK"),
        ("weixin://dl/business", "LINK"),
        ("打我手机138 0013 8000", "PHONE"),
        ("加我微信号：abc12345", "PHONE"),
        ("一三八零零一三八零零零", "PHONE"),
        ("您好\u202e券", "HIDDEN-CHARS"),
        ("您\u200b好", "HIDDEN-CHARS"),
    ],
)
def test_what_is_not_on_record_is_found(text: str, rule: str) -> None:
    assert (rule in _rules(text)) or not rule


@pytest.mark.parametrize(
    "text",
    [
        "芸姐，纱布浴巾是99元，蚕丝被三百九十八块。",
        "每天2小时不少于10次。",
        "下周三产检别紧张。",
        "今天三点前回您。",
        "明天上午十点前给您答复。",
        "纱布浴巾有现货，还剩3件。",
        "蚕丝被眼下没有现货。",
        "快递收到了吗？",
        "退款到账了告诉我一声。",
        "您上次说睡得不踏实，好些了吗？",
        "您上次说“我睡得不踏实”，我记着。",
        "小豆快满百天啦。",
        "难受可以打12356，急了打120。",
        "这两天降温，多穿一件。",
        "早点睡👩‍👧，不用回我❤️",
    ],
)
def test_what_is_on_record_passes(text: str) -> None:
    assert _found(text) == []


def test_a_finding_quotes_the_words_it_is_about() -> None:
    text = "芸姐，蚕丝被三百九十九元，不着急。"
    (found,) = _found(text)
    assert text[found.start : found.end] == "三百九十九元"
    assert "三百九十九元" in found.message


def test_two_prices_that_change_places_are_both_wrong() -> None:
    assert len(_found("纱布浴巾398元，蚕丝被99元。")) == 2


def test_each_row_of_a_list_names_an_attached_product() -> None:
    setting = replace(REPLY, kind="product_list")
    assert "PRODUCT-NAME" not in _rules("应您要求：\n1. 纱布浴巾（90×90cm），99元，有货", setting)
    assert "PRODUCT-NAME" in _rules("应您要求：\n1. 云柔浴巾（90×90cm），99元，有货", setting)


def test_where_the_record_is_not_at_hand_only_hard_figures_are_judged() -> None:
    assert _rules("每天走10分钟，您上次说累，10月3号再聊。", Inspection("reply")) == set()


def test_a_page_that_is_not_hers_any_more_lends_no_number() -> None:
    bare = replace(REPLY, grounds=replace(KNOWN, numbers=frozenset({"3次"}), wares=()))
    assert _rules("每天2小时不少于10次。", bare) == {"NUMBER"}


def test_the_moment_of_a_promise_is_read() -> None:
    def due(text: str) -> datetime:
        return next(promised_times(text, NOW))[2]

    assert due("今天三点前回您") == NOW.replace(hour=15)
    assert due("今天下午三点半给您答复") == NOW.replace(hour=15, minute=30)
    assert due("明天给您答复") == (NOW + timedelta(days=1)).replace(hour=21)
    assert list(promised_times("今天三点前您可以先歇会儿", NOW)) == []


@given(st.text(max_size=60))
def test_a_text_without_hidden_characters_has_no_such_finding(text: str) -> None:
    shown = without_hidden(text)
    assert "HIDDEN-CHARS" not in {finding.rule for finding in inspect(shown, Inspection("reply"))}
