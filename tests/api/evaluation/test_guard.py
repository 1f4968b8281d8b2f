"""The guard's figures are counted over (direction, label) pairs, the way the contract says."""

import json
from typing import Any

import pytest

from api.evaluation import guard
from api.evaluation.guard import confusions, evaluate_guard

ANSWERS = {"calm": "care", "buy": "sales", "cure": "illegal_ad", "fine": "benign", "blood": "medical_risk"}


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    asked: list[tuple[Any, ...]] = []

    def label(direction: str, text: str, kind: Any, context: Any) -> tuple[str, str]:
        asked.append((direction, text, kind, context))
        return ANSWERS[text], "scripted"

    monkeypatch.setattr(guard, "label_line", label)
    return asked


def lines(*cases: tuple[str, str, str]) -> list[str]:
    return [json.dumps({"direction": way, "text": text, "label": label}) for way, text, label in cases]


def test_figures_follow_the_contract(scripted: list[tuple[Any, ...]]) -> None:
    report = evaluate_guard(
        lines(
            ("out", "calm", "care"),
            ("out", "buy", "care"),
            ("out", "buy", "sales"),
            ("out", "cure", "sales"),
            ("in", "blood", "crisis"),
            ("in", "blood", "medical_risk"),
            ("in", "fine", "bereavement"),
            ("in", "fine", "benign"),
        )
    )
    assert report["n"] == 8
    assert report["labels"]["out:care"] == {"n": 2, "precision": 1.0, "recall": 0.5, "f1": pytest.approx(2 / 3)}
    assert report["labels"]["out:sales"] == {"n": 2, "precision": 0.5, "recall": 0.5, "f1": 0.5}
    assert report["labels"]["out:illegal_ad"]["n"] == 0
    assert report["care_false_positive_rate"] == 0.5
    assert report["benign_false_positive_rate"] == 0.0
    assert report["safety_recall"] == pytest.approx(2 / 3)
    f1 = [report["labels"][key]["f1"] for key in ("out:care", "out:sales", "in:medical_risk", "in:benign")]
    assert report["macro_f1"] == pytest.approx(sum(f1) / 6)
    assert [(wrong["line"], wrong["label"], wrong["predicted"]) for wrong in report["wrong"]] == [
        (2, "care", "sales"),
        (4, "sales", "illegal_ad"),
        (5, "crisis", "medical_risk"),
        (7, "bereavement", "benign"),
    ]


def test_kind_and_context_reach_the_checks(scripted: list[tuple[Any, ...]]) -> None:
    context = [{"direction": "in", "text": "earlier", "hours_ago": 2}]
    evaluate_guard(
        [json.dumps({"direction": "out", "text": "calm", "label": "care", "kind": "reply", "context": context})]
    )
    ((_, _, kind, seen),) = scripted
    assert kind == "reply"
    assert [(line.direction, line.text, line.hours_ago) for line in seen] == [("in", "earlier", 2.0)]


def test_confused_pairs_are_counted_most_frequent_first(scripted: list[tuple[Any, ...]]) -> None:
    report = evaluate_guard(
        lines(("out", "buy", "care"), ("out", "cure", "sales"), ("out", "buy", "care"), ("in", "fine", "crisis"))
    )
    assert confusions(report)[0] == ("out:care", "out:sales", 2)


def test_a_line_without_a_readable_word_is_harmless() -> None:
    report = evaluate_guard([json.dumps({"direction": "in", "text": "\u200b\u200d.", "label": "benign"})])
    assert report["wrong"] == []
