"""Figures of a large base are kept for some hours, say when they were counted, and are shown to nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from tests.builders import ADMIN, NOW, OTHER_REP, REP, SUPERVISOR, make_member, make_score, make_staff
from tests.tools.kpis.asking import SINCE, TODAY, report, touch
from tools.access import Actor
from tools.database import Database
from tools.errors import NotAllowed
from tools.kpis import ServiceReport, count_ahead, kept_report
from tools.kpis.rules import rules
from tools.models import KeptFigures

LASTING = timedelta(hours=rules()["kept"]["hours"])


@pytest.fixture(autouse=True)
def two_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rules()["kept"], "from_members", 2)


def kept(database: Database, actor: Actor = ADMIN, **asked: Any) -> ServiceReport:
    return kept_report(database, actor, **{"since": SINCE, "until": TODAY, "now": NOW, **asked})


def test_what_is_kept_is_what_was_counted(store: Database) -> None:
    with store.writing() as session:
        touch(session)
        make_score(session, "m1")
    counted = report(store)
    assert kept(store) == counted
    assert kept(store, now=NOW + timedelta(minutes=1)) == counted
    assert kept(store).as_json()["counted_at"] == NOW.isoformat()


def test_figures_are_counted_again_when_wished_and_when_they_are_old(store: Database) -> None:
    kept(store)
    with store.writing() as session:
        make_member(session, "m3")
    later = NOW + timedelta(hours=1)
    assert kept(store, now=later).overall.members == 2
    assert kept(store, now=later, fresh=True).counted_at == later
    assert kept(store, now=later + timedelta(minutes=1)).overall.members == 3
    assert kept(store, now=later + LASTING).counted_at == later + LASTING


def test_other_days_members_and_scores_are_another_question(store: Database) -> None:
    kept(store)
    later = NOW + timedelta(minutes=1)
    for other in ({"since": TODAY}, {"rep": "r1"}, {"quadrant": "cash_cow"}):
        assert kept(store, now=later, **other).counted_at == later
    assert kept(store, now=later).counted_at == NOW
    with store.writing() as session:
        make_score(session, "m1")
    assert kept(store, now=later).counted_at == later


def test_nobody_is_shown_what_was_counted_for_who_sees_more(store: Database) -> None:
    assert kept(store).overall.members == 2
    assert kept(store, REP).overall.members == 1
    assert kept(store, OTHER_REP).overall.members == 1
    with pytest.raises(NotAllowed):
        kept(store, REP, rep="r2")


def test_figures_of_a_small_base_are_counted_whenever_they_are_asked_for(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rules()["kept"], "from_members", 3)
    kept(store)
    assert kept(store, now=NOW + timedelta(minutes=1)).counted_at > NOW
    assert not count_ahead(store, now=NOW)


def test_what_another_version_kept_is_counted_anew(store: Database) -> None:
    kept(store)
    with store.writing() as session:
        session.exec(select(KeptFigures)).one().report = {"overall": "of another shape"}
    assert kept(store, now=NOW + timedelta(minutes=1)).overall.members == 2


def test_what_is_old_is_dropped_with_the_next_count(store: Database) -> None:
    kept(store, since=TODAY)
    kept(store, now=NOW + LASTING)
    with store.reading() as session:
        assert len(session.exec(select(KeptFigures)).all()) == 1


def test_the_worker_counts_each_large_scope_once_before_anybody_waits(store: Database) -> None:
    with store.writing() as session:
        for staff_id in ("o1", "o2"):
            make_staff(session, staff_id, "owner")
        make_member(session, "m3")
    # Owners see all three, r1 two of them, the supervisor those of her store; r2 has one.
    rounds = [count_ahead(store, now=NOW) for _ in range(4)]
    assert rounds == [True, True, True, False]
    later = NOW + timedelta(minutes=1)
    owner = Actor("o2", "o2", "owner")
    assert kept(store, owner, now=later).counted_at == NOW
    assert kept(store, SUPERVISOR, now=later).counted_at == NOW
    assert kept(store, OTHER_REP, now=later).counted_at == later
