"""A sender in a process of its own that can be made to die at one exact point.

python -m tests.faults.sender URL LOG OWNER TIME POINT: POINT is one of POINTS, or `none`.
"""

import os
import signal
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session

from tests.gates import FakeGate, Refused
from tools import outbox
from tools.channels import Receipt
from tools.database import open_database
from tools.models import Draft

POINTS = ("in_claim", "after_claim_commit", "during_send", "after_send", "after_finish")


def die() -> None:
    """End like a power cut: no handler, no clean-up."""
    os.kill(os.getpid(), signal.SIGKILL)


class RecordingChannel:
    """Appends the key of every call to a file and waits for the disk."""

    name = "console"

    def __init__(self, log: Path, point: str) -> None:
        self._log, self._point = log, point
        self.is_sent = False

    def send(self, request: Mapping[str, Any]) -> Receipt:
        if self._point == "after_claim_commit":
            die()
        descriptor = os.open(self._log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(descriptor, f"{request['key']}\n".encode())
        os.fsync(descriptor)
        os.close(descriptor)
        if self._point == "during_send":
            die()
        self.is_sent = True
        return Receipt(f"p:{request['key']}")


class DyingGate(FakeGate):
    """Dies inside the claim's transaction."""

    def may_contact(self, session: Session, draft: Draft, now: datetime) -> tuple[Refused, ...]:
        die()
        return ()


def run(url: str, log: str, owner: str, moment: str, point: str) -> None:
    """Deliver once, dying where it was asked to."""
    channel = RecordingChannel(Path(log), point)

    def now() -> datetime:
        # The first look at the clock after the call is the one for `sent_at`, before anything is written.
        if point == "after_send" and channel.is_sent:
            die()
        return datetime.fromisoformat(moment)

    gate = DyingGate() if point == "in_claim" else FakeGate()
    database = open_database(url)
    while outbox.deliver_due(database, {"console": channel}, gate, now=now, owner=owner, limit=5):
        if point == "after_finish":
            die()
    database.close()


if __name__ == "__main__":
    run(*sys.argv[1:])
