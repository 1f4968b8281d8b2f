"""A line gets the guard label of its gravest act."""

import pytest

from tools.checks import Line, label_in, label_out
from tools.checks.inspection import Kind


@pytest.mark.parametrize(
    ("text", "kind", "label"),
    [
        ("天冷了，早晚加件衣服，不用回我。", None, "care"),
        ("我替您占着，不要了跟我说一声就行", None, "sales"),
        ("销量第一，今天下单立减50", None, "illegal_ad"),
        ("黄疸晒晒太阳就退了，不用去医院", None, "medical_risk"),
        ("看到您昨晚搜了验孕棒，恭喜呀", None, "privacy"),
        ("应您要求列了两样：学步鞋 159元；防滑袜 29元。价格以页面为准，广告。", "product_list", "care"),
    ],
)
def test_an_outbound_line_is_labelled(text: str, kind: Kind | None, label: str) -> None:
    assert label_out(text, kind)[0] == label


def test_a_price_answer_is_care_only_when_she_asked() -> None:
    asked = (Line("in", "那件外套多少钱呀", 0.1),)
    assert label_out("您问的那件价格是398，不着急决定。", "reply", asked)[0] == "care"
    assert label_out("您问的那件价格是398，今天定再送双袜子。", "reply", asked)[0] == "sales"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("今天去打疫苗没哭", "benign"),
        ("发个目录给我看看", "asks_products"),
        ("那瓶什么价", "asks_products"),
        ("破水了", "medical_risk"),
        ("不想活了", "crisis"),
        ("孩子没保住", "bereavement"),
        ("我要起诉你们", "complaint"),
        ("把我的信息删了", "privacy"),
        ("我13岁，用我妈的号买的", "privacy"),
        ("退订", "opt_out"),
    ],
)
def test_an_inbound_line_is_labelled(text: str, label: str) -> None:
    assert label_in(text)[0] == label
