"""Commands that judge the product on cases of your own."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.running import AsJson
from api.terminal import show, show_json

evaluate = typer.Typer(help="Judge the product on case files (JSON Lines).", no_args_is_help=True)
CaseFile = Annotated[Path, typer.Argument(help="JSON Lines file of cases.")]


@evaluate.command("scenarios")
def scenarios(file: CaseFile, as_json: AsJson = False) -> None:
    """Run each case in a fresh, isolated store and compare the drafts with what is expected."""
    from api.evaluation.scenarios import evaluate_scenarios

    report = evaluate_scenarios(file)
    if as_json:
        show_json(report)
        return
    show(f"{report['passed']} of {report['n']} passed")
    for kind, totals in report["by_kind"].items():
        show(f"  {kind:<14} {totals['passed']} of {totals['n']}")
    for failed in report["failed"]:
        show(f"  FAILED {failed['id']}: {failed['why']}")


@evaluate.command("retrieval")
def retrieval(file: CaseFile, as_json: AsJson = False) -> None:
    """Measure whether questions find the right page, and whether off-topic ones find none."""
    from api.evaluation.files import read_lines
    from api.evaluation.retrieval import evaluate_retrieval
    from api.evaluation.stores import fresh_store
    from tools.clock import shanghai_day

    with fresh_store() as services:
        today = shanghai_day(services.clock())
        report = evaluate_retrieval(read_lines(file), services.workshop.librarian, today=today)
    _print(report, as_json)


@evaluate.command("guard")
def guard(file: CaseFile, as_json: AsJson = False) -> None:
    """Measure the checks: labels of outbound and inbound lines."""
    from api.evaluation.files import read_lines
    from api.evaluation.guard import evaluate_guard

    _print(evaluate_guard(read_lines(file)), as_json)


def _print(report: dict[str, object], as_json: bool) -> None:
    if as_json:
        show_json(report)
        return
    for name, value in report.items():
        if name == "labels" and isinstance(value, dict):
            for label, figures in value.items():
                numbers = "  ".join(f"{key} {number:.3f}" for key, number in figures.items() if key != "n")
                show(f"  {label:<18} n {figures['n']:<4} {numbers}")
        elif name == "wrong" and isinstance(value, list):
            for wrong in value:
                show("  wrong " + "  ".join(f"{key}: {text}" for key, text in wrong.items()))
        else:
            show(f"{name:<28} {value:.3f}" if isinstance(value, float) else f"{name:<28} {value}")
