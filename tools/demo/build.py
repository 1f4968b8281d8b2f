"""Fill an empty store with the demo brand in one transaction."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Table, func, insert, select
from sqlmodel import Session, SQLModel

from tools.database import Database
from tools.demo.candidates import care_candidates
from tools.demo.cast import cast, told_orders
from tools.demo.content import content
from tools.demo.footsteps import footsteps
from tools.demo.occasions import deliver_on_time, set_birthdays, set_standing, silence_some_due_dates
from tools.demo.people import compose
from tools.demo.person import Person, Today, numbered
from tools.demo.pictures import write_pictures
from tools.demo.shelf import product_rows
from tools.demo.shopping import Purchase, order_rows, shop
from tools.demo.talk import Line, conversation, message_rows
from tools.demo.tasks import task_rows
from tools.errors import BadInput, Conflict
from tools.models import Member, StoreMark

DEMO_MARK, BRAND_MARK, REPORT_MARK = "demo", "brand", "demo_report"
FEWEST_MEMBERS = 60
_TABLES = ("staff", "product", "member", "member_order", "order_line", "event", "message", "hold", "task")


@dataclass(frozen=True)
class DemoReport:
    """What the demo holds: rows per table, who waits for an answer (member, text, message id), whom to show."""

    brand: str
    members: int
    built_for: str
    counts: dict[str, int]
    open_questions: list[tuple[str, str, str]]
    showcase: str
    care_candidates: list[str] = field(default_factory=list)


def build_demo(
    database: Database, *, now: datetime, members: int = 2000, seed: int = 7, picture_folder: Path | None = None
) -> DemoReport:
    """Fill an empty store and report; a store that is the demo already is left as it is. Raises BadInput, Conflict."""
    if members < FEWEST_MEMBERS:
        raise BadInput(f"The demo needs {FEWEST_MEMBERS} members or more.", fix="Ask for more with --members.")
    with database.writing() as session:
        report = _existing(session) or _fill(session, Today(now), members, seed)
    if picture_folder is not None:
        write_pictures(picture_folder)
    return report


def _existing(session: Session) -> DemoReport | None:
    mark = session.get(StoreMark, REPORT_MARK)
    if session.get(StoreMark, DEMO_MARK) is not None and mark is not None:
        kept = json.loads(mark.value)
        kept["open_questions"] = [tuple(question) for question in kept["open_questions"]]
        return DemoReport(**kept)
    if session.execute(select(func.count()).select_from(Member)).scalar_one():
        raise Conflict("This store has members of its own.", fix="Build the demo in an empty store.")
    return None


def _fill(session: Session, today: Today, members: int, seed: int) -> DemoReport:
    people, shopped = _people(today, seed, members)
    lines = {person.member_id: conversation(today, seed, person, shopped[person.member_id]) for person in people}
    rows = _rows(today, seed, people, shopped, lines)
    for name in _TABLES:
        _insert(session, name, rows[name])
    report = _report(today, people, shopped, lines, rows)
    marks = {DEMO_MARK: "true", BRAND_MARK: report.brand, REPORT_MARK: json.dumps(asdict(report), ensure_ascii=False)}
    _insert(session, "store_mark", [{"key": key, "value": value} for key, value in marks.items()])
    return report


def _people(today: Today, seed: int, members: int) -> tuple[list[Person], dict[str, list[Purchase]]]:
    told = cast(today, seed)
    composed = compose(today, seed, len(told) + 1, members - len(told))
    people = told + composed
    set_birthdays(today, seed, composed)
    silence_some_due_dates(today, seed, composed)
    shopped = {person.member_id: shop(today, seed, person) for person in people}
    for person in told:
        orders = shopped[person.member_id] + told_orders(seed, person)
        shopped[person.member_id] = sorted(orders, key=lambda order: -order.days_ago)
    deliver_on_time(seed, composed, shopped)
    set_standing(people, shopped)
    return people, shopped


def _rows(
    today: Today,
    seed: int,
    people: list[Person],
    shopped: dict[str, list[Purchase]],
    lines: dict[str, list[Line]],
) -> dict[str, list[dict[str, Any]]]:
    pairs = ((person.member_id, order) for person in people for order in shopped[person.member_id])
    orders, order_lines, delivered = order_rows(today, pairs)
    ids = numbered("E")
    steps = [step for person in people for step in footsteps(today, seed, person, shopped[person.member_id])]
    return {
        "staff": staff_rows(),
        "product": product_rows(today.moment(0, 0)),
        "member": [person.row for person in people],
        "member_order": orders,
        "order_line": order_lines,
        "event": delivered + [{"event_id": next(ids), **step} for step in steps],
        "message": [row for person in people for row in message_rows(person, lines[person.member_id])],
        "hold": [row for person in people for row in _hold_rows(today, person)],
        "task": task_rows(today, people),
    }


def staff_rows() -> list[dict[str, Any]]:
    """Return the staff; passwords are set by whoever opens the console."""
    return [{**entry, "password_hash": "", "active": True} for entry in content("brand")["staff"]]


def _hold_rows(today: Today, person: Person) -> list[dict[str, Any]]:
    """Keep what a hold of that kind leaves behind: that it is there and when, never what happened."""
    kinds = {"care_hold": "bereavement", "opted_out": "opt_out", "complaint": "complaint"}
    kind = next((kind for key, kind in kinds.items() if person.story.get(key)), None)
    if kind is None:
        return []
    days_ago = max((turn.get("days_ago", 0) for turn in person.story["talk"]), default=person.joined_days_ago // 2)
    opened = today.moment(days_ago, 16 * 60)
    return [
        {
            "id": f"H-{person.member_id}",
            "member_id": person.member_id,
            "kind": kind,
            "level": "S2",
            "cause": "",
            "message_id": "",
            "opened_at": opened,
            "respond_by": None,
            "ends_at": None,
            "released_at": None,
            "released_by": "",
            "release_reason": "",
            "mistaken": False,
            "quiet_days": [],
        }
    ]


def _insert(session: Session, name: str, rows: list[dict[str, Any]]) -> None:
    table: Table = SQLModel.metadata.tables[name]
    if rows:
        session.connection().execute(insert(table), rows)


def _report(
    today: Today,
    people: list[Person],
    shopped: dict[str, list[Purchase]],
    lines: dict[str, list[Line]],
    rows: dict[str, list[dict[str, Any]]],
) -> DemoReport:
    waiting = [
        (person.member_id, line.text, f"{person.member_id}-T{place:02d}")
        for person in people
        for place, line in enumerate(lines[person.member_id], start=1)
        if line.waits
    ]
    return DemoReport(
        brand=content("brand")["name"],
        members=len(people),
        built_for=today.day.isoformat(),
        counts={name: len(rows[name]) for name in _TABLES},
        open_questions=waiting,
        showcase=people[0].member_id,
        care_candidates=care_candidates(today, people, shopped, lines),
    )
