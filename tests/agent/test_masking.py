"""What names her or us becomes a placeholder on its way out, and comes back in the draft."""

from dataclasses import replace

import pytest

from agent.masking import Veil
from agent.toolbox import Toolbox
from tests.agent.shop import Shop
from tests.builders import NOW, REP, make_order
from tools.members.find import get

pytestmark = pytest.mark.in_turn


@pytest.fixture
def toolbox(shop: Shop) -> Toolbox:
    with shop.database.writing() as session:
        member = get(session, "m1")
        member.children = [*member.children, {"birthday": "2020-01-01", "nickname": "大米"}]
        member.wecom_external_userid = "wmAbCdEfGh12345"
        make_order(session, order_id="XO-77")
    return Toolbox(shop.database, shop.workshop.librarian, REP, NOW)


@pytest.fixture
def veil(toolbox: Toolbox) -> Veil:
    return Veil(toolbox.read_identifiers("m1"), toolbox.read_member("m1"), "Lin")


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("我是陈小芸", "我是{call}"),
        ("陳小芸 / 陈 小 芸 / 小芸", "{call} / {call} / {call}"),
        ("芸姐，小豆和大米", "{call}，{baby}和{child1}"),
        ("我是Lin，LIN！", "我是{rep}，{rep}！"),
        ("Zhou帮我看看", "{colleague1}帮我看看"),
        ("Linux", "Linux"),
        ("电话138 0000-0000", "电话{phone1}"),
        ("１３９１２３４５６７８", "{phone1}"),
        ("+86 139-1234-5678 或 010-12345678", "{phone1} 或 {phone2}"),
        ("一三九一二三四五六七八", "{phone1}"),
        ("yun.chen@example.com", "{mail1}"),
        ("身份证11010119900307123X", "身份证{id1}"),
        ("卡号6222 0212 3456 7890", "卡号{number1}"),
        ("订单XO-77到了吗", "订单{order1}到了吗"),
        ("单号：SF1234567890", "单号：{order1}"),
        ("wmAbCdEfGh12345 和 wmZzYyXxWw99", "{wecom1} 和 {wecom2}"),
        ("微信号：yunyun88", "微信号：{wecom1}"),
        ("寄到上海市浦东新区张杨路500号3栋1202室", "{address1}"),
        ("收货人：王小明", "收货人：{person1}"),
        ("我叫王晓梅", "我叫{person1}"),
        ("车牌沪A·12345", "车牌{plate1}"),
        ("m1", "{wecom1}"),
        ("QQ：2345678", "QQ：{wecom1}"),
        ("取件码8-3-2047", "取件码{code1}"),
        ("验证码是 830471", "验证码是 {code1}"),
    ],
)
def test_what_names_somebody_is_hidden_and_comes_back(veil: Veil, said: str, left: str) -> None:
    hidden = veil.hide(said)
    assert hidden.removeprefix("寄到").endswith(left) if "address" in left else hidden == left
    shown = veil.show(hidden)
    assert veil.hide(shown) == hidden
    assert "1}" not in shown


@pytest.mark.parametrize(
    "said",
    [
        "怀孕29周，宝宝3岁8个月",
        "胎动12小时30次",
        "每天走路30分钟",
        "凌晨3点才睡，5楼爬得累",
        "我叫不醒他",
        "110、120、12356",
    ],
)
def test_what_names_nobody_stays(veil: Veil, said: str) -> None:
    assert veil.hide(said) == said


def test_the_same_value_has_the_same_placeholder_in_every_text_of_a_turn(veil: Veil) -> None:
    assert veil.hide("13911112222") == "{phone1}"
    assert veil.hide("打13911112222，别打13933334444") == "打{phone1}，别打{phone2}"


def test_a_sealed_id_has_no_way_back_and_the_same_id_in_her_words_has_one(veil: Veil) -> None:
    sealed = veil.seal("order", "XO-77")
    assert (veil.seal("order", "XO-77"), veil.show(sealed)) == (sealed, sealed)
    hidden = veil.hide("订单XO-77到了吗")
    assert sealed not in hidden
    assert veil.show(hidden) == "订单XO-77到了吗"


def test_words_that_are_kept_come_back_as_they_are(veil: Veil) -> None:
    kept = veil.keep("money", "3份实付63元")
    assert veil.show(f"帮您看了，{kept}。") == "帮您看了，3份实付63元。"


def test_a_child_she_did_not_consent_to_speak_of_has_no_way_back(toolbox: Toolbox, shop: Shop) -> None:
    with shop.database.writing() as session:
        get(session, "m1").consent_sensitive = []
    veil = Veil(toolbox.read_identifiers("m1"), toolbox.read_member("m1"), "Lin")
    assert veil.hide("小豆和大米") == "[child]和[child]"
    assert veil.show("[child]") == "[child]"


def test_a_one_character_nickname_is_hidden_only_where_it_stands_alone(toolbox: Toolbox) -> None:
    known = replace(toolbox.read_identifiers("m1"), names=("云",), child_names=())
    veil = Veil(known, replace(toolbox.read_member("m1"), call="云", child=None), "Lin")
    assert veil.hide("我是云，今天白云很多") == "我是{call}，今天白云很多"


@pytest.mark.parametrize("said", ["Kiſſ", "KISS", "kı s s", "KİSS"])
def test_a_name_is_hidden_whatever_counts_as_the_same_letter(toolbox: Toolbox, said: str) -> None:
    veil = Veil(replace(toolbox.read_identifiers("m1"), names=("Kiss",)), toolbox.read_member("m1"), "Lin")
    assert veil.hide(f"我是{said}。") == "我是{call}。"


def test_a_name_is_hidden_beside_another_that_was_hidden_before_it(toolbox: Toolbox) -> None:
    known = replace(toolbox.read_identifiers("m1"), names=("欧阳小芸", "小芸", "芸"))
    veil = Veil(known, toolbox.read_member("m1"), "Lin")
    assert veil.hide("欧阳小芸，小芸，芸。") == "{call}，{call}，{call}。"
