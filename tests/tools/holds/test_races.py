"""A loss against an approval, and against a sender, at the very same moment: the loss wins."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest
from sqlmodel import col, select

from tests.builders import NOW, SUPERVISOR, a_draft, a_suggestion, make_draft, make_member, make_queued
from tests.gates import FakeGate
from tests.tools.holds.test_holds import LOSS
from tests.tools.outbox.test_deliver import Recorder, deliver
from tools import audit, holds, reviews
from tools.clock import shanghai_day
from tools.database import Database
from tools.errors import ServiceError
from tools.models import Delivery, Draft, PlannedTouch
from tools.planning import make_plan

ROUNDS = 15


def _approve(database: Database, draft_id: str) -> None:
    with database.writing() as session:
        reviews.approve(session, SUPERVISOR, draft_id, 1, now=NOW, gate=FakeGate(), channel="console", undo_window_s=0)


def _trigger(database: Database, member_id: str) -> None:
    """Do what a recorded message does: open the hold and propose its one answer."""
    with database.writing() as session:
        holds.apply_triage(session, member_id, LOSS, f"msg-{member_id}", now=NOW)
        answer = a_draft(id=f"answer-{member_id}", kind="fixed_reply", answers_message_id=f"msg-{member_id}")
        reviews.submit(session, a_suggestion(member_id), [answer], now=NOW)


def _together(*actions: Callable[[], None]) -> None:
    start = threading.Barrier(len(actions))
    faults: list[BaseException] = []

    def run(action: Callable[[], None]) -> None:
        start.wait()
        try:
            with suppress(ServiceError):
                action()
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def _on_their_way(database: Database, member_id: str) -> list[str]:
    with database.reading() as session:
        statement = select(Delivery.draft_id).where(Delivery.member_id == member_id)
        return list(session.exec(statement.where(col(Delivery.state).in_(("queued", "sending")))).all())


def test_an_approval_before_the_loss_is_taken_back(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        make_draft(session, id="D1", kind="care")
    _approve(database, "D1")
    _trigger(database, "m1")
    assert _on_their_way(database, "m1") == []


def test_an_approval_after_the_loss_is_refused(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        make_draft(session, id="D1", kind="care")
    _trigger(database, "m1")
    with pytest.raises(reviews.DraftAlreadyDecided, match="voided"):
        _approve(database, "D1")
    assert _on_their_way(database, "m1") == []


def test_an_approval_at_the_same_moment_loses(database: Database) -> None:
    for number in range(ROUNDS):
        member_id = f"m{number}"
        with database.writing() as session:
            make_member(session, member_id)
            suggestion = a_suggestion(member_id)
            session.add(suggestion)
            session.flush()
            for letter in "ab":
                make_draft(session, member_id, suggestion=suggestion, id=f"{letter}{number}", kind="care")
        actions = [
            partial(_approve, database, f"a{number}"),
            partial(_approve, database, f"b{number}"),
            partial(_trigger, database, member_id),
        ]
        _together(*actions[number % 3 :], *actions[: number % 3])
        assert _on_their_way(database, member_id) == []
        with database.reading() as session:
            states = dict(session.exec(select(Draft.id, Draft.state).where(Draft.member_id == member_id)).all())
        assert states.pop(f"answer-{member_id}") == "proposed"
        assert set(states.values()) <= {"voided", "superseded"}


def test_a_sender_at_the_same_moment_sends_only_what_it_had_in_hand(database: Database) -> None:
    channel = Recorder()
    for number in range(ROUNDS):
        member_id = f"m{number}"
        with database.writing() as session:
            make_member(session, member_id)
            make_queued(session, member_id, id=f"D{number}", kind="care")
        _together(
            partial(_deliver, database, channel, "w1"),
            partial(_trigger, database, member_id),
            partial(_deliver, database, channel, "w2"),
        )
        _deliver_later(database, channel)
        assert _on_their_way(database, member_id) == []
        _assert_nothing_left_after_the_loss(database, member_id)
    keys = [request["key"] for request in channel.sent]
    assert len(keys) == len(set(keys))


def _deliver(database: Database, channel: Recorder, owner: str) -> None:
    deliver(database, channel, owner=owner)


def _deliver_later(database: Database, channel: Recorder) -> None:
    deliver(database, channel, at=NOW + timedelta(days=1), owner="w3")


def _assert_nothing_left_after_the_loss(database: Database, member_id: str) -> None:
    """Whatever was sent was either written down before the loss or named by it as already in a sender's hands."""
    with database.reading() as session:
        entries = audit.entries(session, member_id=member_id)
    opened = next(entry for entry in entries if entry.action == "hold.opened")
    sent = [entry for entry in entries if entry.action == "delivery.sent"]
    for entry in sent:
        in_hand = entry.subject.removeprefix("delivery:") in opened.detail["in_flight"]
        assert entry.number < opened.number or in_hand


