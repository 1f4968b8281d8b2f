"""A channel and a clock that a test holds in its hands, and one round of delivery."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import select

from tests.builders import NOW
from tests.gates import FakeGate
from tools import outbox, reviews
from tools.channels import Channel, Receipt
from tools.database import Database
from tools.models import Delivery


class Recorder:
    """A channel that remembers what it was given; an error makes it raise instead of answering."""

    name = "console"

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error
        self.sent: list[Mapping[str, Any]] = []

    def send(self, request: Mapping[str, Any]) -> Receipt:
        self.sent.append(request)
        if self.error is not None:
            raise self.error
        return Receipt(f"p{len(self.sent)}")


class Watch:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        return self.time


def deliver(
    database: Database, channel: Channel, *, gate: reviews.Gate | None = None, at: datetime = NOW, owner: str = "w1"
) -> list[outbox.Outcome]:
    return outbox.deliver_due(database, {channel.name: channel}, gate or FakeGate(), now=lambda: at, owner=owner)


def the_delivery(database: Database) -> Delivery:
    with database.reading() as session:
        return session.exec(select(Delivery)).one()
