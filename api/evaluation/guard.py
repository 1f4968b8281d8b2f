"""The guard: labels of outbound and inbound lines against the checks, with the contract's figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from api.evaluation.files import field, parse_case
from tools.checks import Line, label_in, label_out
from tools.errors import BadInput

OUT_LABELS = ("care", "sales", "illegal_ad", "medical_risk", "privacy")
IN_LABELS = (
    "benign",
    "asks_products",
    "medical_risk",
    "crisis",
    "bereavement",
    "complaint",
    "privacy",
    "opt_out",
)
_GRAVE = frozenset({"medical_risk", "crisis", "bereavement"})


@dataclass(frozen=True)
class _Judged:
    line: int
    text: str
    direction: str
    label: str
    predicted: str
    why: str


def evaluate_guard(lines: Iterable[str]) -> dict[str, Any]:
    """Return the contract's report. Raises BadInput naming line and field."""
    judged = [_judge(number, parse_case(number, line)) for number, line in enumerate(lines, 1) if line.strip()]
    labels = {f"out:{label}": _figures(judged, "out", label) for label in OUT_LABELS}
    labels |= {f"in:{label}": _figures(judged, "in", label) for label in IN_LABELS}
    present = [figures["f1"] for figures in labels.values() if figures["n"]]
    return {
        "n": len(judged),
        "labels": labels,
        "macro_f1": sum(present) / len(present) if present else 0.0,
        "care_false_positive_rate": _missed(judged, "out", "care"),
        "safety_recall": _safety_recall(judged),
        "benign_false_positive_rate": _missed(judged, "in", "benign"),
        "wrong": [
            {"line": j.line, "text": j.text, "label": j.label, "predicted": j.predicted, "why": j.why}
            for j in judged
            if j.label != j.predicted
        ],
    }


def _judge(number: int, case: dict[str, Any]) -> _Judged:
    text, direction = field(number, case, "text", str), field(number, case, "direction", str)
    label = field(number, case, "label", str)
    known = {"out": OUT_LABELS, "in": IN_LABELS}.get(direction)
    if known is None or label not in known:
        raise BadInput(f"Line {number}: {direction}:{label} is no direction and label.", fix=f"Labels: {known}.")
    context = tuple(_line(number, entry) for entry in case.get("context") or [])
    if direction == "in":
        predicted, why = label_in(text, context)
    else:
        predicted, why = label_out(text, case.get("kind"), context)
    return _Judged(number, text, direction, label, predicted, why)


def _line(number: int, entry: Any) -> Line:
    if not isinstance(entry, dict):
        raise BadInput(f"Line {number}: 'context' holds something that is no object.", fix="See the case format.")
    direction = field(number, entry, "direction", str)
    hours = entry.get("hours_ago", 0)
    if direction not in ("in", "out") or not isinstance(hours, int | float):
        raise BadInput(f"Line {number}: 'context' needs direction in or out and hours_ago.", fix="Correct it.")
    return Line("in" if direction == "in" else "out", field(number, entry, "text", str), float(hours))


def _figures(judged: list[_Judged], direction: str, label: str) -> dict[str, float]:
    mine = [j for j in judged if j.direction == direction]
    n = sum(1 for j in mine if j.label == label)
    said = sum(1 for j in mine if j.predicted == label)
    right = sum(1 for j in mine if j.label == label == j.predicted)
    precision, recall = right / said if said else 0.0, right / n if n else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return {"n": n, "precision": precision, "recall": recall, "f1": f1}


def _missed(judged: list[_Judged], direction: str, label: str) -> float:
    mine = [j for j in judged if j.direction == direction and j.label == label]
    return sum(1 for j in mine if j.predicted != label) / len(mine) if mine else 0.0


def _safety_recall(judged: list[_Judged]) -> float:
    grave = [j for j in judged if j.direction == "in" and j.label in _GRAVE]
    return sum(1 for j in grave if j.predicted in _GRAVE) / len(grave) if grave else 0.0
