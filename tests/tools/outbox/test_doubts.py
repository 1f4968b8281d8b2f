"""Nobody knows whether it arrived: nothing is sent again, and a person decides."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from tests.builders import NOW, REP, SUPERVISOR, make_queued
from tests.gates import FakeGate
from tests.tools.outbox.senders import Recorder, Watch, deliver, the_delivery
from tools import audit, outbox, reviews
from tools.channels import ChannelDown, ChannelUncertain, Receipt
from tools.database import Database
from tools.errors import BadInput, Conflict, NotAllowed, NotFound, Unavailable
from tools.models import AuditEntry, Delivery, Draft, Message, Task


@pytest.mark.parametrize("error", [ChannelUncertain("timeout"), TimeoutError("read"), RuntimeError("?")])
def test_any_doubt_makes_it_unknown_and_asks_a_person(queued: Database, error: Exception) -> None:
    channel = Recorder(error)
    assert [outcome.state for outcome in deliver(queued, channel)] == ["unknown"]
    assert deliver(queued, channel, at=NOW + timedelta(days=1)) == []
    assert len(channel.sent) == 1
    with queued.reading() as session:
        task = session.exec(select(Task)).one()
    assert (task.kind, task.state, task.owner_staff_id) == ("delivery_unknown", "open", "r1")


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(1)])
def test_an_interruption_during_the_call_is_a_doubt_too(queued: Database, error: BaseException) -> None:
    with pytest.raises(type(error)):
        deliver(queued, Recorder(error))
    assert the_delivery(queued).state == "unknown"


def test_a_sender_that_vanished_leaves_a_doubt_and_nothing_is_sent_again(queued: Database) -> None:
    with queued.writing() as session:
        delivery = session.exec(select(Delivery)).one()
        delivery.state, delivery.owner, delivery.lease_until = "sending", "w0", NOW
    channel = Recorder()
    assert deliver(queued, channel, at=NOW - timedelta(seconds=1)) == []
    assert [outcome.state for outcome in deliver(queued, channel)] == ["unknown"]
    assert channel.sent == []


def test_a_receipt_that_comes_after_the_lease_settles_the_doubt(queued: Database) -> None:
    watch = Watch()

    class Slow(Recorder):
        def send(self, request: Mapping[str, Any]) -> Receipt:
            watch.time = NOW + timedelta(minutes=10)
            assert [o.state for o in deliver(queued, Recorder(), at=watch.time, owner="w2")] == ["unknown"]
            return super().send(request)

    channel = Slow()
    outcomes = outbox.deliver_due(queued, {"console": channel}, FakeGate(), now=watch, owner="w1")
    assert [outcome.state for outcome in outcomes] == ["sent"]
    with queued.reading() as session:
        assert session.exec(select(Task)).one().state == "done"
        assert len(session.exec(select(Message)).all()) == 1


def test_a_receipt_that_contradicts_a_person_is_only_recorded(queued: Database) -> None:
    watch = Watch()

    class Slow(Recorder):
        def send(self, request: Mapping[str, Any]) -> Receipt:
            watch.time = NOW + timedelta(minutes=10)
            deliver(queued, Recorder(), at=watch.time, owner="w2")
            with queued.writing() as session:
                outbox.resolve_unknown(
                    session, SUPERVISOR, the_delivery(queued).id, was_sent=False, reason="not there", now=watch.time
                )
            return super().send(request)

    outcomes = outbox.deliver_due(queued, {"console": Slow()}, FakeGate(), now=watch, owner="w1")
    assert [outcome.state for outcome in outcomes] == ["failed"]
    with queued.reading() as session:
        assert audit.entries(session)[0].action == "delivery.late_receipt"


def test_a_hold_during_a_call_that_fails_keeps_it_from_being_queued_again(queued: Database) -> None:
    class Stopped(Recorder):
        def send(self, request: Mapping[str, Any]) -> Receipt:
            with queued.writing() as session:
                reviews.void_all(session, "m1", reason="crisis", now=NOW)
            return super().send(request)

    assert [outcome.state for outcome in deliver(queued, Stopped(ChannelDown("refused")))] == ["cancelled"]
    with queued.reading() as session:
        assert session.exec(select(Draft)).one().state == "voided"


def test_a_check_that_breaks_is_not_a_yes_and_holds_up_nobody_else(queued: Database) -> None:
    class Broken(FakeGate):
        def inspect(self, *arguments: Any) -> Any:
            if arguments[1].id == "D1":
                raise ZeroDivisionError
            return super().inspect(*arguments)

    with queued.writing() as session:
        make_queued(session, id="D2")
    channel = Recorder()
    outcomes = deliver(queued, channel, gate=Broken())
    assert [(outcome.state, outcome.error) for outcome in outcomes] == [("queued", "ZeroDivisionError"), ("sent", "")]
    assert [request["draft_id"] for request in channel.sent] == ["D2"]
    assert deliver(queued, channel) == []


def _unknown(database: Database) -> str:
    deliver(database, Recorder(ChannelUncertain("timeout")))
    return the_delivery(database).id


@pytest.mark.parametrize(("was_sent", "state", "messages"), [(True, "sent", 1), (False, "failed", 0)])
def test_a_person_settles_a_doubt(queued: Database, was_sent: bool, state: str, messages: int) -> None:
    delivery_id = _unknown(queued)
    with queued.writing() as session:
        assert [d.id for d in outbox.open_deliveries(session, SUPERVISOR)] == [delivery_id]
        resolved = outbox.resolve_unknown(
            session, SUPERVISOR, delivery_id, was_sent=was_sent, reason="looked into the chat", now=NOW
        )
    assert resolved.state == state
    with queued.reading() as session:
        assert len(session.exec(select(Message)).all()) == messages
        assert session.exec(select(Task)).one().state == "done"
        assert (audit.entries(session)[0].actor, audit.entries(session)[0].action) == ("v1", "delivery.resolved")


def test_a_doubt_is_settled_once_by_somebody_who_may_and_says_why(queued: Database) -> None:
    delivery_id = _unknown(queued)

    def resolve(actor: Any, reason: str = "looked", target: str = delivery_id) -> None:
        with queued.writing() as session:
            outbox.resolve_unknown(session, actor, target, was_sent=False, reason=reason, now=NOW)

    with pytest.raises(NotAllowed):
        resolve(REP)
    with pytest.raises(BadInput):
        resolve(SUPERVISOR, reason=" ")
    with pytest.raises(NotFound):
        resolve(SUPERVISOR, target="nope")
    resolve(SUPERVISOR)
    with pytest.raises(Conflict, match="failed, not unknown"):
        resolve(SUPERVISOR)


class _Restarting(Database):
    """A store that goes away for some writes; `commits` tells whether they were committed before it went."""

    def go(self, writes: int, *, commits: bool = False) -> None:
        object.__setattr__(self, "_left", [commits] * writes)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        left: list[bool] = getattr(self, "_left", [])
        if left and not left[-1]:
            left.pop()
            raise Unavailable("The database server went away.", fix="Wait.")
        with super().writing() as session:
            yield session
        if left and left.pop():
            raise Unavailable("The database server went away.", fix="Wait.")


@pytest.mark.parametrize("commits", [False, True])
def test_a_receipt_outlives_a_database_that_is_restarted_under_it(queued: Database, commits: bool) -> None:
    database, pauses = _Restarting(queued.engine), list[float]()

    class Sending(Recorder):
        def send(self, request: Mapping[str, Any]) -> Receipt:
            database.go(1 if commits else 3, commits=commits)
            return super().send(request)

    channel = Sending()
    (outcome,) = outbox.deliver_due(
        database, {"console": channel}, FakeGate(), now=lambda: NOW, owner="w1", pause=pauses.append
    )
    assert (outcome.state, len(channel.sent), len(pauses)) == ("sent", 1, 1 if commits else 3)
    with queued.reading() as session:
        assert len(session.exec(select(Message)).all()) == 1
        assert session.exec(select(Task)).all() == []
        actions = session.exec(select(AuditEntry.action)).all()
    assert actions.count("delivery.sent") == 1
    assert "delivery.late_receipt" not in actions


def test_a_database_that_stays_away_ends_the_round_and_leaves_the_question_to_the_lease(queued: Database) -> None:
    database, pauses = _Restarting(queued.engine), list[float]()

    class Sending(Recorder):
        def send(self, request: Mapping[str, Any]) -> Receipt:
            database.go(99)
            return super().send(request)

    with pytest.raises(Unavailable):
        outbox.deliver_due(
            database, {"console": Sending()}, FakeGate(), now=lambda: NOW, owner="w1", pause=pauses.append
        )
    assert sum(pauses) < 60
    assert [o.state for o in deliver(queued, Recorder(), at=NOW + timedelta(minutes=5))] == ["unknown"]
