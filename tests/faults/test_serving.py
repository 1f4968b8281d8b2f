"""Several processes on one port: one that dies is replaced, and none outlives the one that started it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from api.port import listen
from api.services import build_services
from api.serving import Others, processes_wished, seated
from api.settings import Settings, read_settings

_HOST = "127.0.0.1"
_LONGEST_S = 90
_PARENT = """
import sys, time
from api.port import listen
from api.serving import Others
from api.settings import read_settings
if __name__ == "__main__":
    others = Others(read_settings(data_dir=sys.argv[1]), listen("127.0.0.1", int(sys.argv[2])), 1)
    others.start()
    time.sleep(600)
"""


def _until(holds: Callable[[], bool]) -> bool:
    ends = time.monotonic() + _LONGEST_S
    while time.monotonic() < ends:
        if holds():
            return True
        time.sleep(0.1)
    return False


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://{_HOST}:{port}/healthz", timeout=_LONGEST_S).status_code == 200
    except httpx.TransportError:
        return False


def _free_port() -> int:
    with listen(_HOST, 0) as sock:
        return int(sock.getsockname()[1])


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings(data_dir=tmp_path)


@contextmanager
def _other(settings: Settings) -> Iterator[tuple[Others, int]]:
    """Give one process that serves alone: this one listens, and takes no call."""
    with listen(_HOST, 0) as sock:
        others = Others(settings, sock, 1)
        others.start()
        try:
            yield others, int(sock.getsockname()[1])
        finally:
            others.stop()


def test_a_process_that_was_killed_is_started_again_and_all_end_when_serving_stops(settings: Settings) -> None:
    with _other(settings) as (others, port):
        assert _answers(port)
        (first,) = others.pids
        os.kill(first, signal.SIGKILL)
        assert _until(lambda: others.pids not in ([], [first]))
        assert _answers(port)
    assert others.pids == []


def test_none_outlives_a_parent_that_was_killed(tmp_path: Path) -> None:
    port, script = _free_port(), tmp_path / "parent.py"
    script.write_text(_PARENT)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    parent = subprocess.Popen([sys.executable, str(script), str(tmp_path / "data"), str(port)], env=environment)
    try:
        assert _until(lambda: _answers(port))
    finally:
        parent.kill()
        parent.wait()
    assert _until(lambda: not _answers(port))
    listen(_HOST, port).close()


@pytest.mark.parametrize(("set_to", "processors", "wished"), [(0, 1, 1), (0, 2, 2), (0, 16, 2), (5, 1, 5)])
def test_unless_it_is_set_two_processes_serve_where_there_are_two_processors(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, set_to: int, processors: int, wished: int
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    assert processes_wished(read_settings(data_dir=tmp_path, processes=set_to)) == wished


@pytest.mark.parametrize(("processes", "seats"), [(1, 8), (2, 2), (5, 1)])
def test_processes_that_write_one_after_another_share_the_processors_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, processes: int, seats: int
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    services = build_services(read_settings(data_dir=tmp_path, processes=processes))
    try:
        assert seated(services).workshop.turns.seats == seats
    finally:
        services.close()
