"""Reports for people: figures as tables, then what went wrong, line by line."""

from collections.abc import Mapping
from typing import Any

from api.evaluation.guard import confusions
from api.terminal import show, show_table

_SHOWN_TEXT = 60


def show_guard(report: Mapping[str, Any]) -> None:
    """Show figures per label, confused pairs and each wrong line."""
    rows = [(label, *_numbers(figures)) for label, figures in report["labels"].items() if figures["n"]]
    show_table(("label", "n", "precision", "recall", "f1"), rows)
    _show_figures(report, ("macro_f1", "care_false_positive_rate", "benign_false_positive_rate", "safety_recall"))
    pairs = confusions(dict(report))
    if pairs:
        show("")
        show_table(("label", "taken for", "lines"), [(label, said, str(count)) for label, said, count in pairs])
    _show_wrong(report, ("line", "label", "predicted", "why", "text"))


def show_retrieval(report: Mapping[str, Any]) -> None:
    """Show hits, refusals and each wrong line."""
    _show_figures(report, ("hit_at_1", "hit_at_3", "mrr", "refusal_rate", "false_refusal_rate"))
    show(f"{'refusal_n':<28} {report['refusal_n']}")
    wrong = [
        {**one, "found": " ".join(page["id"] for page in one["found"]), "topics": " ".join(one["topics"])}
        for one in report["wrong"]
    ]
    _show_wrong({**report, "wrong": wrong}, ("line", "topics", "found", "why", "query"))


def show_scenarios(report: Mapping[str, Any]) -> None:
    """Show totals per kind and the first difference of each failed case."""
    rows = [(kind, str(totals["passed"]), str(totals["n"])) for kind, totals in report["by_kind"].items()]
    show_table(("kind", "passed", "of"), [*rows, ("total", str(report["passed"]), str(report["n"]))])
    if report["failed"]:
        show("")
        show_table(("failed", "first difference"), [(one["id"], one["why"]) for one in report["failed"]])


def _numbers(figures: Mapping[str, float]) -> tuple[str, ...]:
    return (str(figures["n"]), *(f"{figures[name]:.3f}" for name in ("precision", "recall", "f1")))


def _show_figures(report: Mapping[str, Any], names: tuple[str, ...]) -> None:
    show("")
    show(f"{'n':<28} {report['n']}")
    for name in names:
        show(f"{name:<28} {report[name]:.3f}")


def _show_wrong(report: Mapping[str, Any], names: tuple[str, ...]) -> None:
    if report["wrong"]:
        show("")
        show_table(names, [tuple(_short(one[name]) for name in names) for one in report["wrong"]])


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= _SHOWN_TEXT else text[:_SHOWN_TEXT] + "…"
