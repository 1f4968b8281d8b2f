"""Who the members are: every situation is there, in believable shares."""

from collections import Counter
from datetime import date
from typing import Any

from tests.tools.demo.conftest import MEMBERS, DemoStore
from tools.clock import shanghai_day
from tools.members import stage
from tools.models import Member


def _members(store: DemoStore) -> list[Member]:
    return [Member.model_validate(row) for row in store.rows("member")]


def _today(store: DemoStore) -> date:
    return shanghai_day(store.now)


def test_every_stage_of_motherhood_is_there(store: DemoStore) -> None:
    today = _today(store)
    weeks, months = [], []
    for member in _members(store):
        if member.due_date and not stage.is_birth_known(member, today):
            weeks.append(stage.gest_week(member.due_date, today))
        months += [child.age_months for child in stage.born_children(member, today)[:1]]
    known = {week for week in weeks if week is not None}
    assert len(known) >= 28
    assert min(known) <= 8
    assert max(known) >= 38
    spans = {"newborn": (0, 0), "infant": (1, 11), "toddler": (12, 35), "school": (36, 140)}
    for name, (low, high) in spans.items():
        assert sum(low <= month <= high for month in months) >= 10, name


def test_every_persona_men_and_the_best_are_there(store: DemoStore) -> None:
    members = _members(store)
    personas = Counter(persona for member in members for persona in member.personas)
    assert set(personas) == {"maternal", "beauty", "home", "vip"}
    assert min(personas.values()) >= 10
    assert sum(not member.personas for member in members) >= 10
    assert 0.05 < sum(member.gender == "M" for member in members) / len(members) < 0.3
    assert len({member.tier for member in members}) == 5


def test_pregnant_members_without_an_order_are_there(store: DemoStore) -> None:
    buyers = {row["member_id"] for row in store.rows("member_order")}
    prospects = [m for m in _members(store) if m.due_date and not m.children and m.member_id not in buyers]
    assert len(prospects) >= 15
    assert all(member.tier == "注册会员" for member in prospects)


def test_consents_are_given_refused_and_unknown(store: DemoStore) -> None:
    answers = Counter(member.consent_care for member in _members(store))
    assert 0.6 < answers[True] / MEMBERS < 0.85
    assert answers[False] > 10
    assert answers[None] > 50
    sensitive = Counter(column for member in _members(store) for column in member.consent_sensitive)
    assert set(sensitive) <= set(Member.model_fields)
    family = [m for m in _members(store) if m.due_date or m.children]
    told = [m for m in family if {"due_date", "children"} & set(m.consent_sensitive)]
    assert 0.6 < len(told) / len(family) < 0.97


def test_those_who_must_be_left_alone_are_there(store: DemoStore) -> None:
    members = _members(store)
    today = _today(store)
    assert sum(member.care_hold for member in members) == 2
    assert sum(member.opted_out for member in members) == 3
    assert sum(member.dnd_until is not None and member.dnd_until > store.now for member in members) == 3
    assert [m.name for m in members if stage.is_minor(m, today)] == ["姚予安"]
    assert sum(stage.is_birth_unconfirmed(member, today) for member in members) == 5
    holds = Counter(row["kind"] for row in store.rows("hold"))
    assert holds == {"bereavement": 2, "opt_out": 3, "complaint": 1}
    assert {row["cause"] for row in store.rows("hold")} == {""}


def test_the_day_has_birthdays(store: DemoStore) -> None:
    today = _today(store)
    born = [member.birthday for member in _members(store) if member.birthday]
    ahead = [(day.replace(year=today.year) - today).days for day in born if (day.month, day.day) != (2, 29)]
    assert ahead.count(0) >= 6
    assert sum(1 <= days <= 6 for days in ahead) >= 14


def test_reps_share_the_members_and_the_manager_has_the_best(store: DemoStore) -> None:
    owners: dict[str, list[Member]] = {}
    for member in _members(store):
        owners.setdefault(member.owner_staff_id, []).append(member)
    assert set(owners) == {"R1", "R2", "R3", "R4", "R7"}
    assert all(len(owned) > 60 for owner, owned in owners.items() if owner != "R7")
    assert {member.member_id for member in _members(store) if member.tier == "蓝钻"} <= {
        m.member_id for m in owners["R7"]
    }


def test_staff_fill_every_role_of_two_stores(store: DemoStore) -> None:
    staff: list[dict[str, Any]] = store.rows("staff")
    roles = Counter(row["role"] for row in staff)
    assert roles == {"rep": 4, "supervisor": 2, "member_manager": 1, "operator": 1, "owner": 1}
    assert {row["store"] for row in staff if row["role"] == "supervisor"} == {"杭州滨江店", "成都锦江店"}
    assert all(row["weekly_minutes"] >= 300 for row in staff if row["role"] not in ("operator", "owner"))
    assert {row["password_hash"] for row in staff} == {""}
