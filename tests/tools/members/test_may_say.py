"""What may be said and what may not: the same answers as the gate, with reason, until when and what to do."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.builders import NOW, make_hold, make_member, make_message
from tools.database import Database
from tools.members.find import get
from tools.members.may_say import MaySay, Permission, what_may_be_said
from tools.members.snapshot import read_snapshot


def _ask(database: Database, now: Any = NOW) -> MaySay:
    with database.reading() as session:
        member = get(session, "m1")
        return what_may_be_said(session, member, read_snapshot(session, member, now=now), now=now)


def _of(may_say: MaySay, purpose: str) -> Permission:
    return next(each for each in may_say.permissions if each.purpose == purpose)


def _rules(may_say: MaySay, purpose: str) -> set[str]:
    return {reason.rule for reason in _of(may_say, purpose).reasons}


def _shop(database: Database, **columns: Any) -> Database:
    with database.writing() as session:
        make_member(session, **columns)
    return database


def test_a_member_who_allowed_everything_may_be_cared_for_and_answered(database: Database) -> None:
    may_say = _ask(_shop(database))
    assert _of(may_say, "proactive").allowed
    assert _of(may_say, "reply").allowed
    assert _rules(may_say, "product_list") == {"LS-1"}


def test_a_list_is_free_once_her_own_words_asked_for_it_and_for_three_days(database: Database) -> None:
    _shop(database)
    with database.writing() as session:
        make_message(session, text="这些哪些是你们家有的？", at=NOW)
    assert _of(_ask(database), "product_list").allowed
    assert not _of(_ask(database, NOW + timedelta(days=4)), "product_list").allowed


def test_every_reason_says_what_to_do_and_a_passing_one_until_when(database: Database) -> None:
    _shop(database, consent_care=None, dnd_until=NOW + timedelta(days=2))
    reasons = {reason.rule: reason for reason in _of(_ask(database), "proactive").reasons}
    assert set(reasons) == {"PI-1", "DND"}
    assert all(reason.message and reason.todo for reason in reasons.values())
    assert (reasons["DND"].until, reasons["PI-1"].until) == (NOW + timedelta(days=2), None)


@pytest.mark.parametrize(
    ("kind", "purpose", "rule"),
    [
        ("complaint", "proactive", "COMPLAINT-OPEN"),
        ("complaint", "product_list", "COMPLAINT-OPEN"),
        ("crisis", "reply", "SAFETY-HOLD"),
        ("privacy", "proactive", "PI-6"),
    ],
)
def test_an_open_hold_shuts_what_the_queue_would_shut(database: Database, kind: str, purpose: str, rule: str) -> None:
    _shop(database)
    with database.writing() as session:
        make_hold(session, kind=kind)
    assert rule in _rules(_ask(database), purpose)


def test_in_quiet_hours_care_waits_until_nine(database: Database) -> None:
    may_say = _ask(_shop(database), NOW + timedelta(hours=12))
    (reason,) = _of(may_say, "proactive").reasons
    assert (reason.rule, reason.until) == ("CT-5", NOW + timedelta(hours=23))
    assert _of(may_say, "reply").allowed


def test_a_sealed_member_hears_nothing_and_no_reason_tells_why(database: Database) -> None:
    _shop(database, care_hold=True, due_date=date(2026, 1, 5))
    may_say = _ask(database)
    assert not any(each.allowed for each in may_say.permissions)
    assert "BIRTH-UNCONFIRMED" not in _rules(may_say, "proactive")
    sentences = [r.message + r.todo for each in may_say.permissions for r in each.reasons]
    sentences += [limit.message + limit.todo for limit in may_say.limits]
    assert not any(word in sentence for sentence in sentences for word in ("孕", "宝宝", "预产期", "奶粉"))


@pytest.mark.parametrize(
    ("columns", "rule", "there"),
    [
        ({}, "BMS-2", True),
        ({"due_date": None, "children": []}, "BMS-2", False),
        ({"tags": ["双胎"]}, "BMS-7", True),
        ({"birthday": date(2010, 1, 1)}, "MINOR", True),
        ({}, "AD-14", True),
    ],
)
def test_limits_follow_her_stage_of_life(database: Database, columns: dict[str, Any], rule: str, there: bool) -> None:
    limits = {limit.rule for limit in _ask(_shop(database, **columns)).limits}
    assert (rule in limits) is there


def test_no_reason_says_what_to_do_twice(database: Database) -> None:
    _shop(database, consent_care=None)
    with database.writing() as session:
        make_hold(session, kind="medical", level="S1")
    reasons = [one for each in _ask(database, NOW + timedelta(hours=12)).permissions for one in each.reasons]
    assert {"PI-1", "SAFETY-HOLD", "CT-5"} <= {reason.rule for reason in reasons}
    assert not [reason for reason in reasons if reason.todo and reason.todo in reason.message]
