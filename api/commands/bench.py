"""The command that measures the product against floors of the same run."""

import os
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.running import AsJson
from api.terminal import say, show, show_json, show_table

if TYPE_CHECKING:
    from tools.bench import Bench


def bench(
    name: Annotated[
        str, typer.Argument(help="suggest, drafting, import, check, retrieval or score (default: all).")
    ] = "",
    amount: Annotated[
        int | None, typer.Option("--amount", min=1, help="Rows to import, members, passages or rounds, by benchmark.")
    ] = None,
    database_url: Annotated[
        str, typer.Option("--database-url", help="Empty PostgreSQL database for `import` (default: SQLite).")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Measure speed against floors of the same run; exit 1 when a ratio does not hold."""
    # One thread for matrix products: a ratio must not hang on how many cores happen to be free.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from api.benchmarks.names import PLACES, run_bench

    measured = []
    for chosen in [name] if name else PLACES:
        say(f"Measuring {chosen} …")
        measured.append(run_bench(chosen, amount=amount, url=database_url))
        if not as_json:
            _show(measured[-1])
    if as_json:
        documents = [one.as_json() for one in measured]
        show_json(documents[0] if name else documents)
    _end(measured)


def _show(measured: "Bench") -> None:
    show(f"\n{measured.name}")
    show_table(("figure", "value", "unit"), [(one.name, f"{one.value:,.3f}", one.unit) for one in measured.figures])
    show("")
    rows = [
        (one.name, f"{one.value:.2f}", f"{one.target:g}", "holds" if one.holds else "FAILS") for one in measured.ratios
    ]
    show_table(("ratio", "value", "at most", ""), rows)


def _end(measured: "list[Bench]") -> None:
    failed = [f"{one.name}: {ratio.name}" for one in measured for ratio in one.ratios if not ratio.holds]
    if failed:
        say(f"zhiji: {len(failed)} ratios do not hold ({'; '.join(failed)}). Measure again on a quiet machine.")
        raise typer.Exit(1)
