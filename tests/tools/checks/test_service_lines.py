"""A middling likeness on a plain service line is shown to the rep; a strong one and an offer stay as they were."""

import pytest

from tools.checks import Inspection, inspect, verdict
from tools.checks.agreement import is_service_line
from tools.checks.ear import Ear, Opinion
from tools.checks.features import Sight
from tools.checks.inspection import Kind
from tools.checks.labels import label_out
from tools.embedder import local_embedder

PLAIN = [
    "订单今天上午已经签收，少件您拍照给我就行。",
    "浴巾第一遍冷水手洗，晾在通风处。",
    "说明书第三页写着先充电两小时再使用。",
    "退款走原路，单号我发您了。",
    "针织衫翻过来平铺晾，别拧干。",
]


class SoundingLike(Ear):
    """An ear that takes everything for the same thing."""

    def __init__(self, label: str, confidence: float) -> None:
        super().__init__(local_embedder())
        self._label, self._confidence = label, confidence

    def hear(self, direction: str, sight: Sight) -> Opinion:
        return Opinion(self._label, self._confidence, {}, 0, len(sight.text))


def _verdict(text: str, kind: Kind, confidence: float, label: str = "sales") -> str:
    found = inspect(text, Inspection(kind), SoundingLike(label, confidence))
    return verdict([one for one in found if one.rule.startswith("LIKE-")])


@pytest.mark.parametrize("label", ["sales", "illegal_ad", "medical_risk", "privacy"])
@pytest.mark.parametrize("kind", ["reply", "after_sale"])
@pytest.mark.parametrize("text", PLAIN)
def test_a_middling_likeness_on_a_plain_service_line_is_shown_with_its_reason(
    text: str, kind: Kind, label: str
) -> None:
    assert _verdict(text, kind, 0.7, label) == "warn"
    found = inspect(text, Inspection(kind), SoundingLike(label, 0.7))
    assert next(one for one in found if one.rule.startswith("LIKE-")).message


@pytest.mark.parametrize("text", PLAIN)
def test_a_strong_likeness_and_outreach_are_judged_as_ever(text: str) -> None:
    assert _verdict(text, "reply", 0.85) == "block"
    assert _verdict(text, "care", 0.7) == "block"
    assert _verdict(text, "care", 0.5) == "hold"


@pytest.mark.parametrize(
    "text",
    [
        "订单签收了吧？新款也到了，我替您留着。",
        "浴巾冷水手洗，顺便再带一条换着用。",
        "快递到了，面膜您试试，好用再来拿。",
        "洗的时候水温别高，抹点药膏就好了。",
        "收货地址是您老公那边的吧，单号我看见了。",
        "今天风大，出门给孩子加件外套。",
    ],
)
def test_an_offer_a_treatment_a_probe_or_no_service_at_all_keeps_its_force(text: str) -> None:
    found = inspect(text, Inspection("reply"), SoundingLike("sales", 0.7))
    assert verdict(found) == "block"
    assert not is_service_line(Opinion("sales", 0.7, {}, 0, 2), "reply", text)


def test_the_label_of_a_line_does_not_depend_on_its_force() -> None:
    assert label_out(PLAIN[1], "reply", ear=SoundingLike("sales", 0.7))[0] == "sales"
