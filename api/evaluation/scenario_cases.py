"""Read the lines of a scenario file: members, their rows and what is expected, each fault with its place."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from agent.request import KINDS
from api.evaluation.files import CaseLine
from tools.importing.vetting import vet_row

Rows = dict[str, list[dict[str, Any]]]

ROUTES = ("crisis", "medical", "bereavement", "complaint", "privacy", "legal", "human")
INTENTS = (
    "asks_products",
    "asks_advice",
    "order_service",
    "price",
    "smalltalk",
    "thanks",
    "opt_out",
    "complaint",
    "privacy",
    "medical",
    "crisis",
    "bereavement",
    "other",
)
_NESTED = {"orders": "order_id", "events": "event_id", "messages": "message_id"}
_DEFAULT_OWNER = "R1"


@dataclass(frozen=True)
class Scenario:
    """One case: the rows to import, who acts, what is asked and what must come of it."""

    line: int
    id: str
    kind: str
    today: date
    member_id: str
    acting: str
    message: str
    started_by_rep: bool
    rows: Rows
    expect: Mapping[str, Any]


def read_case(line: CaseLine) -> Scenario:
    """Read one line of a scenario file."""
    member = line.object("member")
    rows, acting = _rows(line, member) if member else ({}, "")
    return Scenario(
        line=line.number,
        id=line.text("id"),
        kind=line.word("kind", KINDS),
        today=line.day("today") or date.min,
        member_id=str(member.get("member_id", "")),
        acting=acting,
        message=line.text("message", needed=False),
        started_by_rep=line.word("start", ("rep",), needed=False) == "rep",
        rows=rows,
        expect=_expectations(line.inside("expect", line.object("expect"))),
    )


def _rows(line: CaseLine, given: Mapping[str, Any]) -> tuple[Rows, str]:
    """Return the case's rows by kind and who acts."""
    member = {"owner_staff_id": _DEFAULT_OWNER, **given}
    places = _Places(line, str(member.get("member_id", "")))
    places.add("members", "member", {name: value for name, value in member.items() if name not in _NESTED})
    for name, key in _NESTED.items():
        for n, row in enumerate(line.inside("member", member).objects(name)):
            places.add_event(name, f"member.{name}[{n}]", {key: f"{name}-{n}", **row})
    for n, product in enumerate(line.objects("products")):
        places.add("products", f"products[{n}]", product)
    owner = {"role": "rep", "name": "rep", "staff_id": member["owner_staff_id"]}
    staff = {**owner, **line.object("staff", needed=False)}
    places.add("staff", "staff", staff)
    return places.rows, str(staff["staff_id"])


@dataclass(frozen=True)
class _Places:
    """Rows of a case by kind; each is looked over when it is added, so that a fault names its place."""

    line: CaseLine
    member_id: str
    rows: Rows = field(default_factory=lambda: defaultdict(list))

    def add(self, kind: str, place: str, row: dict[str, Any]) -> None:
        for fault in vet_row(kind, row):
            self.line.blame(f"{place}.{fault.field}", fault.message.rstrip("."), fault.fix)
        self.rows[kind].append(row)

    def add_event(self, kind: str, place: str, row: dict[str, Any]) -> None:
        """Add what happened to the member: an order brings its lines."""
        lines = self.line.inside(place, row).objects("lines") if kind == "orders" else []
        plain = {name: value for name, value in row.items() if kind != "orders" or name != "lines"}
        self.add(kind, place, {"member_id": self.member_id, **plain})
        for n, entry in enumerate(lines):
            cells = {"order_id": row["order_id"], "line_no": n + 1, **entry}
            self.add("order_lines", f"{place}.lines[{n}]", cells)


def _expectations(expect: CaseLine) -> dict[str, Any]:
    for name in expect.case:
        if name not in _READ:
            expect.blame(name, "is no expectation", f"Use: {', '.join(_READ)}.")
    return {name: _READ[name](expect, name) for name in expect.case if name in _READ}


def _flag(expect: CaseLine, name: str) -> bool:
    value = expect.case[name]
    if not isinstance(value, bool):
        expect.blame(name, "is not true or false", "Write true or false.")
    return value is True


def _count(expect: CaseLine, name: str) -> int:
    value = expect.case[name]
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        expect.blame(name, "is not a whole number", "Write a number such as 2.")
        return 0
    return value


def _texts(expect: CaseLine, name: str) -> list[str]:
    value = expect.case[name]
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        expect.blame(name, "is not a list of texts", 'Write it as ["…", "…"].')
        return []
    return texts


def _patterns(expect: CaseLine, name: str) -> list[str]:
    patterns = _texts(expect, name)
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            expect.blame(name, f"holds {pattern[:40]!r}, no regular expression ({error})", "Correct the expression.")
    return patterns


def _route(expect: CaseLine, name: str) -> str:
    return expect.word(name, ROUTES, needed=False)


def _intent(expect: CaseLine, name: str) -> str:
    return expect.word(name, INTENTS)


_READ: dict[str, Callable[[CaseLine, str], Any]] = {
    "draft": _flag,
    "route": _route,
    "intent": _intent,
    "topics": _texts,
    "must_match": _patterns,
    "must_not_match": _patterns,
    "no_sales": _flag,
    "max_chars": _count,
    "min_drafts": _count,
    "skus_any": _texts,
    "skus_none": _texts,
    "evidence": _texts,
    "blocked_by": _texts,
}
