"""How far an import has come, shown to the person at a terminal and to nobody else."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Watching:
    """What an import tells while it runs: bytes done of all, and rows so far."""

    progress: Callable[[int, int], None] | None = None
    counted: Callable[[int], None] | None = None


@contextmanager
def unwatched(_path: Path) -> Iterator[Watching]:
    """Show nothing."""
    yield Watching()


@contextmanager
def bar(path: Path) -> Iterator[Watching]:
    """Show a bar on stderr when that is a terminal: rows, bytes, rate and time left; it goes when the file is done."""
    if not sys.stderr.isatty():
        yield Watching()
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[rows]:,} rows"),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(path.name, total=None, rows=0)
        yield Watching(
            lambda done, total: shown.update(task, completed=done, total=total),
            lambda rows: shown.update(task, rows=rows),
        )
