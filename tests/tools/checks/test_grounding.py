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
    ours = (
        "PRICE",
        "NUMBER",
        "DATE",
        "PROMISE-TIME",
        "PROMISE-LONG",
        "PROMISE-GROUND",
        "STOCK",
        "ORDER-STATE",
        "SAID",
        "CALL",
        "LINK",
        "PHONE",
        "STAGE",
    )
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
        ("退款一周内到账。", "PROMISE-GROUND"),
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


PROMISES = ("PROMISE-TIME", "PROMISE-LONG", "PROMISE-GROUND", "DATE", "NUMBER")
HOUSE = replace(REPLY, promises={"dispatch": ("48小时",), "refund": ("3个工作日",)})


def _promised(text: str, setting: Inspection = HOUSE) -> set[str]:
    return {finding.rule for finding in inspect(text, setting) if finding.rule in PROMISES}


@pytest.mark.parametrize(
    ("kept", "changed", "rule"),
    [
        ("今天下班前回您。", "今天凌晨五点前回您。", "PROMISE-TIME"),
        ("今天五点半前给您答复。", "今天九点半前给您答复。", "PROMISE-TIME"),
        ("明早给您打电话。", "明早六点给您打电话。", "PROMISE-TIME"),
        ("我去问，三点前回您。", "我去问，晚上十一点前回您。", "PROMISE-TIME"),
        ("5小时内给您消息。", "13小时后给您消息。", "PROMISE-TIME"),
        ("下班前给您打电话。", "今天上午九点给您打电话。", "PROMISE-TIME"),
        ("三天内联系您。", "七天内联系您。", "PROMISE-LONG"),
        ("周五前给您答复。", "下周五前给您答复。", "PROMISE-LONG"),
        ("3月6号前给您答复。", "3月26号前给您答复。", "PROMISE-LONG"),
        ("48小时内发出。", "24小时内发出。", "PROMISE-GROUND"),
        ("两天内发货。", "一周内发货。", "PROMISE-GROUND"),
        ("退款三个工作日内到账。", "退款一个工作日内到账。", "PROMISE-GROUND"),
        ("退款3个工作日内到账。", "退款5个工作日内到账。", "PROMISE-GROUND"),
        ("明天补发给您。", "三天内补发给您。", "PROMISE-GROUND"),
    ],
)
def test_a_promise_that_is_changed_loses_its_ground(kept: str, changed: str, rule: str) -> None:
    assert _promised(kept) == set()
    assert _promised(changed) == {rule}


def test_a_promise_is_found_with_its_words_and_the_reason() -> None:
    text = "芸姐，别担心，24小时内发出。"
    (found,) = [one for one in inspect(text, HOUSE) if one.rule == "PROMISE-GROUND"]
    assert (text[found.start : found.end], found.verdict) == ("24小时内", "hold")
    assert "24小时内" in found.message


@pytest.mark.parametrize("told", ["24小时", "一天"])
def test_her_own_words_and_the_page_are_a_ground_for_a_length_of_time(told: str) -> None:
    text = f"{told}内发出。"
    bare = replace(REPLY, grounds=replace(KNOWN, said=()))
    heard = replace(REPLY, grounds=replace(KNOWN, said=(f"页面写着{told}发货",)))
    on_page = replace(REPLY, grounds=replace(KNOWN, numbers=frozenset({told})))
    assert "PROMISE-GROUND" in _promised(text, bare)
    assert _promised(text, heard) == set()
    assert _promised(text, on_page) == set()


def test_a_company_may_give_itself_longer_for_an_answer() -> None:
    assert _promised("七天内给您答复。") == {"PROMISE-LONG"}
    assert _promised("七天内给您答复。", replace(HOUSE, promises={"answer": ("7天",)})) == set()


@pytest.mark.parametrize(
    "text",
    [
        "银行一般一到三天内到账。",
        "您三天内联系医生就行。",
        "两小时内去医院。",
        "周五您去产检吗？",
        "下下周再看也不迟。",
    ],
)
def test_a_time_that_is_not_ours_is_no_promise(text: str) -> None:
    assert not _promised(text) & {"PROMISE-TIME", "PROMISE-LONG", "PROMISE-GROUND"}


def test_at_night_a_promise_is_held_against_the_desk_hours() -> None:
    late = replace(HOUSE, grounds=replace(KNOWN, now=NOW.replace(hour=21, minute=30)))
    assert _promised("一小时内回您。", late) == {"PROMISE-TIME"}
    assert _promised("十三小时内回您。", late) == set()
    assert _promised("明天上午回您。", late) == set()


@given(st.integers(min_value=0, max_value=23), st.integers(min_value=1, max_value=23))
def test_an_hour_of_today_stands_only_while_it_is_ahead_and_somebody_is_there(now: int, promised: int) -> None:
    setting = replace(HOUSE, grounds=replace(KNOWN, now=NOW.replace(hour=now)))
    is_fine = promised > now and 9 <= promised <= 21
    text = f"今天{'早上' if promised < 12 else '晚上'}{promised}点前回您。"
    assert ("PROMISE-TIME" in _promised(text, setting)) is not is_fine


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
