"""In whatever order things happen around a loss, the end is the same: nothing on its way, everything sealed."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from itertools import islice, permutations

from sqlmodel import col, select

from tests.builders import NOW, SUPERVISOR, a_draft, a_suggestion, make_draft, make_member
from tests.gates import FakeGate
from tests.tools.holds.test_holds import LOSS
from tests.tools.outbox.test_deliver import Recorder, deliver
from tools import holds, reviews
from tools.clock import shanghai_day
from tools.database import Database
from tools.errors import ServiceError
from tools.members.snapshot import may_use
from tools.models import Delivery, Draft, Member, PlannedTouch
from tools.planning import make_plan

Step = Callable[[Database, str], None]


def _loss(database: Database, member_id: str) -> None:
    with database.writing() as session:
        holds.apply_triage(session, member_id, LOSS, f"msg-{member_id}", now=NOW)


def _approve(database: Database, member_id: str) -> None:
    with database.writing() as session:
        reviews.approve(session, SUPERVISOR, f"D{member_id}", 1, now=NOW, gate=FakeGate(), channel="console")


def _edit(database: Database, member_id: str) -> None:
    with database.writing() as session:
        reviews.edit(session, SUPERVISOR, f"E{member_id}", 1, "换一句话。", now=NOW, gate=FakeGate())


def _plan(database: Database, member_id: str) -> None:
    with database.writing() as session:
        make_plan(session, shanghai_day(NOW), now=NOW)


def _file(database: Database, member_id: str) -> None:
    """Do what a member file may do: set the fields, the consents and the persona again."""
    with database.writing() as session:
        member = reviews.lock_member(session, member_id)
        member.due_date, member.personas = date(2026, 12, 1), ["maternal"]
        member.children = [{"birthday": "2026-02-01", "nickname": "小豆"}]
        member.consent_sensitive = ["due_date", "children"]


def _propose(database: Database, member_id: str) -> None:
    with database.writing() as session:
        reviews.submit(session, a_suggestion(member_id), [a_draft(id=f"N{member_id}", kind="care")], now=NOW)


STEPS: tuple[Step, ...] = (_loss, _approve, _edit, _plan, _file, _propose)


def test_any_order_of_steps_ends_in_silence(sqlite_database: Database) -> None:
    database, channel = sqlite_database, Recorder()
    for number, order in enumerate(islice(permutations(STEPS), 0, None, 11)):
        member_id = f"m{number}"
        with database.writing() as session:
            make_member(session, member_id)
            for letter in "DE":
                make_draft(session, member_id, id=f"{letter}{member_id}", kind="care")
        for step in order:
            with suppress(ServiceError):
                step(database, member_id)
        _assert_silent(database, member_id)
    deliver(database, channel, at=NOW + timedelta(days=1), owner="w1")
    assert channel.sent == []


def _assert_silent(database: Database, member_id: str) -> None:
    with database.reading() as session:
        member = session.get_one(Member, member_id)
        waiting = select(Draft.id).where(Draft.member_id == member_id, col(Draft.state).in_(("proposed", "approved")))
        moving = select(Delivery.id).where(
            Delivery.member_id == member_id, col(Delivery.state).in_(("queued", "sending"))
        )
        assert session.exec(waiting).all() == []
        assert session.exec(moving).all() == []
        assert session.exec(select(PlannedTouch.id).where(PlannedTouch.member_id == member_id)).all() == []
        assert member.care_hold
        assert not may_use(member, "due_date", shanghai_day(NOW))
        assert not may_use(member, "children", shanghai_day(NOW))
