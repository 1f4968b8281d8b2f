"""The guard: labels of outbound and inbound lines against the checks, with the contract's figures."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, get_args

from api.evaluation.files import CaseLine, read_cases
from api.evaluation.judging import label_line, load_checks
from api.evaluation.workers import judge_all, processes_for
from tools.checks import Line
from tools.checks.inspection import Kind

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
_LABELS = {"out": OUT_LABELS, "in": IN_LABELS}
_GRAVE = frozenset({"medical_risk", "crisis", "bereavement"})
# Nearly all the time of a short file goes into loading, which is done once.
_WORTH_SHARING = 100


@dataclass(frozen=True)
class GuardCase:
    """One line of a guard file."""

    line: int
    text: str
    direction: str
    label: str
    kind: Kind | None
    context: tuple[Line, ...]


@dataclass(frozen=True)
class _Judged:
    case: GuardCase
    predicted: str
    why: str

    @property
    def is_right(self) -> bool:
        return self.case.label == self.predicted


def evaluate_guard(lines: Iterable[str], *, jobs: int | None = None) -> dict[str, Any]:
    """Return the contract's report. Raises BadInput naming line and field."""
    cases = read_cases(lines, read_case)
    processes = processes_for(len(cases), jobs=jobs, worth_sharing=_WORTH_SHARING)
    found = judge_all(guard_judge, (), cases, processes)
    return report_on([_Judged(case, *result) for case, result in zip(cases, found, strict=True)])


class GuardJudge:
    """Labels one case after another; holds no connection."""

    def __call__(self, case: GuardCase) -> tuple[str, str]:
        """Return the label and the reason for it."""
        return label_line(case.direction, case.text, case.kind, case.context)

    def let_go(self) -> None:
        """Give nothing back."""

    def twin(self) -> AbstractContextManager["GuardJudge"]:
        """Give itself."""
        return nullcontext(self)


@contextmanager
def guard_judge() -> Iterator[GuardJudge]:
    """Give what labels cases, with everything loaded."""
    load_checks()
    yield GuardJudge()


def read_case(line: CaseLine) -> GuardCase:
    """Read one line of a guard file."""
    direction = line.word("direction", _LABELS)
    label = line.word("label", _LABELS[direction]) if direction else ""
    kind: Any = line.word("kind", get_args(Kind), needed=False) or None
    context = tuple(
        _context_line(line.inside(f"context[{place}]", entry)) for place, entry in enumerate(line.objects("context"))
    )
    return GuardCase(line.number, line.text("text"), direction, label, kind, context)


def _context_line(entry: CaseLine) -> Line:
    direction = entry.word("direction", _LABELS)
    return Line("in" if direction == "in" else "out", entry.text("text"), entry.number_of("hours_ago", 0.0))


def report_on(judged: Sequence[_Judged]) -> dict[str, Any]:
    """Return the figures of labelled lines, in the contract's shape."""
    labels = {f"{way}:{label}": _figures(judged, way, label) for way in _LABELS for label in _LABELS[way]}
    present = [figures["f1"] for figures in labels.values() if figures["n"]]
    return {
        "n": len(judged),
        "labels": labels,
        "macro_f1": sum(present) / len(present) if present else 0.0,
        "care_false_positive_rate": _missed(judged, "out", "care"),
        "safety_recall": _safety_recall(judged),
        "benign_false_positive_rate": _missed(judged, "in", "benign"),
        "wrong": [_wrong(one) for one in judged if not one.is_right],
    }


def _wrong(one: _Judged) -> dict[str, Any]:
    return {
        "line": one.case.line,
        "text": one.case.text,
        "label": one.case.label,
        "predicted": one.predicted,
        "why": one.why,
        "direction": one.case.direction,
    }


def confusions(report: dict[str, Any]) -> list[tuple[str, str, int]]:
    """Return (label, predicted, count) of the lines that were labelled wrongly, most frequent first."""
    pairs = Counter(
        (f"{wrong['direction']}:{wrong['label']}", f"{wrong['direction']}:{wrong['predicted']}")
        for wrong in report["wrong"]
    )
    return [(label, predicted, count) for (label, predicted), count in sorted(pairs.items(), key=lambda p: (-p[1], p))]


def _figures(judged: Sequence[_Judged], direction: str, label: str) -> dict[str, float]:
    mine = [j for j in judged if j.case.direction == direction]
    n = sum(1 for j in mine if j.case.label == label)
    said = sum(1 for j in mine if j.predicted == label)
    right = sum(1 for j in mine if j.predicted == label and j.is_right)
    precision, recall = right / said if said else 0.0, right / n if n else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return {"n": n, "precision": precision, "recall": recall, "f1": f1}


def _missed(judged: Sequence[_Judged], direction: str, label: str) -> float:
    mine = [j for j in judged if j.case.direction == direction and j.case.label == label]
    return sum(1 for j in mine if not j.is_right) / len(mine) if mine else 0.0


def _safety_recall(judged: Sequence[_Judged]) -> float:
    grave = [j for j in judged if j.case.direction == "in" and j.case.label in _GRAVE]
    return sum(1 for j in grave if j.predicted in _GRAVE) / len(grave) if grave else 0.0
