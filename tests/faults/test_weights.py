"""A training that dies while it switches to what it learned leaves checks that work, on the old or on the new."""

import os
import shutil
import signal
import subprocess
import sys
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tools.checks.ear import CARD, WEIGHTS, named_file, read_weights
from tools.checks.judged import LABELS
from tools.checks.teaching import switch
from tools.yaml_text import read_yaml

ROOT = Path(__file__).parents[2]
WAYS = {"write": (os, "fsync"), "move": (Path, "replace"), "drop": (Path, "unlink")}
# Dies at the given call of the given way to change a folder.
DYING = """
import os, signal, sys
from pathlib import Path
from tests.faults.test_weights import WAYS, learned
from tools.checks.teaching import switch
(owner, name), left = WAYS[sys.argv[2]], int(sys.argv[3])
real = getattr(owner, name)
def dying(*words):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*words)
setattr(owner, name, dying)
switch(Path(sys.argv[1]), *learned())
"""
# Both files and the card are written and moved; then both old files are dropped.
DEATHS = [("write", 0), ("write", 1), ("write", 2), ("move", 1), ("move", 2), ("drop", 0), ("drop", 1)]


def learned() -> tuple[dict[str, Any], dict[str, bytes]]:
    """Give other files than the shipped ones, and their card: the same weights, not compressed."""
    shipped = read_yaml(WEIGHTS / CARD)
    stored = {direction: _again(WEIGHTS / named_file(shipped[direction], direction)) for direction in LABELS}
    digests = {direction: sha256(content).hexdigest() for direction, content in stored.items()}
    return {name: {"file": f"{name}-{digest[:12]}.npz", "sha256": digest} for name, digest in digests.items()}, stored


def _again(path: Path) -> bytes:
    held = BytesIO()
    with np.load(path) as stored:
        np.savez(held, **stored)
    return held.getvalue()


@pytest.mark.parametrize(("way", "call"), DEATHS)
def test_a_training_that_is_killed_between_its_files_leaves_checks_that_work(
    tmp_path: Path, way: str, call: int
) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(WEIGHTS, folder)
    done = subprocess.run(
        [sys.executable, "-c", DYING, str(folder), way, str(call)], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    is_old = (folder / CARD).read_bytes() == (WEIGHTS / CARD).read_bytes()
    assert is_old == (way != "drop")
    assert all(read_weights(folder, direction).labels == LABELS[direction] for direction in LABELS)
    card, stored = learned()
    switch(folder, card, stored)
    assert {path.name for path in folder.iterdir()} == {CARD, *(card[direction]["file"] for direction in LABELS)}


def test_weights_that_come_between_the_readings_of_card_and_file_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, card_before = tmp_path / "weights", read_yaml(WEIGHTS / CARD)
    shutil.copytree(WEIGHTS, folder)
    switch(folder, *learned())
    cards = iter([card_before, read_yaml(folder / CARD)])
    monkeypatch.setattr(
        "tools.checks.ear.read_yaml", lambda path: next(cards) if path.name == CARD else read_yaml(path)
    )
    assert read_weights(folder, "in").labels == LABELS["in"]
