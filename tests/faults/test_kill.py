"""kill -9 between any two steps: nothing is sent twice, and nothing is lost without a person being asked."""

import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from tests.builders import NOW, make_member, make_queued
from tests.faults.sender import POINTS, run
from tools import audit
from tools.database import Database
from tools.models import Delivery, Message, Task

# What the database says after the kill, after the lease, and how often the channel was called in all.
EXPECTED = {
    "in_claim": ("queued", "sent", 1),
    "after_claim_commit": ("sending", "unknown", 0),
    "during_send": ("sending", "unknown", 1),
    "after_send": ("sending", "unknown", 1),
    "after_finish": ("sent", "sent", 1),
}


def _start(database: Database, log: Path, owner: str, at: datetime, point: str = "none") -> subprocess.Popen[bytes]:
    arguments = [database.url, str(log), owner, at.isoformat(), point]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.sender", *arguments], cwd=Path(__file__).parents[2], stderr=subprocess.PIPE
    )


def _kill_at(point: str, database: Database, log: Path) -> None:
    sender = _start(database, log, "w1", NOW, point)
    _, errors = sender.communicate()
    assert sender.returncode == -signal.SIGKILL, errors.decode()


def _go_on(database: Database, log: Path, owner: str, at: datetime) -> None:
    """Send on, in this process: what counts is that the first one is gone."""
    run(database.url, str(log), owner, at.isoformat(), "none")


def _calls(log: Path) -> list[str]:
    return log.read_text().split() if log.exists() else []


def _states(database: Database) -> list[str]:
    with database.reading() as session:
        return sorted(session.exec(select(Delivery.state)).all())


def test_every_point_has_an_expectation() -> None:
    assert set(EXPECTED) == set(POINTS)


@pytest.mark.parametrize("point", POINTS)
def test_a_sender_killed_at_any_point_sends_at_most_once(database: Database, tmp_path: Path, point: str) -> None:
    after_kill, after_lease, calls = EXPECTED[point]
    log = tmp_path / "calls.log"
    with database.writing() as session:
        make_member(session)
        make_queued(session)
    _kill_at(point, database, log)
    assert _states(database) == [after_kill]
    _go_on(database, log, "w2", NOW + timedelta(minutes=10))
    _go_on(database, log, "w3", NOW + timedelta(hours=1))
    assert _states(database) == [after_lease]
    assert len(_calls(log)) == calls
    with database.reading() as session:
        assert audit.verify(session) == []
        asked = len(session.exec(select(Task).where(Task.kind == "delivery_unknown")).all())
        told = len(session.exec(select(Message)).all())
    assert (asked, told) == (int(after_lease == "unknown"), int(after_lease == "sent"))


def test_two_senders_killed_at_random_send_each_message_at_most_once(database: Database, tmp_path: Path) -> None:
    log = tmp_path / "calls.log"
    with database.writing() as session:
        for number in range(40):
            make_member(session, f"m{number}")
            make_queued(session, f"m{number}")
    moment = NOW
    for round_number, more_calls in enumerate((1, 5, 3)):
        senders = [_start(database, log, f"w{round_number}{name}", moment) for name in "ab"]
        _wait_for_a_call(log, len(_calls(log)) + more_calls, senders)
        for sender in senders:
            sender.kill()
            sender.communicate()
        moment += timedelta(minutes=10)
    _go_on(database, log, "w9", moment)
    calls, states = _calls(log), _states(database)
    assert len(calls) == len(set(calls))
    assert set(states) <= {"sent", "unknown"}
    assert states.count("sent") <= len(calls) <= 40
    with database.reading() as session:
        assert audit.verify(session) == []


def _wait_for_a_call(log: Path, wanted: int, senders: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + 60
    while len(_calls(log)) < wanted and time.monotonic() < deadline:
        if all(sender.poll() is not None for sender in senders):
            return
        time.sleep(0.005)
