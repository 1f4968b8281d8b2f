"""A text for a member passes only when nothing in it sells, claims, treats, reveals or makes up."""

from dataclasses import replace
from typing import Any

import pytest

from tools.checks import Finding, Grounds, Inspection, Line, inspect, verdict
from tools.checks.inspection import Kind

CARE = Inspection("care")
REPLY = Inspection("reply")


def _rules(text: str, setting: Inspection = CARE) -> set[str]:
    return {found.rule for found in inspect(text, setting)}


@pytest.mark.parametrize(
    "text",
    [
        "李姐，快20周啦。早点约大排畸能挑个舒服的时段，以您产检医生的安排为准，不用回我。",
        "今天去买菜的话，挑点深绿色的叶子菜就很好。",
        "打折扣的睡眠也算睡眠，白天补二十分钟。",
        "您上次说“优惠再告诉我”，我记着呢，这阵子就不打扰您了。",
        "免费热线12320可以问疫苗的事，白天好打一点。",
        "别急着囤东西，新生儿衣服两三件先够。",
        "第一次胎动像小鱼吐泡泡，最好问问医生什么时候会有。",
    ],
)
def test_plain_care_passes(text: str) -> None:
    setting = replace(CARE, grounds=Grounds(numbers=frozenset({"20"})))
    assert verdict(inspect(text, setting)) == "pass"


@pytest.mark.parametrize("act", ["今天下单立减50元", "点链接看看", "给您留了一件", "来店里坐坐", "券快过期啦"])
def test_a_selling_act_after_any_care_blocks(act: str) -> None:
    assert verdict(inspect("天冷了，早晚加件衣服。" + act, CARE)) == "block"


@pytest.mark.parametrize("text", ["今天下 单立减50", "今天吓单立减50", "今天下\u200b單立減50", "今天下🔥单立减50"])
def test_a_disguise_changes_nothing(text: str) -> None:
    assert verdict(inspect(text, CARE)) == "block"


def test_a_finding_points_at_the_original_words() -> None:
    text = "天冷了～快去下 單吧"
    found = next(one for one in inspect(text, CARE) if one.rule == "SALES-CTA")
    assert "下 單" in text[found.start : found.end]


def test_naming_products_is_no_sale_once_she_asked_but_pressure_is() -> None:
    grounds = Grounds(prices_fen=frozenset({10900}), names=frozenset({"棉朵 纱布浴巾"}))
    asked = Inspection("product_list", asked_products=True, grounds=grounds)
    assert verdict(inspect("应您要求整理：棉朵 纱布浴巾 109元，价格以页面为准。", asked)) == "pass"
    assert verdict(inspect("应您要求整理：棉朵 纱布浴巾 109元，手慢无，马上要涨价了。", asked)) == "block"


def test_a_price_must_be_on_record() -> None:
    asked = Inspection("reply", asked_price=True, grounds=Grounds(prices_fen=frozenset({16800})))
    assert "PRICE" not in _rules("身体乳是168元，不着急。", asked)
    assert "PRICE" in _rules("身体乳是158元，不着急。", asked)
    assert "PRICE" in _rules("身体乳现在到手价158，不着急。", asked)
    assert "PRICE" in _rules("身体乳￥158，不着急。", asked)


def test_everyday_numbers_are_no_prices() -> None:
    assert not _rules("每天喝一杯奶，走10分钟，两次就好，睡前2小时别看手机。")


def test_a_link_must_be_on_record() -> None:
    known = "https://shop.example.com/p/1"
    asked = Inspection("reply", asked_products=True, grounds=Grounds(urls=frozenset({known})))
    assert "LINK" not in _rules(f"在这里：{known}", asked)
    assert "LINK" in _rules("在这里：https://other.example.com/p/1", asked)


def test_only_public_hotlines_are_phone_numbers() -> None:
    assert "PHONE" not in _rules("难受可以打12356，急了打120。")
    assert "PHONE" in _rules("有事打13800138000找我。")


def test_a_week_must_be_hers() -> None:
    setting = Inspection("care", stage="pregnancy", stage_weeks=28)
    assert "STAGE" not in _rules("您现在28周啦，睡觉侧着舒服些。", setting)
    assert "STAGE" in _rules("您现在34周啦，睡觉侧着舒服些。", setting)
    assert "STAGE" not in _rules("大排畸一般在20到24周做。", setting)


@pytest.mark.parametrize(("months", "is_hers"), [(20, True), (8, False), (30, False)])
def test_years_said_before_months_count_with_them(months: int, is_hers: bool) -> None:
    setting = Inspection("care", stage_months=months)
    for said in ("石榴一岁8个月了，够您追的。", "现在1岁8个月啦，够您追的。"):
        assert ("STAGE" not in _rules(said, setting)) is is_hers


def test_numbers_of_studies_need_a_fact() -> None:
    assert "AD-11" in _rules("研究显示睡得好孩子聪明。")
    assert "AD-11" in _rules("有50%的妈妈会这样。")
    assert "AD-11" not in _rules("有50%的妈妈会这样。", replace(CARE, grounds=Grounds(numbers=frozenset({"50%"}))))


