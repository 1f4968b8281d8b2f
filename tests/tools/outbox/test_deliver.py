"""Deliver: what was approved leaves once, if it still may."""

import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from tests.builders import NOW, REP, SUPERVISOR, FakeGate, Refused, make_draft, make_hold, make_member, make_queued
from tools import audit, outbox, reviews
from tools.channels import Channel, ChannelDown, ChannelRefused, ChannelUncertain, Receipt
from tools.database import Database
from tools.errors import BadInput, Conflict, NotAllowed, NotFound
from tools.models import Delivery, Draft, Message, Task


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


@pytest.fixture
def queued(database: Database) -> Database:
    """Store one member with one approved reply that is due now."""
    with database.writing() as session:
        make_member(session)
        make_queued(session, id="D1", text="芸姐，晚安。")
    return database


def test_a_due_delivery_is_sent_and_stands_in_her_conversation(queued: Database) -> None:
    channel = Recorder()
    assert [outcome.state for outcome in deliver(queued, channel)] == ["sent"]
    delivery = the_delivery(queued)
    assert (delivery.state, delivery.provider_id, delivery.sent_at, delivery.attempts) == ("sent", "p1", NOW, 1)
    assert [request["text"] for request in channel.sent] == ["芸姐，晚安。"]
    with queued.reading() as session:
        message = session.exec(select(Message)).one()
        assert audit.verify(session) == []
        assert [entry.action for entry in audit.entries(session)] == ["delivery.sent"]
    assert (message.direction, message.draft_id, message.purpose, message.topic) == ("out", "D1", "reply", "P21")
    assert (message.sender, message.text, message.at) == ("r1", "芸姐，晚安。", NOW)


def test_nothing_is_sent_twice(queued: Database) -> None:
    channel = Recorder()
    deliver(queued, channel)
    assert deliver(queued, channel, at=NOW + timedelta(days=1)) == []
    assert len(channel.sent) == 1


def test_what_is_not_due_waits(queued: Database) -> None:
    channel = Recorder()
    assert deliver(queued, channel, at=NOW - timedelta(seconds=1)) == []
    assert the_delivery(queued).state == "queued"


def test_what_another_channel_carries_waits_for_it(queued: Database) -> None:
    assert outbox.deliver_due(queued, {}, FakeGate(), now=lambda: NOW, owner="w1") == []
    assert the_delivery(queued).state == "queued"


def test_sending_is_committed_before_the_call(queued: Database) -> None:
    class Looking(Recorder):
        def send(self, request: Mapping[str, Any]) -> Receipt:
            delivery = the_delivery(queued)
            assert (delivery.state, delivery.owner) == ("sending", "w1")
            assert delivery.lease_until == NOW + timedelta(seconds=120)
            return super().send(request)

    assert [outcome.state for outcome in deliver(queued, Looking())] == ["sent"]


def test_a_text_that_is_blocked_by_now_is_refused(queued: Database) -> None:
    channel = Recorder()
    outcomes = deliver(queued, channel, gate=FakeGate(blocks=["晚安"]))
    assert [outcome.state for outcome in outcomes] == ["refused"]
    assert channel.sent == []
    with queued.reading() as session:
        assert session.exec(select(Draft)).one().state == "approved"
        entry = audit.entries(session)[0]
    assert (entry.action, entry.detail["rules"]) == ("delivery.refused", ["AD-9"])


def test_a_contact_that_is_forbidden_by_now_is_refused(queued: Database) -> None:
    channel = Recorder()
    outcomes = deliver(queued, channel, gate=FakeGate(refusals=[Refused("CT-4", "five already")]))
    assert [(outcome.state, "CT-4: five already" in outcome.error) for outcome in outcomes] == [("refused", True)]
    assert channel.sent == []


def test_a_hold_opened_after_the_approval_refuses_whatever_the_gate_says(queued: Database) -> None:
    with queued.writing() as session:
        make_hold(session, kind="crisis")
    channel = Recorder()
    assert [outcome.state for outcome in deliver(queued, channel)] == ["refused"]
    assert channel.sent == []


