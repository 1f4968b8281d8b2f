"""Ask for the figures of care, and write what they stand on."""

from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from tests.builders import (
    ADMIN,
    NOW,
    make_message,
)
from tools.access import Actor
from tools.database import Database
from tools.kpis import ServiceReport, service_report
from tools.kpis.service import Group

SINCE, TODAY = date(2026, 2, 3), date(2026, 3, 4)
DAY = timedelta(days=1)


def report(database: Database, actor: Actor = ADMIN, **asked: Any) -> ServiceReport:
    with database.reading() as session:
        return service_report(session, actor, **{"since": SINCE, "until": TODAY, "now": NOW, **asked})


def value(group: Group, name: str) -> float | None:
    return group.measures[name].value


def touch(session: Session, member_id: str = "m1", *, days_ago: float = 10, purpose: str = "care") -> None:
    make_message(session, member_id, at=NOW - days_ago * DAY, direction="out", sender="r1", purpose=purpose)


def answer(session: Session, member_id: str = "m1", *, days_ago: float, text: str = "孩子这两天好多了") -> None:
    make_message(session, member_id, at=NOW - days_ago * DAY, text=text)
