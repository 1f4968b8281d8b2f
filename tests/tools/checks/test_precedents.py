"""Judged lines speak where no pattern does, and only with words of their own label."""

import pytest

from tools.checks import triage
from tools.checks.precedents import features, learn, read_precedents, resembling, weigh

LINES = [
    ("今天风大，出门戴帽子", "care"),
    ("早点睡，明天再说", "care"),
    ("这顶帽子就剩一个了", "sales"),
    ("给您留一顶帽子", "sales"),
]


def test_a_text_is_drawn_to_the_lines_it_resembles() -> None:
    weights = learn(LINES, "out")
    assert weigh("给您留一个", weights)["sales"] > 0
    assert weigh("风大早点睡", weights)["sales"] < 0


def test_a_text_of_unknown_characters_resembles_nothing() -> None:
    assert weigh("qqq", learn(LINES, "out")) == {}


def test_digits_and_concepts_are_features() -> None:
    assert "00" not in features("128")
    assert "0" in features("128")
    assert "#goods" in features("一条浴巾")


def test_every_precedent_has_a_label_of_the_contract() -> None:
    out = {label for _, label in read_precedents("out")}
    inbound = {label for _, label in read_precedents("in")}
    assert out == {"care", "sales", "illegal_ad", "medical_risk", "privacy"}
    safety = {"medical_risk", "crisis", "bereavement"}
    assert inbound == safety | {"benign", "asks_products", "complaint", "privacy", "opt_out"}


def test_one_selling_sentence_in_a_long_message_is_pointed_at() -> None:
    care = "天冷了,早晚加件衣服。睡前泡泡脚,水别太烫。"
    text = care + "您那双旧了,给您留了一双,周末来拿。"
    hit = resembling(text, "out")
    assert hit is None or hit.rule.label == "sales"
    assert resembling(care, "out") is None


@pytest.mark.parametrize(
    ("text", "route"),
    [("屋里静得很,没人陪我说话", None), ("早上那锅汤谁也没动", None), ("他跑得快,谁都追不上", None)],
)
def test_a_likeness_without_a_word_of_the_label_never_speaks(text: str, route: str | None) -> None:
    judged = triage(text)
    assert (judged.route, judged.intent == "opt_out") == (route, False)


@pytest.mark.parametrize(
    ("text", "cause"),
    [("家父辞世，暂不回复", "family"), ("小衣服我烧给他了，用不着了", "pregnancy_child")],
)
def test_a_loss_names_who_was_lost(text: str, cause: str) -> None:
    judged = triage(text)
    assert (judged.route, judged.cause) == ("bereavement", cause)


@pytest.mark.parametrize(
    ("text", "cause"),
    [("他又把我打进医院了", "violence"), ("我把他的头按进被子里了", "harm_child"), ("没什么可留恋的了", "suicide")],
)
def test_a_crisis_names_its_kind(text: str, cause: str) -> None:
    judged = triage(text)
    assert (judged.route, judged.cause) == ("crisis", cause)