def test_quiet_hours_put_it_off(queued: Database) -> None:
    morning = NOW + timedelta(hours=20)
    outcomes = deliver(queued, Recorder(), gate=FakeGate(refusals=[Refused("CT-5", "quiet", morning, True)]))
    delivery = the_delivery(queued)
    assert [outcome.state for outcome in outcomes] == ["queued"]
    assert (delivery.state, delivery.not_before, delivery.day) == ("queued", morning, "2026-03-05")


def test_what_is_put_off_to_a_day_that_is_taken_is_refused(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        make_queued(session, kind="care", id="D1")
        tomorrow = make_queued(session, kind="care", id="D2", member_id="m1", proactive=False)
        tomorrow.proactive, tomorrow.day = True, "2026-03-05"
        tomorrow.not_before = NOW + timedelta(days=1)
    gate = FakeGate(refusals=[Refused("CT-5", "quiet", NOW + timedelta(days=1), True)])
    assert [outcome.state for outcome in deliver(database, Recorder(), gate=gate)] == ["refused"]


def test_a_draft_that_is_no_longer_approved_is_cancelled(queued: Database) -> None:
    with queued.writing() as session:
        session.exec(select(Draft)).one().state = "voided"
    channel = Recorder()
    assert [outcome.state for outcome in deliver(queued, channel)] == ["cancelled"]
    assert channel.sent == []


def test_a_refusing_channel_makes_it_failed(queued: Database) -> None:
    outcomes = deliver(queued, Recorder(ChannelRefused("not a friend any more")))
    assert [(outcome.state, outcome.error) for outcome in outcomes] == [
        ("failed", "ChannelRefused: not a friend any more")
    ]
    with queued.reading() as session:
        assert "friend" not in str([entry.detail for entry in audit.entries(session)])


def test_a_channel_that_is_down_is_tried_again_later_and_not_forever(queued: Database) -> None:
    channel, moment, waits = Recorder(ChannelDown("connection refused")), NOW, []
    for _ in range(20):
        outcomes = deliver(queued, channel, at=moment)
        if outcomes[0].state != "queued":
            break
        later = the_delivery(queued).not_before
        waits.append((later - moment).total_seconds())
        moment = later
    assert waits == [15, 30, 60, 120, 240, 480, 960]
    assert the_delivery(queued).state == "failed"
    assert len(channel.sent) == 8


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


def test_many_senders_at_the_same_time_send_each_once(database: Database) -> None:
    with database.writing() as session:
        for number in range(10):
            make_member(session, f"m{number}")
            make_queued(session, f"m{number}")
    channel = Recorder()
    start = threading.Barrier(4)

    def run(owner: str) -> None:
        start.wait()
        deliver(database, channel, owner=owner)

    threads = [threading.Thread(target=run, args=(f"w{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(channel.sent) == len({request["key"] for request in channel.sent}) == 10


def test_a_limit_is_kept_and_the_oldest_goes_first(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        make_queued(session, id="later")
        make_queued(session, id="sooner").not_before = NOW - timedelta(hours=1)
    channel = Recorder()
    outbox.deliver_due(database, {"console": channel}, FakeGate(), now=lambda: NOW, owner="w1", limit=1)
    assert [request["draft_id"] for request in channel.sent] == ["sooner"]


def test_an_approval_arrives_after_the_undo_window_and_cannot_be_undone_then(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        make_draft(session, id="D1")
        reviews.approve(session, REP, "D1", 1, now=NOW, gate=FakeGate(), channel="console", undo_window_s=10)
    channel = Recorder()
    assert deliver(database, channel, at=NOW + timedelta(seconds=9)) == []
    assert [outcome.state for outcome in deliver(database, channel, at=NOW + timedelta(seconds=10))] == ["sent"]
    with pytest.raises(reviews.UndoTooLate), database.writing() as session:
        reviews.undo(session, REP, "D1", 1, now=NOW)


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
