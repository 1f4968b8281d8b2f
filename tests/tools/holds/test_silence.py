"""After a loss: what is sealed stays sealed, nobody writes first, and only her own new words open anything."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from tests.builders import (
    NOW,
    REP,
    SUPERVISOR,
    make_hold,
    make_member,
    make_message,
    make_planned_touch,
    make_task,
)
from tests.tools.holds.test_holds import LOSS, Told, apply
from tools import audit, holds
from tools.access import Actor
from tools.database import Database
from tools.errors import BadInput, Conflict, NotAllowed, NotFound
from tools.holds import open_hellos
from tools.members.contact import contact_facts
from tools.members.snapshot import read_snapshot
from tools.models import Member, PlannedTouch, Task

LATER = NOW + timedelta(days=120)


@pytest.fixture
def mother(database: Database) -> Database:
    """Store a member who is 29 weeks pregnant and has a child of three."""
    with database.writing() as session:
        make_member(session, personas=["maternal"])
    return database


def _member(database: Database) -> Member:
    with database.reading() as session:
        return session.get_one(Member, "m1")


def _released(database: Database, *, mistaken: bool = False) -> None:
    hold = apply(database, LOSS)
    assert hold is not None
    with database.writing() as session:
        holds.release(session, SUPERVISOR, hold.id, "她愿意恢复", now=NOW + timedelta(days=100), mistaken=mistaken)


def _reopen(database: Database, actor: Actor = SUPERVISOR, **changes: Any) -> Member:
    wanted = {
        "field": "due_date",
        "statement_id": "s1",
        "consent_id": "c1",
        "reason": "她说又怀上了",
        "due_date": date(2027, 3, 1),
        "now": LATER,
    }
    with database.writing() as session:
        return holds.reopen_family(session, actor, "m1", **(wanted | changes))


def _said(database: Database) -> None:
    with database.writing() as session:
        make_message(session, message_id="s1", at=LATER - timedelta(hours=2), text="我又怀上了")
        make_message(session, message_id="c1", at=LATER - timedelta(hours=1), text="可以记，提醒我吧")
        make_message(session, message_id="old", at=NOW - timedelta(days=1), text="预产期五月二十")
        make_message(session, message_id="ours", at=LATER, direction="out", text="恭喜您")


def test_a_loss_takes_plans_and_tasks_about_the_baby_out_of_sight(mother: Database) -> None:
    with mother.writing() as session:
        make_planned_touch(session, reason="孕29周，本月关怀还没做满", trigger="pregnancy", topics=["P21"])
        make_task(session, id="T1", title="28周糖耐前提醒她")
        make_task(session, id="T2", title="回她发票的事")
    apply(mother, LOSS)
    with mother.reading() as session:
        assert session.exec(select(PlannedTouch)).all() == []
        states = dict(session.exec(select(Task.id, Task.state)).all())
    assert (states["T1"], states["T2"]) == ("done", "open")


def test_a_death_in_the_family_seals_nothing_and_is_quiet_for_thirty_days(mother: Database) -> None:
    apply(mother, Told("bereavement", "bereavement", "S2", "family"))
    member = _member(mother)
    assert (member.care_hold, member.sealed_fields) == (False, [])
    with mother.reading() as session:
        facts = contact_facts(session, member, now=NOW)
    assert (facts.quiet_days, facts.silent_until) == ((), None)


def test_a_mistake_is_undone_as_if_it_had_never_been(mother: Database) -> None:
    _released(mother, mistaken=True)
    member = _member(mother)
    assert (member.care_hold, member.sealed_fields) == (False, [])
    with mother.reading() as session:
        snapshot = read_snapshot(session, member, now=NOW + timedelta(hours=1))
        facts = contact_facts(session, member, now=NOW + timedelta(hours=1))
    assert snapshot.gest_week == 29
    assert (facts.quiet_days, facts.silent_until, facts.sealed) == ((), None, False)


def test_a_mistake_does_not_open_what_an_earlier_loss_has_sealed(mother: Database) -> None:
    _released(mother)
    second = apply(mother, LOSS, "msg-9", NOW + timedelta(days=110))
    assert second is not None
    with mother.writing() as session:
        holds.release(session, SUPERVISOR, second.id, "读错了", now=LATER, mistaken=True)
    assert _member(mother).sealed_fields == ["children", "due_date"]


def test_after_a_release_nothing_about_the_family_is_usable(mother: Database) -> None:
    _released(mother)
    member = _member(mother)
    assert not member.care_hold
    with mother.reading() as session:
        snapshot = read_snapshot(session, member, now=LATER)
    assert (snapshot.gest_week, snapshot.child, snapshot.personas) == (None, None, ())
    assert snapshot.fact("due_date") is snapshot.fact("children") is None


def test_quiet_days_are_the_day_she_told_and_the_old_due_date(mother: Database) -> None:
    with mother.writing() as session:
        make_message(session, message_id="told", at=NOW - timedelta(days=40))
    apply(mother, LOSS, "told")
    with mother.reading() as session:
        facts = contact_facts(session, session.get_one(Member, "m1"), now=NOW)
    assert facts.quiet_days == (date(2026, 1, 23), date(2026, 5, 20))


def test_the_old_due_date_stays_a_quiet_day_when_a_file_changes_the_field(mother: Database) -> None:
    apply(mother, LOSS)
    with mother.writing() as session:
        session.get_one(Member, "m1").due_date = date(2026, 12, 1)
    with mother.reading() as session:
        assert date(2026, 5, 20) in contact_facts(session, session.get_one(Member, "m1"), now=LATER).quiet_days


def test_her_new_word_and_her_new_yes_open_one_field_and_a_person_writes_down_why(mother: Database) -> None:
    _released(mother)
    _said(mother)
    member = _reopen(mother)
    assert (member.due_date, member.sealed_fields) == (date(2027, 3, 1), ["children"])
    kept = member.consent_records["due_date"]
    assert (kept["answer"], kept["text"], kept["source"]) == ("yes", "2026-01", "message c1")
    with mother.reading() as session:
        snapshot = read_snapshot(session, session.get_one(Member, "m1"), now=LATER + timedelta(days=60))
        entry = audit.entries(session, member_id="m1", limit=1)[0]
    assert snapshot.gest_week is not None
    assert snapshot.child is None
    assert (entry.action, entry.detail["messages"]) == ("family.reopened", ["s1", "c1"])


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"statement_id": "old"}, BadInput),
        ({"consent_id": "ours"}, BadInput),
        ({"consent_id": ""}, BadInput),
        ({"reason": " "}, BadInput),
        ({"due_date": date(2026, 5, 20)}, BadInput),
        ({"due_date": None}, BadInput),
        ({"field": "health"}, Conflict),
        ({"actor": REP}, NotAllowed),
    ],
)
def test_anything_less_opens_nothing(mother: Database, changes: dict[str, Any], error: type[Exception]) -> None:
    _released(mother)
    _said(mother)
    with pytest.raises(error):
        _reopen(mother, **changes)
    assert _member(mother).sealed_fields == ["children", "due_date"]


def test_nothing_opens_while_the_hold_is_open_or_for_a_stranger(mother: Database) -> None:
    apply(mother, LOSS)
    _said(mother)
    with pytest.raises(Conflict, match="still open"):
        _reopen(mother)
    with pytest.raises(NotFound):
        _reopen(mother, Actor("v9", "Wu", "supervisor", store="s9"))


def test_the_older_child_rests_for_thirty_days_even_after_a_quick_release(mother: Database) -> None:
    hold = apply(mother, LOSS)
    assert hold is not None
    with mother.writing() as session:
        holds.release(session, SUPERVISOR, hold.id, "她愿意", now=NOW + timedelta(days=1))
        make_message(session, message_id="s1", at=NOW + timedelta(days=2))
    with pytest.raises(Conflict, match="too early"):
        _reopen(mother, field="children", consent_id="s1", due_date=None, now=NOW + timedelta(days=29))
    opened = _reopen(mother, field="children", consent_id="s1", due_date=None, now=NOW + timedelta(days=31))
    assert opened.sealed_fields == ["due_date"]


def _hellos(database: Database, days: int) -> list[tuple[str, str]]:
    with database.writing() as session:
        open_hellos(session, NOW + timedelta(days=days))
        found = session.exec(select(Task.kind, Task.owner_staff_id).where(Task.kind == "hello"))
        return [tuple(row) for row in found]


def test_after_ninety_days_whoever_she_knows_is_asked_for_one_hello_by_hand(mother: Database) -> None:
    apply(mother, LOSS)
    apply(mother, LOSS, "msg-2", NOW + timedelta(minutes=1))
    assert _hellos(mother, 89) == []
    assert _hellos(mother, 91) == [("hello", "r1")]
    assert _hellos(mother, 95) == [("hello", "r1")]


def test_the_hello_waits_until_a_quiet_day_is_over(database: Database) -> None:
    with database.writing() as session:
        make_member(session, due_date=(NOW + timedelta(days=92)).date())
    apply(database, LOSS)
    assert _hellos(database, 91) == []
    assert len(_hellos(database, 100)) == 1


@pytest.mark.parametrize("ends", ["released", "opted_out"])
def test_no_hello_for_whoever_talks_again_or_wants_to_be_left_alone(mother: Database, ends: str) -> None:
    hold = apply(mother, LOSS)
    assert hold is not None
    with mother.writing() as session:
        if ends == "released":
            holds.release(session, SUPERVISOR, hold.id, "她来找我们了", now=NOW + timedelta(days=30))
        else:
            session.get_one(Member, "m1").opted_out = True
    assert _hellos(mother, 91) == []


def test_tasks_reasons_and_audit_name_the_hold_neutrally(mother: Database) -> None:
    apply(mother, LOSS)
    with mother.writing() as session:
        open_hellos(session, NOW + timedelta(days=91))
        seen = [f"{task.kind} {task.title} {task.source}" for task in session.exec(select(Task)).all()]
        seen += [f"{entry.action} {entry.subject} {entry.detail}" for entry in audit.entries(session)]
    for word in ("bereavement", "loss", "流产", "胎停", "去世", "孩子", "宝宝", "孕"):
        assert not any(word in line for line in seen)


def test_another_id_of_the_same_person_is_no_new_permission(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        make_member(session, "m2", phone="13800000000", owner_staff_id="r2")
        make_member(session, "m3", wecom_external_userid="wm1")
        make_member(session, "m4")
        session.get_one(Member, "m1").opted_out = True
    with database.reading() as session:
        found = {key: contact_facts(session, session.get_one(Member, key), now=NOW) for key in ("m2", "m3", "m4")}
    assert [found[key].opted_out for key in ("m2", "m3", "m4")] == [True, True, False]


def test_a_hold_of_before_the_upgrade_is_read_without_quiet_days(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        make_hold(session, kind="bereavement", opened_at=NOW)
        facts = contact_facts(session, session.get_one(Member, "m1"), now=NOW)
    assert (facts.quiet_days, facts.silent_until) == ((), NOW + timedelta(days=90))
