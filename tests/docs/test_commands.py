"""Every command in the pages is run as it is written, and every `make` target is one."""

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pyarrow
import pyarrow.parquet
import pytest
import yaml

from api.__main__ import main
from tests.docs.conftest import ROOT, pages

PLAN: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "commands.yaml").read_text("utf-8"))
_FENCED = re.compile(r"^```[a-z]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`(zhiji(?: [^`]+)?|make [a-z]+)`")
# Followed to the letter by test_how_to.py.
_FOLLOWED = ROOT / "docs" / "how-to"
Run = Callable[[str], str]


def commands_of(page: Path) -> list[str]:
    """Return a page's commands in their order, each once."""
    text = page.read_text("utf-8")
    fenced = [line.strip() for block in _FENCED.findall(text) for line in block.splitlines()]
    found = [line for line in fenced if re.match(r"(zhiji|make)(?!:)\b", line)]
    found += _INLINE.findall(_FENCED.sub("", text))
    return list(dict.fromkeys(command for command in found if not re.search(r"[|\[]", command)))


READ = [page for page in pages() if page.parent != _FOLLOWED]
ALL = {command: page for page in reversed(READ) for command in commands_of(page)}
STORIES = [page for page in READ if page.name in PLAN["stories"]]
TOLD = {command for page in STORIES for command in commands_of(page)}
ALONE = sorted(c for c in ALL if c.startswith("zhiji") and c not in TOLD and c not in PLAN["not_run"])
MADE = sorted(command for command in ALL if command.startswith("make"))


def test_the_pages_have_commands() -> None:
    assert len(ALONE) > 12
    assert len(STORIES) == len(PLAN["stories"])


def test_what_is_not_run_is_in_a_page_and_has_a_reason() -> None:
    assert set(PLAN["not_run"]) <= set(ALL)
    assert all(PLAN["not_run"].values())


@pytest.mark.parametrize("command", MADE)
def test_a_make_target_is_in_the_makefile_with_its_purpose(command: str) -> None:
    target = command.split()[1]
    assert re.search(rf"^{target}:.*## \w", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, demo: Path) -> Path:
    """Give a folder with the files a reader brings, and the demo store."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(demo, folder / "zhiji-demo")
    _bring_files(folder)
    return folder


def _bring_files(folder: Path) -> None:
    for name, content in PLAN["files"].items():
        (folder / name).write_text(content, "utf-8")
    for name, book in PLAN["workbooks"].items():
        _write_workbook(folder / name, book)
    pyarrow.parquet.write_table(pyarrow.table(PLAN["parquet"]["columns"]), folder / PLAN["parquet"]["name"])


def _write_workbook(path: Path, book: dict[str, Any]) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = book["sheet"]
    for row in book["rows"]:
        sheet.append(row)
    workbook.save(path)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process and return what it prints; anything but success fails."""

    def _run(command: str) -> str:
        monkeypatch.setattr(sys, "argv", shlex.split(command))
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        shown = capsys.readouterr()
        assert code == 0, f"{command}: {shown.err}"
        return shown.out

    return _run


def _as_meant(command: str, run: Run) -> str:
    """Put the reader's own things in the place of the words that stand for them."""
    words = shlex.split(command)
    meant = [_meant(word, words, run) for word in words]
    extra = next((more for start, more in PLAN["answers"].items() if command.startswith(start)), "")
    return f"{shlex.join(meant)} {extra}".strip()


def _meant(word: str, words: list[str], run: Run) -> str:
    meaning = PLAN["stand_for"].get(word, word)
    if isinstance(meaning, dict):
        return str(meaning[words[2]])
    if meaning == "{batch}":
        run("zhiji import members members.csv")
        return run("zhiji imports list").split()[0]
    if meaning == "{task}":
        return _new_task(run)
    return str(meaning)


def _new_task(run: Run) -> str:
    """Open a task of its own for each command: a task is closed only once."""
    made = json.loads(run("zhiji tasks add --member M0001 --title call --due 2099-01-01T10:00 --json"))
    return str(made["id"])


@pytest.mark.parametrize("command", ALONE)
def test_a_command_does_what_it_says(
    command: str, desk: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    is_spoilt = command.startswith(tuple(PLAN["spoils"]))
    monkeypatch.chdir(shutil.copytree(desk, tmp_path / "copy") if is_spoilt else desk)
    run(_as_meant(command, run))


@pytest.mark.parametrize("page", STORIES, ids=lambda page: page.name)
def test_a_page_that_tells_a_story_works_from_an_empty_folder(
    page: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _bring_files(tmp_path)
    told = [c for c in commands_of(page) if c.startswith("zhiji") and c not in PLAN["not_run"]]
    for command in told:
        run(_as_meant(command, run))
    assert (tmp_path / "zhiji-data" / "zhiji.db").exists()


@pytest.fixture
def served(desk: Path, unused_port: int, request: pytest.FixtureRequest) -> Iterator[tuple[str, int]]:
    """Start a command that goes on until it is stopped."""
    command = str(request.param)
    port = ["--port", str(unused_port)] if PLAN["not_run"][command]["serves"] else []
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ZHIJI_")}
    words = [sys.executable, "-m", "api", *command.split()[1:], *port]
    process = subprocess.Popen(
        words, cwd=desk, env={**clean, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    line = process.stderr.readline() + process.stderr.readline()
    yield line, unused_port
    process.terminate()
    process.communicate(timeout=30)


@pytest.mark.parametrize("served", ["zhiji serve"], indirect=True)
def test_the_console_and_the_api_are_served(served: tuple[str, int]) -> None:
    line, port = served
    assert f"Console: http://127.0.0.1:{port}" in line
    give_up_at = time.monotonic() + 60
    while time.monotonic() < give_up_at:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    assert httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=60).json() == {"status": "ok"}
    assert httpx.get(f"http://127.0.0.1:{port}/docs", timeout=60).status_code == 200


@pytest.mark.parametrize("served", ["zhiji worker"], indirect=True)
def test_the_worker_delivers_until_it_is_stopped(served: tuple[str, int]) -> None:
    assert "Delivering" in served[0]


def test_the_case_files_of_the_plan_are_cases() -> None:
    assert all(json.loads(PLAN["files"][name]) for name in ("guard.jsonl", "retrieval.jsonl", "scenarios.jsonl"))