def test_health_talk_carries_no_link() -> None:
    url = "https://shop.example.com/p/1"
    setting = Inspection("reply", asked_products=True, health_topic=True, grounds=Grounds(urls=frozenset({url})))
    assert "AD-19" in _rules(f"腿抽筋先拉伸，{url}", setting)


@pytest.mark.parametrize("kind", ["care", "reply", "after_sale", "product_list"])
def test_in_care_hold_only_the_fixed_reply_passes(kind: Kind) -> None:
    held = Inspection(kind, care_hold=True)
    assert "CARE-HOLD" in _rules("今天天气好。", held)


def test_the_fixed_reply_may_speak_of_the_child_only_to_stop() -> None:
    held = Inspection("fixed_reply", care_hold=True)
    assert verdict(inspect("知道了，真的很难受。跟宝宝有关的提醒我都停了，不会再发。", held)) == "pass"
    assert "CARE-HOLD" in _rules("知道了。宝宝在天上会好的。", held)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("销量第一的棉品牌", "AD-09-3"),
        ("国家卫健委都推荐我们的湿巾", "AD-09-2"),
        ("媲美母乳的配方", "AD-20"),
        ("1段奶粉买二送一", "BMS-2"),
        ("进口奶源，保护肠道", "BMS-5"),
        ("这款益生菌提高免疫力", "FD-73"),
        ("防脱生发洗发水，三个月长满头", "COS-43"),
        ("见红正常的，再观察两天", "MED-REASSURE"),
        ("头疼吃一片布洛芬", "MED-DRUG"),
        ("看到您昨晚搜了验孕棒", "PI-7"),
        ("我是真人，不是机器人", "AI-3"),
        ("为了宝宝要坚强", "CONDOLENCE"),
        ("肚子尖，八成是男孩", "SEX-1"),
    ],
)
@pytest.mark.parametrize("kind", ["care", "reply"])
def test_what_the_law_or_safety_forbids_blocks(text: str, rule: str, kind: Kind) -> None:
    found = inspect(text, Inspection(kind))
    assert rule in {one.rule for one in found}
    assert verdict(found) == "block"


def test_a_title_needs_a_credential() -> None:
    assert "AI-5" in _rules("我是营养师，这样吃就好。")
    assert "AI-5" not in _rules("我是营养师，这样吃就好。", replace(CARE, credential="公共营养师三级"))


def test_a_promise_is_noted_for_the_rep() -> None:
    found = inspect("单号晚点发您。", REPLY)
    assert [(one.rule, one.verdict) for one in found] == [("PROMISE", "warn")]
    assert verdict(found) == "warn"


def test_product_talk_after_care_is_one_sale_unless_she_asked_between() -> None:
    care = Line("out", "半夜抽筋就把脚尖往回勾。", 19)
    ask = Line("in", "你们有护腿的吗", 3)
    text = "上次说的腿抽筋，这款您试试，给您寄一个"
    assert "SALES-SEQUENCE" in _rules(text, Inspection("care", context=(care,)))
    assert "SALES-SEQUENCE" not in _rules(text, Inspection("care", context=(care, ask)))


def test_after_sale_may_name_what_she_owns() -> None:
    owned = Inspection("after_sale", own_products=frozenset({"暖木 恒温水壶 1.5L"}))
    text = "您的暖木 恒温水壶 1.5L到家一周了，第一次用先煮两壶清水倒掉。"
    assert verdict(inspect(text, owned)) == "pass"
    assert verdict(inspect(text + "再带一个送人吧", owned)) == "block"


def test_the_brand_stays_out_of_care() -> None:
    branded = replace(CARE, brand_words=frozenset({"棉朵"}))
    assert "SALES-BRAND" in _rules("棉朵祝您今天睡个好觉。", branded)


def test_a_strict_formula_brand_needs_a_signature() -> None:
    strict = replace(CARE, bms_brand=True, stage="pregnancy")
    assert verdict(inspect("天冷了，早点睡。", strict)) == "hold"


@pytest.mark.parametrize("text", ["", "  ", "\u200b"])
def test_an_empty_text_blocks(text: str) -> None:
    assert _rules(text) == {"EMPTY-TEXT"}


def test_a_very_long_text_blocks() -> None:
    assert "TOO-LONG" in _rules("天冷了。" * 25_000)


def test_a_check_that_breaks_blocks() -> None:
    nameless: Any = frozenset({None})
    broken = replace(CARE, own_products=nameless)
    found = inspect("天冷了。", broken)
    assert [one.rule for one in found] == ["CHECK-FAILED"]
    assert verdict(found) == "block"


def test_the_gravest_verdict_counts() -> None:
    warn, hold = Finding("A", "warn", 0, 1, ""), Finding("B", "hold", 0, 1, "")
    assert verdict([]) == "pass"
    assert verdict([warn]) == "warn"
    assert verdict([warn, hold]) == "hold"
    assert verdict([warn, Finding("C", "route", 0, 1, "")]) == "block"


def test_a_smile_without_a_word_sells_nothing() -> None:
    assert inspect("\U0001f642", Inspection(kind="care")) == ()
