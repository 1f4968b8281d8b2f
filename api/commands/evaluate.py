"""Commands that judge the product on cases of your own."""

import os
from pathlib import Path
from typing import Annotated

import typer

from api.commands.running import AsJson
from api.terminal import show_json

evaluate = typer.Typer(help="Judge the product on case files (JSON Lines).", no_args_is_help=True)
CaseFile = Annotated[Path, typer.Argument(help="JSON Lines file of cases.")]
Jobs = Annotated[
    int | None, typer.Option("--jobs", min=1, max=256, help="Processes (default: every core, one for a short file).")
]


@evaluate.callback()
def one_thread_each() -> None:
    """Let each process compute on one thread: processes that share the work have the processors busy already."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@evaluate.command("scenarios")
def scenarios(file: CaseFile, jobs: Jobs = None, as_json: AsJson = False) -> None:
    """Run each case in a fresh, isolated store and compare the drafts with what is expected."""
    from api.evaluation.files import read_lines
    from api.evaluation.reports import show_scenarios
    from api.evaluation.scenarios import evaluate_scenarios

    report = evaluate_scenarios(read_lines(file), jobs=jobs)
    (show_json if as_json else show_scenarios)(report)


@evaluate.command("retrieval")
def retrieval(file: CaseFile, jobs: Jobs = None, as_json: AsJson = False) -> None:
    """Measure whether questions find the right page, and whether off-topic ones find none."""
    from api.evaluation.files import read_lines
    from api.evaluation.reports import show_retrieval
    from api.evaluation.retrieval import evaluate_retrieval
    from tools.clock import shanghai_day, utc_now

    report = evaluate_retrieval(read_lines(file), today=shanghai_day(utc_now()), jobs=jobs)
    (show_json if as_json else show_retrieval)(report)


@evaluate.command("guard")
def guard(file: CaseFile, jobs: Jobs = None, as_json: AsJson = False) -> None:
    """Measure the checks: labels of outbound and inbound lines."""
    from api.evaluation.files import read_lines
    from api.evaluation.guard import evaluate_guard
    from api.evaluation.reports import show_guard

    report = evaluate_guard(read_lines(file), jobs=jobs)
    (show_json if as_json else show_guard)(report)
