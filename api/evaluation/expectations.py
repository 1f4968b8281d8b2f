"""Compare a proposal with a case's expectations; every draft shown must satisfy the text ones."""

import re
from collections.abc import Callable
from typing import Any

from agent.request import Proposal
from tools.checks import Line, label_out
from tools.checks.inspection import Kind
from tools.models import Draft

Case = dict[str, Any]
_KINDS: dict[str, Kind] = {
    "reply": "reply",
    "fixed_reply": "reply",
    "product_list": "product_list",
    "after_sale": "after_sale",
}


def first_difference(case: Case, proposal: Proposal) -> str:
    """Return the first expectation that is not met, '' when all are."""
    for name, wanted in case["expect"].items():
        compare = _COMPARE.get(name)
        difference = f"unknown expectation {name!r}" if compare is None else compare(wanted, case, proposal)
        if difference:
            return difference
    return ""


def _draft(wanted: bool, _case: Case, proposal: Proposal) -> str:
    there = bool(proposal.drafts)
    return "" if there == wanted else f"draft: expected {wanted}, blocked by {proposal.suggestion.blocked_by}"


def _route(wanted: str | None, _case: Case, proposal: Proposal) -> str:
    route = proposal.suggestion.route or None
    return "" if route == (wanted or None) else f"route: {route} instead of {wanted}"


def _intent(wanted: str, _case: Case, proposal: Proposal) -> str:
    intent = proposal.suggestion.intent
    return "" if intent == wanted else f"intent: {intent} instead of {wanted}"


def _topics(wanted: list[str], _case: Case, proposal: Proposal) -> str:
    found = {draft.topic for draft in proposal.drafts}
    return "" if found <= set(wanted) else f"topics: {sorted(found)} not among {wanted}"


def _must_match(wanted: list[str], _case: Case, proposal: Proposal) -> str:
    return _each(proposal, lambda draft: [f"must_match: {p}" for p in wanted if not re.search(p, draft.text)])


def _must_not_match(wanted: list[str], _case: Case, proposal: Proposal) -> str:
    def faults(draft: Draft) -> list[str]:
        hits = ((pattern, re.search(pattern, draft.text)) for pattern in wanted)
        return [f"must_not_match: {hit.group()!r} of {pattern[:40]}" for pattern, hit in hits if hit]

    return _each(proposal, faults)


def _no_sales(wanted: bool, case: Case, proposal: Proposal) -> str:
    context = (Line("in", case["message"], 0.1),) if case.get("message") else ()

    def faults(draft: Draft) -> list[str]:
        label, why = label_out(draft.text, _KINDS.get(draft.kind), context)
        return [f"no_sales: {why}"] if wanted and label == "sales" else []

    return _each(proposal, faults)


def _max_chars(wanted: int, _case: Case, proposal: Proposal) -> str:
    return _each(proposal, lambda d: [f"max_chars: {len(d.text)} > {wanted}"] if len(d.text) > wanted else [])


def _min_drafts(wanted: int, _case: Case, proposal: Proposal) -> str:
    count = len(proposal.drafts)
    return "" if count >= wanted else f"min_drafts: {count} < {wanted}"


def _skus(proposal: Proposal) -> set[str]:
    return {str(a["sku"]) for draft in proposal.drafts for a in draft.attachments if a.get("sku")}


def _skus_any(wanted: list[str], _case: Case, proposal: Proposal) -> str:
    if not proposal.drafts or _skus(proposal) & set(wanted):
        return ""
    return f"skus_any: none of {wanted} in {sorted(_skus(proposal))}"


def _skus_none(wanted: list[str], _case: Case, proposal: Proposal) -> str:
    listed = _skus(proposal) & set(wanted)
    return f"skus_none: {sorted(listed)} listed" if listed else ""


def _evidence(wanted: list[str], _case: Case, proposal: Proposal) -> str:
    def faults(draft: Draft) -> list[str]:
        cited = {fact["field"] for fact in draft.evidence}
        return [f"evidence: {name} not cited" for name in wanted if name not in cited]

    return _each(proposal, faults)


def _blocked_by(wanted: list[str], _case: Case, proposal: Proposal) -> str:
    blocked = set(proposal.suggestion.blocked_by)
    blocked |= {f["rule"] for d in proposal.drafts for f in d.findings if f["verdict"] == "block"}
    return "" if blocked & set(wanted) else f"blocked_by: {sorted(blocked)} instead of any of {wanted}"


def _each(proposal: Proposal, faults: Callable[[Draft], list[str]]) -> str:
    for draft in proposal.drafts:
        for fault in faults(draft):
            return f"[{draft.style}] {fault}"
    return ""


_COMPARE: dict[str, Callable[[Any, Case, Proposal], str]] = {
    "draft": _draft,
    "route": _route,
    "intent": _intent,
    "topics": _topics,
    "must_match": _must_match,
    "must_not_match": _must_not_match,
    "no_sales": _no_sales,
    "max_chars": _max_chars,
    "min_drafts": _min_drafts,
    "skus_any": _skus_any,
    "skus_none": _skus_none,
    "evidence": _evidence,
    "blocked_by": _blocked_by,
}
