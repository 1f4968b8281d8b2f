"""Rows for tests: every column has a sensible default, every test names only what it is about."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, TypeVar
from zlib import crc32

from argon2 import PasswordHasher
from sqlmodel import Session

from tools.access import Actor
from tools.models import (
    Alert,
    Delivery,
    Draft,
    Event,
    Hold,
    Member,
    Message,
    Order,
    OrderLine,
    PlannedTouch,
    Product,
    ProposedFact,
    Score,
    ScoreRun,
    Staff,
    Suggestion,
    Task,
)

# A Wednesday, 10:00 in Shanghai.
NOW = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)

REP = Actor("r1", "Lin", "rep", store="s1")
OTHER_REP = Actor("r2", "Zhou", "rep", store="s1")
SUPERVISOR = Actor("v1", "Chen", "supervisor", store="s1")
ADMIN = Actor("a1", "Wang", "admin")
AUDITOR = Actor("u1", "Qian", "auditor")

# As real as any other hash, and a thousandth of its work: what a hash costs stands in the hash itself.
PASSWORD = "right"
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)

_numbers = count(1)
Row = TypeVar("Row")


def _add(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row


def make_staff(session: Session, staff_id: str = "r1", role: str = "rep", **columns: Any) -> Staff:
    return _add(session, Staff(**{"staff_id": staff_id, "role": role, "name": "Lin", "store": "s1", **columns}))


def make_member(session: Session, member_id: str = "m1", **columns: Any) -> Member:
    defaults: dict[str, Any] = {
        "member_id": member_id,
        "name": "陈小芸",
        "nickname": "芸姐",
        # Whoever shares a phone or a WeCom id is one person.
        "phone": "13800000000" if member_id == "m1" else f"139{crc32(member_id.encode()) % 10**8:08d}",
        "owner_staff_id": "r1",
        "store": "s1",
        "wecom_external_userid": "wm1" if member_id == "m1" else f"wm-{member_id}",
        "due_date": date(2026, 5, 20),
        "children": [{"birthday": "2023-03-01", "nickname": "小豆"}],
        "tags": ["刚搬家"],
        "consent_care": True,
        "consent_sensitive": ["due_date", "children"],
        "created_at": NOW - timedelta(days=400),
        "updated_at": NOW - timedelta(days=30),
    }
    return _add(session, Member(**(defaults | columns)))


def make_message(session: Session, member_id: str = "m1", **columns: Any) -> Message:
    defaults: dict[str, Any] = {
        "message_id": f"msg{next(_numbers)}",
        "member_id": member_id,
        "at": NOW - timedelta(minutes=5),
        "direction": "in",
        "sender": member_id,
        "text": "宝宝最近胎动好多呀",
    }
    return _add(session, Message(**(defaults | columns)))


def make_suggestion(session: Session, member_id: str = "m1", **columns: Any) -> Suggestion:
    return _add(session, a_suggestion(member_id, **columns))


def a_suggestion(member_id: str = "m1", **columns: Any) -> Suggestion:
    """Build a suggestion that is not stored yet."""
    defaults: dict[str, Any] = {
        "id": f"S{next(_numbers):06d}",
        "member_id": member_id,
        "kind": "reply",
        "drafter": "composer",
        "created_at": NOW,
    }
    return Suggestion(**(defaults | columns))


def a_draft(suggestion_id: str = "", member_id: str = "m1", **columns: Any) -> Draft:
    """Build a draft that is not stored yet."""
    text = columns.get("text", "芸姐，胎动多一点常常是宝宝醒着，数一数心里有底，以您的产检医生为准。")
    defaults: dict[str, Any] = {
        "id": f"D{next(_numbers):06d}",
        "suggestion_id": suggestion_id,
        "member_id": member_id,
        "kind": "reply",
        "proactive": columns.get("kind") in ("care", "after_sale"),
        "text": text,
        "proposed_text": text,
        "topic": "P21",
        "playbook_id": "PB-P21",
        "playbook_version": "1.0.0",
        "evidence": [{"field": "due_date", "value": "2026-05-20", "source": "member", "at": NOW.isoformat()}],
        "created_at": NOW,
        "expires_at": NOW + timedelta(hours=24),
    }
    return Draft(**(defaults | columns))


def make_draft(
    session: Session, member_id: str = "m1", *, suggestion: Suggestion | None = None, **columns: Any
) -> Draft:
    parent = suggestion or make_suggestion(session, member_id)
    return _add(session, a_draft(parent.id, member_id, **columns))


def make_delivery(session: Session, draft: Draft, **columns: Any) -> Delivery:
    """Store a delivery of an approved draft; the draft's state is the caller's."""
    defaults: dict[str, Any] = {
        "id": f"L{next(_numbers):06d}",
        "draft_id": draft.id,
        "draft_version": draft.version,
        "member_id": draft.member_id,
        "channel": "console",
        "purpose": draft.kind,
        "proactive": draft.proactive,
        "day": "2026-03-04",
        "text": draft.text,
        "request": {
            "key": f"draft:{draft.id}:v{draft.version}",
            "draft_id": draft.id,
            "version": draft.version,
            "member_id": draft.member_id,
            "kind": draft.kind,
            "text": draft.text,
        },
        "not_before": NOW,
        "approved_by": "r1",
        "created_at": NOW,
    }
    return _add(session, Delivery(**(defaults | columns)))


def make_queued(session: Session, member_id: str = "m1", **columns: Any) -> Delivery:
    """Store an approved draft with its queued delivery."""
    draft = make_draft(session, member_id, state="approved", decided_by="r1", decided_at=NOW, **columns)
    return make_delivery(session, draft)


def make_hold(session: Session, member_id: str = "m1", **columns: Any) -> Hold:
    defaults: dict[str, Any] = {
        "id": f"H{next(_numbers):06d}",
        "member_id": member_id,
        "kind": "complaint",
        "opened_at": NOW - timedelta(hours=1),
    }
    return _add(session, Hold(**(defaults | columns)))


def make_order(session: Session, member_id: str = "m1", **columns: Any) -> Order:
    defaults: dict[str, Any] = {
        "order_id": f"O{next(_numbers)}",
        "member_id": member_id,
        "ordered_at": NOW - timedelta(days=60),
        "amount_fen": 29900,
    }
    return _add(session, Order(**(defaults | columns)))


def make_order_line(session: Session, order: Order, **columns: Any) -> OrderLine:
    return _add(
        session, OrderLine(**{"order_id": order.order_id, "line_no": 1, "sku": "K1", "amount_fen": 29900, **columns})
    )


def make_product(session: Session, sku: str = "K1", **columns: Any) -> Product:
    defaults: dict[str, Any] = {
        "sku": sku,
        "name": "纯棉浴巾",
        "category": "home",
        "price_fen": 9900,
        "updated_at": NOW,
    }
    return _add(session, Product(**(defaults | columns)))


def make_event(session: Session, member_id: str = "m1", **columns: Any) -> Event:
    defaults: dict[str, Any] = {"event_id": f"E{next(_numbers)}", "member_id": member_id, "at": NOW, "type": "view"}
    return _add(session, Event(**(defaults | columns)))


def make_task(session: Session, member_id: str = "m1", **columns: Any) -> Task:
    defaults: dict[str, Any] = {
        "id": f"T{next(_numbers):06d}",
        "member_id": member_id,
        "kind": "promise",
        "title": "回她电话",
        "due_at": NOW + timedelta(days=1),
        "created_at": NOW,
    }
    return _add(session, Task(**(defaults | columns)))


def make_alert(session: Session, task: Task, **columns: Any) -> Alert:
    defaults: dict[str, Any] = {
        "id": f"A{next(_numbers):06d}",
        "task_id": task.id,
        "member_id": task.member_id,
        "reason": "call",
        "staff_id": "r1",
        "channel": "console",
        "state": "sent",
        "not_before": NOW,
        "created_at": NOW,
    }
    return _add(session, Alert(**(defaults | columns)))


def make_planned_touch(session: Session, member_id: str = "m1", **columns: Any) -> PlannedTouch:
    defaults: dict[str, Any] = {
        "id": f"P{next(_numbers):06d}",
        "member_id": member_id,
        "day": date(2026, 3, 4),
        "trigger": "programme",
        "created_at": NOW,
    }
    return _add(session, PlannedTouch(**(defaults | columns)))


def make_proposed_fact(session: Session, member_id: str = "m1", **columns: Any) -> ProposedFact:
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "id": f"F{number:06d}",
        "member_id": member_id,
        "message_id": f"told{number}",
        "kind": "city",
        "value": "苏州",
        "quote": "我们搬到苏州了",
        "said_at": NOW,
        "created_at": NOW,
    }
    return _add(session, ProposedFact(**(defaults | columns)))


def make_score(session: Session, member_id: str = "m1", **columns: Any) -> Score:
    run = _add(
        session,
        ScoreRun(id=f"R{next(_numbers)}", as_of=date(2026, 3, 4), formula_version="1", active=True, created_at=NOW),
    )
    looks = dict.fromkeys(("wallet_share", "cross_buy", "engagement", "lifecycle"), 0.5)
    defaults: dict[str, Any] = {
        "run_id": run.id,
        "member_id": member_id,
        **looks,
        "lifecycle_stage": "growth",
        "value_potential": 60.0,
        "current_value": 0.4,
        "quadrant": "growth_stock",
        "confidence": 0.8,
    }
    return _add(session, Score(**(defaults | columns)))
