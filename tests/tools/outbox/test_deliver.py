"""Deliver: what was approved leaves once, if it still may."""

import threading
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from tests.builders import NOW, REP, make_draft, make_hold, make_member, make_queued
from tests.gates import FakeGate, Refused
from tests.tools.outbox.senders import Recorder, deliver, the_delivery
from tools import audit, outbox, reviews
from tools.channels import ChannelDown, ChannelRefused, Receipt
from tools.database import Database
from tools.models import Draft, Message


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
