"""What an ask for goods limits, and what is an ask at all: said back in every style, named where nothing fits."""

from typing import Any

import pytest

from tests.agent.shelf import ASK, blocking, listed, stock
from tests.agent.shop import Shop, texts
from tools.members.find import get


@pytest.mark.parametrize(
    ("ask", "said", "left"),
    [
        ("浴巾有哪些？一百以内的", "100元以内", "羊毛浴巾没列，不在您说的价位里"),
        ("浴巾有哪些？不要羊毛的", "不要羊毛", "羊毛浴巾没列，带您不要的羊毛"),
        ("浴巾有哪些？我对羊毛过敏", "避开羊毛", "羊毛浴巾没列，含您要避开的羊毛"),
        ("想送我婆婆条浴巾，你们有哪些，一百以内", "送婆婆、100元以内", "羊毛浴巾没列，不在您说的价位里"),
    ],
)
def test_what_an_ask_limits_is_said_back_in_every_style_and_passes_the_gate(
    shop: Shop, ask: str, said: str, left: str
) -> None:
    stock(shop, {"name": "纱布浴巾", "price_fen": 8900}, {"name": "羊毛浴巾", "price_fen": 12850})
    proposal = shop.ask(ask, kind="product_list")
    assert len(proposal.drafts) == 3
    for draft in proposal.drafts:
        assert [entry["sku"] for entry in draft.attachments] == ["K0"]
        assert said in draft.text
        assert left in draft.text
        assert blocking(shop, draft) == set()


def test_a_known_allergy_is_told_as_known_where_she_lets_us_and_never_as_her_wish(shop: Shop) -> None:
    stock(shop, {"name": "纱布浴巾"}, {"name": "羊毛浴巾"})
    with shop.database.writing() as session:
        get(session, "m1").tags = ["羊毛过敏"]
        get(session, "m1").consent_sensitive = ["tags"]
    told = texts(shop.ask(ASK, message_id="w1"))
    assert all("含羊毛，您说过要避开" in text and "不要" not in text for text in told)
    with shop.database.writing() as session:
        get(session, "m1").consent_sensitive = []
    silent = shop.ask(ASK, message_id="w2")
    assert [entry["sku"] for entry in silent.drafts[0].attachments] == ["K0"]
    assert not any("羊毛" in text or "过敏" in text for text in texts(silent))


@pytest.mark.parametrize(
    ("ask", "columns"),
    [
        ("浴巾有哪些？五十以内的", {}),
        ("浴巾有哪些？要绿色的", {"name": "浴巾 粉色"}),
        ("浴巾有哪些？80码的", {"name": "浴巾 66码"}),
        ("浴巾有哪些？不要香味的", {"name": "浴巾 花香"}),
    ],
)
def test_when_one_limit_keeps_all_out_each_style_names_it(shop: Shop, ask: str, columns: dict[str, Any]) -> None:
    stock(shop, {"name": "纱布浴巾", "price_fen": 9900, **columns})
    proposal = shop.ask(ask, kind="product_list")
    assert len({draft.text for draft in proposal.drafts}) == 3
    assert all(draft.kind == "reply" and not draft.attachments for draft in proposal.drafts)
    assert all(any(word in text for word in ("50元", "绿色", "80码", "香味")) for text in texts(proposal))


@pytest.mark.parametrize(
    ("message", "sku"),
    [
        ("老伴半夜总喊脚冷，打算给他弄点暖和的", "K0"),
        ("起夜老磕着，想添个小灯", "K1"),
        ("舅妈爱喝茶，中秋去看看她，拎点啥合适", "K2"),
    ],
)
def test_a_wish_for_what_we_have_is_an_ask_for_it(shop: Shop, message: str, sku: str) -> None:
    stock(shop, {"name": "眠山 驼绒毯"}, {"name": "木芽 感应灯"}, {"name": "谷满 白茶"})
    assert listed(shop, message, kind="product_list") == [sku]


@pytest.mark.parametrize(
    "message",
    [
        "毯子破了个口，给我换一条新的",
        "上次买的感应灯怎么装",
        "白茶喝完胃里不舒服，要不要停",
        "毯子先不买了，想想再说",
        "今天买菜碰到下雨，想找个地方躲",
    ],
)
def test_service_use_and_refusal_are_no_wish(shop: Shop, message: str) -> None:
    stock(shop, {"name": "眠山 驼绒毯"}, {"name": "木芽 感应灯"}, {"name": "谷满 白茶"})
    assert listed(shop, message) == []


def test_what_we_do_not_carry_is_said_in_every_style_and_nothing_is_put_in_its_place(shop: Shop) -> None:
    stock(shop, {"name": "眠山 驼绒毯"}, {"name": "木芽 感应灯"})
    drafts = shop.ask("你们家有空气炸锅吗？列给我看看").drafts
    assert len(drafts) == 3
    assert all("空气炸锅" in draft.text and "没有" in draft.text and not draft.attachments for draft in drafts)
