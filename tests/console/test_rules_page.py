"""The page of rules shows each with its examples and tries a text without keeping it."""

import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.services import Services
from tests.console.conftest import Visitor, words_of

pytestmark = pytest.mark.in_turn


def test_every_family_is_shown_with_examples(rep: Visitor) -> None:
    page = rep.get("/rules").text
    assert "AD-09-3" in page
    assert "CRISIS-SUICIDE" in page
    assert "来信：丧失" in page


def test_a_search_leaves_what_fits(rep: Visitor) -> None:
    page = rep.get("/rules?q=SEX-1").text
    assert "SEX-1" in page
    assert "AD-09-3" not in page
    assert "没有这样的规则" in rep.get("/rules?q=nothing-of-the-kind").text


def test_a_tried_draft_is_marked_where_it_sells(rep: Visitor) -> None:
    rep.get("/rules")
    page = rep.post("/rules/try", text="天冷了<b>。给您留了一件", direction="out").text
    assert "<mark" in page
    assert "给您留了" in page
    assert "&lt;b&gt;" in page


def test_a_tried_message_shows_whom_it_calls(rep: Visitor) -> None:
    rep.get("/rules")
    page = rep.post("/rules/try", text="我不想活了", direction="in").text
    assert "危机" in page
    assert "转真人" in page


def test_a_blank_text_is_only_the_page_again(rep: Visitor) -> None:
    rep.get("/rules")
    answer = rep.post("/rules/try", text="  ", direction="in")
    assert answer.status_code == 200
    assert "<mark" not in answer.text


def test_what_may_be_promised_is_shown_and_a_companys_own_word_comes_first(services: Services) -> None:
    workshop = services.workshop
    gate = replace(workshop.gate, promises={"dispatch": ("48小时", "2天")})
    promising = replace(services, workshop=replace(workshop, gate=gate))
    with TestClient(create_app(promising), headers={"Accept": "text/html"}, follow_redirects=False) as client:
        visitor = Visitor(client)
        visitor.sign_in("r1")
        page = words_of(visitor.get("/rules"))
    assert "发货 48小时 或 2天（本店承诺）" in page
    assert "答复她 本店没有另外承诺；文字里最多推 4 天" in page


def test_each_rule_says_how_it_judges_whom_it_calls_and_what_excuses(rep: Visitor) -> None:
    page = words_of(rep.get("/rules?q=SEX-1"))
    assert "出现就算" in page
    assert "怎么判的" in page
    called = words_of(rep.get("/rules?q=CRISIS-VIOLENCE"))
    assert "叫人：紧急求助 · S1 立即" in called
    assert "同句有这些就不算" in called
    assert "分类器也这么看才算" in words_of(rep.get("/rules?q=PRIVACY-SCAM"))
    assert "分类器觉得有 4% 可能就算" in words_of(rep.get("/rules?q=CRISIS-ACT-SUICIDE"))
    assert "没有固定的说法" in words_of(rep.get("/rules?q=SALES-SEQUENCE-CARE"))
    assert "只管：主动关怀" in words_of(rep.get("/rules?q=SALES-SEQUENCE-CARE"))
    assert "母乳代用品：按法律底线" in called
    assert "她说的是别家、别人的事，不是我们" in words_of(rep.get("/rules?q=COMPLAINT-SERVICE"))
    assert "管这几种说法 问清单上的哪些从我们这里有" in words_of(rep.get("/rules?q=ASK-PRODUCTS"))
    assert "宝宝不肯吃，饭到嘴边吐出来" in words_of(rep.get("/rules?q=LIKE-MEDICAL-IN"))
    assert "只记给顾问、不叫人（分类器也要这么看）：做的梦" in called


def test_the_strict_profile_is_said(services: Services) -> None:
    workshop = services.workshop
    strict = replace(services, workshop=replace(workshop, gate=replace(workshop.gate, bms_brand=True)))
    with TestClient(create_app(strict), headers={"Accept": "text/html"}, follow_redirects=False) as client:
        visitor = Visitor(client)
        visitor.sign_in("r1")
        assert "母乳代用品：严格" in words_of(visitor.get("/rules"))


@pytest.mark.parametrize(
    ("text", "direction", "marked"),
    [
        ("換季了，現在下單立減50", "out", "下單"),
        ("现在下\u200b单立减50", "out", "下\u200b单"),
        ("今天 ✨下✨单✨ 有礼", "out", "下✨单"),
        ("满３００减４０", "out", "满３００减"),
        ("寶寶今天胎 動 少了好多", "in", "胎 動 少"),
        ("我不\u200b想\u200b活了", "in", "不\u200b想\u200b活"),
    ],
)
def test_what_is_marked_is_exactly_what_stood_there(rep: Visitor, text: str, direction: str, marked: str) -> None:
    rep.get("/rules")
    page = rep.post("/rules/try", text=text, direction=direction).text
    shown = [re.sub(r"<[^>]+>", "", one) for one in re.findall(r"<mark[^>]*>.*?</mark>", page)]
    assert marked in "".join(shown)
    assert "".join(shown) != text
