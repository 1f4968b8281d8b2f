"""Scenarios: a member, a moment, perhaps a message; what was drafted against what was expected."""

import json
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from agent.request import Proposal, Request
from agent.suggest import suggest
from api.evaluation.expectations import first_difference
from api.evaluation.files import field, read_cases
from api.evaluation.stores import copy_of, fresh_store
from api.services import Services
from tools.access import actor_of
from tools.clock import at_shanghai
from tools.conversations.history import read_history
from tools.errors import BadInput, ServiceError
from tools.importing import run_import

_HOUR = 10
_ORDER = ("staff", "products", "members", "orders", "order_lines", "events", "messages")
_KEYS = {"orders": "order_id", "events": "event_id", "messages": "message_id"}
_DEFAULT_OWNER = "R1"


def evaluate_scenarios(path: Path) -> dict[str, Any]:
    """Return the contract's report on a case file. Raises BadInput naming line and field."""
    cases = list(read_cases(path))
    for number, case in cases:
        _check_case(number, case)
    by_kind: dict[str, dict[str, int]] = defaultdict(lambda: {"n": 0, "passed": 0})
    failed, drafts = [], {}
    with fresh_store() as template:
        for number, case in cases:
            why, texts = _run(template, number, case)
            by_kind[case["kind"]]["n"] += 1
            by_kind[case["kind"]]["passed"] += not why
            drafts[case["id"]] = texts
            if why:
                failed.append({"id": case["id"], "why": why})
    return {
        "n": len(cases),
        "passed": len(cases) - len(failed),
        "by_kind": dict(by_kind),
        "failed": failed,
        "drafts": drafts,
    }


def _check_case(number: int, case: dict[str, Any]) -> None:
    for name, kind in (("id", str), ("kind", str), ("today", str), ("member", dict), ("expect", dict)):
        field(number, case, name, kind)
    try:
        date.fromisoformat(case["today"])
    except ValueError as error:
        raise BadInput(f"Line {number}: 'today' is no date.", fix="Write 2026-03-04.") from error


def _run(template: Services, number: int, case: dict[str, Any]) -> tuple[str, list[str]]:
    now = at_shanghai(date.fromisoformat(case["today"]), _HOUR)
    with copy_of(template, template.settings.data_dir, f"case-{number}", now) as services:
        try:
            proposal = _suggest(services, case, now)
        except ServiceError as error:
            return f"refused: {error}", []
    return first_difference(case, proposal), [draft.text for draft in proposal.drafts]


def _suggest(services: Services, case: dict[str, Any], now: datetime) -> Proposal:
    acting = _fill(services, case, now)
    with services.database.reading() as session:
        actor = actor_of(session, acting)
    request = Request(
        member_id=case["member"]["member_id"],
        kind=case["kind"],
        message=case.get("message", ""),
        started_by_rep=case.get("start") == "rep",
    )
    return suggest(services.workshop, actor, request)


def _fill(services: Services, case: dict[str, Any], now: datetime) -> str:
    """Import the case's rows the way a company would, and return who acts."""
    member = dict(case["member"])
    owner = member.setdefault("owner_staff_id", _DEFAULT_OWNER)
    staff = {"role": "rep", "name": "rep", **(case.get("staff") or {"staff_id": owner})}
    rows = {name: [_keyed(name, row, n, member) for n, row in enumerate(member.pop(name, []))] for name in _KEYS}
    rows["order_lines"] = [
        {"order_id": order["order_id"], **line} for order in rows["orders"] for line in order.pop("lines", [])
    ]
    rows |= {"staff": [staff], "products": case.get("products") or [], "members": [member]}
    for kind in _ORDER:
        _import(services, kind, rows[kind], now)
    read_history(services.database, now=now)
    return str(staff["staff_id"])


def _keyed(kind: str, row: dict[str, Any], n: int, member: dict[str, Any]) -> dict[str, Any]:
    return {"member_id": member["member_id"], _KEYS[kind]: f"{kind}-{n}", **row}


def _import(services: Services, kind: str, rows: list[dict[str, Any]], now: datetime) -> None:
    if not rows:
        return
    path = services.settings.data_dir / f"{kind}.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n", "utf-8")
    report = run_import(services.database, kind, path, now=now, imported_by="evaluation")
    if report.rejected:
        reason = Path(str(report.reject_file)).read_text("utf-8").splitlines()[0]
        raise BadInput(f"A row of {kind} cannot be imported: {reason}")
