"""Judged lines speak where no pattern does, and only when they are clear."""

from tools.checks.precedents import features, learn, opinion, read_precedents, weigh

LINES = [
    ("今天风大，出门戴帽子", "care"),
    ("早点睡，明天再说", "care"),
    ("这顶帽子就剩一个了", "sales"),
    ("给您留一顶帽子", "sales"),
]


def test_a_text_is_drawn_to_the_lines_it_resembles() -> None:
    weights = learn(LINES, "out")
    assert weigh("给您留一个", weights)[0] == "sales"
    assert weigh("风大早点睡", weights) == ("care", 0.0)


def test_a_text_of_unknown_characters_stays_neutral() -> None:
    assert weigh("qqq", learn(LINES, "out")) == ("care", 0.0)


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
    text = "天冷了,早晚加件衣服。您家那只壶旧了,我给您留了一只新的,周末来拿。睡前泡泡脚。"
    held = opinion(text, "out")
    assert held.label in {"sales", "care"}
    assert 0 <= held.start < held.end <= len(text)
