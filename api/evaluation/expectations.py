"""Compare a proposal with a case's expectations; every draft shown must satisfy the text ones."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from agent.request import Proposal
from api.evaluation.judging import label_line
from knowledge.playbook import Playbook
from tools.checks import Line
from tools.checks.inspection import Kind
from tools.models import Draft
from tools.patterns import compiled

_KINDS: dict[str, Kind] = {
    "reply": "reply",
    "fixed_reply": "reply",
    "product_list": "product_list",
    "after_sale": "after_sale",
}


class Pages(Protocol):
    """Where a draft's page can be looked up: the librarian, or anything like it."""

    def get(self, playbook_id: str, version: str | None = None) -> Playbook:
        """Return a page."""
        ...


@dataclass(frozen=True)
class Outcome:
    """What came of a case: the proposal, the message it answers and the pages it may rest on."""

    proposal: Proposal
    message: str
    pages: Pages

    @property
    def drafts(self) -> tuple[Draft, ...]:
        """Return the drafts that are shown."""
        return self.proposal.drafts

    def topics_of(self, draft: Draft) -> set[str]:
        """Return every topic of a draft's page; a draft without a page has the one it names."""
        page = self.pages.get(draft.playbook_id, draft.playbook_version) if draft.playbook_id else None
        return {*(page.topics if page else ()), *filter(None, [draft.topic])}


def first_difference(expect: Mapping[str, Any], outcome: Outcome) -> str:
    """Return the first expectation that is not met, in the order of the case, '' when all are."""
    differences = (_COMPARE[name](wanted, outcome) for name, wanted in expect.items())
    return next(filter(None, differences), "")


def _draft(wanted: bool, outcome: Outcome) -> str:
    there = bool(outcome.drafts)
    return "" if there == wanted else f"draft: expected {wanted}, blocked by {outcome.proposal.suggestion.blocked_by}"


def _route(wanted: str | None, outcome: Outcome) -> str:
    route = outcome.proposal.suggestion.route or None
    return "" if route == (wanted or None) else f"route: {route} instead of {wanted}"


def _intent(wanted: str, outcome: Outcome) -> str:
    intent = outcome.proposal.suggestion.intent
    return "" if intent == wanted else f"intent: {intent} instead of {wanted}"


def _topics(wanted: list[str], outcome: Outcome) -> str:
    def faults(draft: Draft) -> list[str]:
        found = outcome.topics_of(draft)
        return [] if found & set(wanted) else [f"topics: {sorted(found)}, none of {wanted}"]

    return _each(outcome, faults)


def _must_match(wanted: list[str], outcome: Outcome) -> str:
    return _each(outcome, lambda draft: [f"must_match: {p}" for p in wanted if not compiled(p).search(draft.text)])


def _must_not_match(wanted: list[str], outcome: Outcome) -> str:
    def faults(draft: Draft) -> list[str]:
        hits = ((pattern, compiled(pattern).search(draft.text)) for pattern in wanted)
        return [f"must_not_match: {hit.group()!r} of {pattern[:40]}" for pattern, hit in hits if hit]

    return _each(outcome, faults)


def _no_sales(wanted: bool, outcome: Outcome) -> str:
    context = (Line("in", outcome.message, 0.1),) if outcome.message else ()

    def faults(draft: Draft) -> list[str]:
        label, why = label_line("out", draft.text, _KINDS.get(draft.kind), context)
        return [f"no_sales: {why}"] if wanted and label == "sales" else []

    return _each(outcome, faults)


def _max_chars(wanted: int, outcome: Outcome) -> str:
    return _each(outcome, lambda d: [f"max_chars: {len(d.text)} > {wanted}"] if len(d.text) > wanted else [])


def _min_drafts(wanted: int, outcome: Outcome) -> str:
    count = len(outcome.drafts)
    return "" if count >= wanted else f"min_drafts: {count} < {wanted}"


def _skus(outcome: Outcome) -> set[str]:
    return {str(a["sku"]) for draft in outcome.drafts for a in draft.attachments if a.get("sku")}


def _skus_any(wanted: list[str], outcome: Outcome) -> str:
    if not outcome.drafts or _skus(outcome) & set(wanted):
        return ""
    return f"skus_any: none of {wanted} in {sorted(_skus(outcome))}"


def _skus_none(wanted: list[str], outcome: Outcome) -> str:
    listed = _skus(outcome) & set(wanted)
    return f"skus_none: {sorted(listed)} listed" if listed else ""


def _evidence(wanted: list[str], outcome: Outcome) -> str:
    def faults(draft: Draft) -> list[str]:
        cited = {fact["field"] for fact in draft.evidence}
        return [f"evidence: {name} not cited" for name in wanted if name not in cited]

    return _each(outcome, faults)


def _blocked_by(wanted: list[str], outcome: Outcome) -> str:
    blocked = set(outcome.proposal.suggestion.blocked_by)
    blocked |= {f["rule"] for d in outcome.drafts for f in d.findings if f["verdict"] == "block"}
    return "" if blocked & set(wanted) else f"blocked_by: {sorted(blocked)} instead of any of {wanted}"


def _each(outcome: Outcome, faults: Callable[[Draft], list[str]]) -> str:
    for draft in outcome.drafts:
        for fault in faults(draft):
            return f"[{draft.style}] {fault}"
    return ""


_COMPARE: dict[str, Callable[[Any, Outcome], str]] = {
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
