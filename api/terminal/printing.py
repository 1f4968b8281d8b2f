"""What is told to a person at a terminal goes to stderr; results go to stdout."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any


def say(line: str) -> None:
    """Tell the person at the terminal; stdout stays free for results."""
    sys.stderr.write(line + "\n")


@contextmanager
def live_text() -> Iterator[Callable[[str, str], None]]:
    """Give what shows a model's words on stderr while they arrive, and nothing where nobody watches."""
    if not sys.stderr.isatty():
        yield lambda _style, _piece: None
        return
    last = [""]

    def tell(style: str, piece: str) -> None:
        sys.stderr.write(piece if style == last[0] else f"\n[{style}, not checked yet] {piece}")
        sys.stderr.flush()
        last[0] = style

    try:
        yield tell
    finally:
        sys.stderr.write("\n" if last[0] else "")


def show(line: str) -> None:
    """Print a result."""
    sys.stdout.write(line + "\n")


def ask_password() -> str:
    """Ask twice for a password that nobody sees; '' where nobody sits. Raises Abort."""
    if not sys.stdin.isatty():
        return ""
    import typer

    typed: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return typed


def show_json(document: Any) -> None:
    """Print the one JSON document."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n")


def show_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table: drawn at a terminal, aligned by blanks in a file or a pipe."""
    if sys.stdout.isatty():
        _draw(columns, rows)
        return
    from rich.cells import cell_len, set_cell_size

    # Chinese characters are two cells wide.
    widths = [max(map(cell_len, cells)) for cells in zip(columns, *rows, strict=True)]
    for row in (columns, *rows):
        cells = (set_cell_size(cell, width) for cell, width in zip(row, widths, strict=True))
        show("  ".join(cells).rstrip())


def _draw(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table()
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        # Text, not markup: a square bracket in a case is a square bracket.
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)
