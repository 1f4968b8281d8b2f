"""Who is on duty: by hour and weekday, only who may see her, and the open word when nobody is there."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.builders import NOW, make_member, make_staff
from tests.tools.desk.conftest import staff
from tools.clock import SHANGHAI
from tools.database import Database
from tools.desk import DutyStatus, Roster, duty_status, load_roster
from tools.desk.duty import hours_without_duty
from tools.models import Member


@pytest.fixture
def shop(database: Database) -> Database:
    with database.writing() as session:
        staff(session)
        make_member(session)
    return database


def _roster(folder: Path, shifts: str) -> Roster:
    path = folder / "desk.yaml"
    path.write_text(f"version: t\ndesks:\n  crisis:\n    title: 紧急\n    lines: [{{shifts: [{shifts}]}}]\n", "utf-8")
    return load_roster(path)


def _at(day: int, clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-{day:02d}T{clock}").replace(tzinfo=SHANGHAI)


def _status(
    shop: Database, roster: Roster, now: datetime, *, cause: str = "", kind: str = "crisis", member_id: str = "m1"
) -> DutyStatus:
    with shop.reading() as session:
        member = session.get_one(Member, member_id)
        return duty_status(session, roster, member, now, desk="crisis", kind=kind, level="S1", cause=cause)


def test_a_shift_holds_from_its_first_to_before_its_last_minute(shop: Database, tmp_path: Path) -> None:
    roster = _roster(tmp_path, '{from: "08:00", to: "22:00", people: [owner]}')
    found = {clock: _status(shop, roster, _at(4, clock)).on_duty for clock in ("07:59", "08:00", "21:59", "22:00")}
    assert found == {"07:59": False, "08:00": True, "21:59": True, "22:00": False}


def test_a_night_shift_belongs_to_the_day_on_which_it_begins(shop: Database, tmp_path: Path) -> None:
    # 2026-03-06 is a Friday.
    roster = _roster(tmp_path, '{days: [fri], from: "22:00", to: "06:00", people: ["staff:v1"]}')
    moments = ((6, "23:00"), (7, "05:00"), (7, "06:00"), (6, "05:00"))
    assert [_status(shop, roster, _at(*moment)).on_duty for moment in moments] == [True, True, False, False]


def test_a_whole_day_has_no_gap(shop: Database, tmp_path: Path) -> None:
    roster = _roster(tmp_path, '{from: "00:00", to: "00:00", people: ["staff:v1"]}')
    assert all(_status(shop, roster, _at(4, f"{hour:02d}:00")).on_duty for hour in range(24))
    with shop.reading() as session:
        assert hours_without_duty(session, roster, NOW) == 0


def test_when_nobody_is_there_it_says_so_with_the_next_shift_and_the_numbers(shop: Database, tmp_path: Path) -> None:
    roster = _roster(tmp_path, '{from: "08:00", to: "22:00", people: ["role:supervisor"]}')
    status = _status(shop, roster, _at(4, "23:30"))
    assert (status.on_duty, status.people, status.next_at) == (False, (), _at(5, "08:00"))
    for said in ("没有人值班", "03-05 08:00", "120", "12356"):
        assert said in status.says
    with shop.reading() as session:
        assert hours_without_duty(session, roster, NOW) == 7 * 10


def test_a_shift_without_anybody_in_it_is_no_promise(shop: Database, tmp_path: Path) -> None:
    roster = _roster(tmp_path, '{from: "08:00", to: "22:00", people: ["staff:gone", "role:owner"]}')
    status = _status(shop, roster, _at(4, "12:00"))
    assert (status.on_duty, status.next_at) == (False, None)
    assert "没有下一班" in status.says


def test_nobody_is_counted_who_may_not_see_her(shop: Database, tmp_path: Path) -> None:
    with shop.writing() as session:
        make_member(session, "far", owner_staff_id="", store="s9")
        make_staff(session, "v9", "supervisor", name="Gone", active=False, store="s9")
    roster = _roster(tmp_path, '{from: "00:00", to: "00:00", people: ["role:supervisor", owner]}')
    assert set(_status(shop, roster, _at(4, "12:00")).people) == {"Lin", "Chen"}
    assert not _status(shop, roster, _at(4, "12:00"), member_id="far").on_duty


@pytest.mark.parametrize(
    ("kind", "cause", "numbers"),
    [
        ("crisis", "violence", {"110", "12338"}),
        ("crisis", "suicide", {"120", "12356"}),
        ("medical", "bleeding", {"120"}),
    ],
)
def test_the_numbers_fit_what_happened(shop: Database, kind: str, cause: str, numbers: set[str]) -> None:
    status = _status(shop, load_roster(), _at(4, "03:00"), kind=kind, cause=cause)
    assert numbers <= {number for number, _ in status.hotlines}
    assert all(number in status.says for number in numbers)


def test_no_sentence_implies_that_somebody_watches(shop: Database) -> None:
    roster = load_roster()
    for now in (_at(4, "12:00"), _at(4, "03:00")):
        said = _status(shop, roster, now + timedelta(0)).says
        for promise in ("全程", "守护", "时刻", "24 小时", "监测", "会有人联系"):
            assert promise not in said or "不" in said
    assert "不会有人自动去联系" in _status(shop, roster, _at(4, "03:00")).says
