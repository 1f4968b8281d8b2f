"""What the pages promise is done: a small demo store for their commands, and a checkout in which to follow them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from api.demo import run_demo

ROOT = Path(__file__).parents[2]
_FLOORS = ("agent", "api", "knowledge", "tools")
Shell = Callable[[str], str]


def pages() -> list[Path]:
    """Return every Markdown page that people read."""
    return [*sorted(ROOT.glob("README*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a small demo store, built once."""
    folder = tmp_path_factory.mktemp("docs") / "zhiji-demo"
    run_demo(folder, members=60, reset=False)
    return folder


@pytest.fixture
def checkout(demo: Path, tmp_path: Path) -> Path:
    """Give a copy of the program with the demo store in it, as somebody who follows a page has it."""
    folder = tmp_path / "zhiji"
    for floor in _FLOORS:
        # With what Python compiled of it: every command would do that again.
        shutil.copytree(ROOT / floor, folder / floor)
    shutil.copytree(ROOT / "tests" / "tools" / "checks", folder / "tests" / "tools" / "checks")
    for package in ("tests", "tests/tools"):
        (folder / package / "__init__.py").touch()
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copytree(demo, folder / "zhiji-demo")
    return folder


@pytest.fixture
def shell(checkout: Path) -> Shell:
    """Run lines in a shell in the checkout, with the environment's `zhiji` and `python`; return what they print."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ZHIJI_")}

    def run(lines: str) -> str:
        commands = f'python() {{ "{sys.executable}" "$@"; }}\nzhiji() {{ python -m api "$@"; }}\n{lines}'
        done = subprocess.run(
            ["bash", "-euc", commands],
            cwd=checkout,
            env=clean,
            capture_output=True,
            text=True,
            timeout=110,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run
