"""Building the demo: once, the same every time, and only where nothing else is."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from tests.tools.demo.conftest import MEMBERS, NOW, DemoStore, built, rows_of
from tools.clock import shanghai_day
from tools.database import Database
from tools.demo.build import build_demo
from tools.errors import BadInput, Conflict
from tools.models import Member, StoreMark

_TABLES = ("staff", "product", "member", "member_order", "order_line", "event", "message", "hold")
_SMALL = 90


def test_same_seed_and_day_give_the_same_rows(tmp_path: Path) -> None:
    morning = built(tmp_path / "a.db", members=_SMALL)
    evening = built(tmp_path / "b.db", members=_SMALL, now=NOW + timedelta(hours=9))
    open_ids = {message_id for _, _, message_id in morning.report.open_questions}

    for table in _TABLES:
        first, second = morning.rows(table), evening.rows(table)
        if table == "message":
            first = [row for row in first if row["message_id"] not in open_ids and row["member_id"] != "M0001"]
            second = [row for row in second if row["message_id"] not in open_ids and row["member_id"] != "M0001"]
        assert first == second, table
    assert morning.report == evening.report


def test_another_seed_gives_other_members(tmp_path: Path) -> None:
    first = built(tmp_path / "a.db", members=_SMALL)
    second = built(tmp_path / "b.db", members=_SMALL, seed=8)
    assert [row["name"] for row in first.rows("member")] != [row["name"] for row in second.rows("member")]


def test_every_constraint_holds_on_each_database(database: Database) -> None:
    report = build_demo(database, now=NOW, members=_SMALL)
    assert report.members == len(rows_of(database, "member")) == _SMALL
    assert {name: len(rows_of(database, name)) for name in report.counts} == report.counts
    assert set(report.counts) == {*_TABLES, "task"}
    tasks = rows_of(database, "task")
    assert sum(task["due_at"] <= NOW for task in tasks) == 1
    assert not any(task["member_id"] in _silent(database) for task in tasks)
    for person in rows_of(database, "member"):
        Member.model_validate(person)


def _silent(database: Database) -> set[str]:
    return {str(row["member_id"]) for row in rows_of(database, "member") if row["care_hold"]}


def test_a_second_build_changes_nothing_and_reports_the_same(store: DemoStore) -> None:
    again = build_demo(store.database, now=NOW + timedelta(days=2), members=_SMALL)
    assert again == store.report
    assert len(store.rows("member")) == MEMBERS


def test_a_store_with_members_of_its_own_is_refused(database: Database) -> None:
    with database.writing() as session:
        session.add(Member(member_id="A1", created_at=NOW, updated_at=NOW))
    with pytest.raises(Conflict, match="members of its own"):
        build_demo(database, now=NOW, members=_SMALL)
    assert len(rows_of(database, "member")) == 1
    assert rows_of(database, "product") == []


def test_too_few_members_are_refused(database: Database) -> None:
    with pytest.raises(BadInput, match="members or more"):
        build_demo(database, now=NOW, members=10)


def test_the_store_is_marked_as_the_demo(store: DemoStore) -> None:
    with Session(store.database.engine) as session:
        demo, brand = session.get(StoreMark, "demo"), session.get(StoreMark, "brand")
    assert demo is not None
    assert demo.value == "true"
    assert brand is not None
    assert brand.value == store.report.brand != ""


def test_nothing_lies_in_the_future(store: DemoStore) -> None:
    for table, column in (("member_order", "ordered_at"), ("event", "at"), ("message", "at"), ("member", "joined_at")):
        late = [row for row in store.rows(table) if row[column] > store.now]
        assert late == [], table


@pytest.mark.parametrize(
    "now",
    [
        datetime(2028, 2, 28, 16, 5, tzinfo=UTC),
        datetime(2026, 12, 31, 15, 55, tzinfo=UTC),
        datetime(2027, 6, 18, 0, 0, tzinfo=UTC),
        datetime(2026, 11, 11, 16, 0, tzinfo=UTC),
    ],
)
def test_any_day_of_the_year_will_do(tmp_path: Path, now: datetime) -> None:
    store = built(tmp_path / "demo.db", now=now, members=_SMALL)
    assert store.report.built_for == shanghai_day(now).isoformat()
    test_nothing_lies_in_the_future(store)


def test_no_phone_number_could_be_a_persons(store: DemoStore) -> None:
    phones = [row["phone"] for row in store.rows("member") if row["phone"]]
    assert all(re.fullmatch(r"1990000\d{4}", phone) for phone in phones)
    assert len(set(phones)) == len(phones)
    texts = [row["text"] for row in store.rows("message")]
    assert not [text for text in texts if re.search(r"\d{7,}", text)]


def test_links_point_nowhere_real(store: DemoStore) -> None:
    assert {row["url"].rsplit("/", 1)[0] for row in store.rows("product")} == {"https://shop.example.com/p"}