def _batch(database: Database, *draft_ids: str) -> None:
    decisions = [reviews.Decision(draft_id, 1, "approve") for draft_id in draft_ids]
    with database.writing() as session:
        reviews.decide_batch(
            session, SUPERVISOR, decisions, now=NOW, gate=FakeGate(), channel="console", undo_window_s=0
        )


def _edit(database: Database, draft_id: str) -> None:
    with database.writing() as session:
        reviews.edit(session, SUPERVISOR, draft_id, 1, "换一句话。", now=NOW, gate=FakeGate())
    with database.writing() as session:
        reviews.approve(session, SUPERVISOR, draft_id, 2, now=NOW, gate=FakeGate(), channel="console", undo_window_s=0)


def _undo(database: Database, draft_id: str) -> None:
    with database.writing() as session:
        reviews.undo(session, SUPERVISOR, draft_id, 1, now=NOW)


def _plan(database: Database) -> None:
    with database.writing() as session:
        make_plan(session, shanghai_day(NOW), now=NOW)


def _propose(database: Database, member_id: str, draft_id: str) -> None:
    with database.writing() as session:
        reviews.submit(session, a_suggestion(member_id), [a_draft(id=draft_id, kind="care")], now=NOW)


def _reach(database: Database, member_id: str) -> set[str]:
    """Return the states of everything but the answer to the loss."""
    with database.reading() as session:
        rows = session.exec(select(Draft.id, Draft.state).where(Draft.member_id == member_id)).all()
    return {state for draft_id, state in rows if draft_id != f"answer-{member_id}"}


def _prepare(database: Database, member_id: str, draft_id: str, kind: str) -> None:
    with database.writing() as session:
        make_member(session, member_id)
        make = make_queued if kind == "undo" else make_draft
        make(session, member_id, id=draft_id, kind="care")


ACTIONS: dict[str, Callable[[Database, str, str], None]] = {
    "batch": lambda database, _member, draft_id: _batch(database, draft_id),
    "edit": lambda database, _member, draft_id: _edit(database, draft_id),
    "undo": lambda database, _member, draft_id: _undo(database, draft_id),
    "propose": lambda database, member, draft_id: _propose(database, member, f"new-{draft_id}"),
    "plan": lambda database, _member, _draft: _plan(database),
}


@pytest.mark.parametrize("name", list(ACTIONS))
@pytest.mark.parametrize("order", ["before", "after", "at once"])
def test_whatever_a_person_or_the_plan_does_around_a_loss_nothing_reaches_her(
    database: Database, name: str, order: str
) -> None:
    for number in range(ROUNDS if order == "at once" else 1):
        member_id, draft_id = f"m{number}", f"D{number}"
        _prepare(database, member_id, draft_id, name)
        act = partial(ACTIONS[name], database, member_id, draft_id)
        steps = [act, partial(_trigger, database, member_id)]
        if order == "at once":
            _together(*steps[number % 2 :], *steps[: number % 2])
        else:
            for step in steps if order == "before" else reversed(steps):
                with suppress(ServiceError):
                    step()
        assert _on_their_way(database, member_id) == []
        assert _reach(database, member_id) == {"voided"}
        with database.reading() as session:
            assert session.exec(select(PlannedTouch).where(PlannedTouch.member_id == member_id)).all() == []


def test_two_members_in_a_batch_and_a_loss_of_one_stop_only_hers(database: Database) -> None:
    for number in range(ROUNDS):
        hers, other = f"a{number}", f"b{number}"
        with database.writing() as session:
            for member_id in (hers, other):
                make_member(session, member_id)
                make_draft(session, member_id, id=f"D{member_id}", kind="care")
        _together(partial(_batch, database, f"D{other}", f"D{hers}"), partial(_trigger, database, hers))
        assert _on_their_way(database, hers) == []
        assert _on_their_way(database, other) == [f"D{other}"]
