"""Judges search on anybody's own cases: does the right topic come first, and is nothing said when nothing fits."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from api.evaluation.files import parse_case
from knowledge.search import Hit
from knowledge.stage import MemberStage, stage_of
from tools.errors import BadInput

# Deep enough that a mean reciprocal rank misses nothing that anybody would scroll to.
_DEPTH = 10
_TOPIC = re.compile(r"[A-Z]\d{2}")


class Searches(Protocol):
    """What is judged: the librarian, or anything that searches like it."""

    def search(
        self,
        query: str,
        *,
        member: MemberStage | None = None,
        kinds: Collection[str] | None = None,
        today: date,
        limit: int = 3,
    ) -> tuple[Hit, ...]:
        """Return the pages that answer, best first."""
        ...


@dataclass(frozen=True)
class Case:
    """One line of a retrieval file; no topics means that nothing fits."""

    line: int
    query: str
    topics: frozenset[str]
    member: MemberStage | None
    today: date


@dataclass(frozen=True)
class _Outcome:
    case: Case
    found: tuple[Hit, ...]

    @property
    def rank(self) -> int:
        """Return the place of the first wanted page, 0 when there is none."""
        places = (place for place, hit in enumerate(self.found, 1) if self.case.topics & set(hit.playbook.topics))
        return next(places, 0)

    @property
    def is_refused(self) -> bool:
        """Tell whether no page of any topic was offered; a page of no topic (opening hours) claims none."""
        return not any(hit.playbook.topics for hit in self.found)


def parse_cases(lines: Iterable[str], *, today: date) -> Iterator[Case]:
    """Read the lines of a retrieval file; `today` is for lines without one. Raises BadInput with line and field."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _case(number, parse_case(number, line), today)


def _case(number: int, case: Mapping[str, Any], today: date) -> Case:
    query, topics, member = case.get("query"), case.get("topics"), case.get("member")
    if not isinstance(query, str) or not query.strip():
        raise _fault(number, "query", "is not a text", "Write what she typed.")
    if not isinstance(topics, list) or not all(isinstance(name, str) and _TOPIC.fullmatch(name) for name in topics):
        raise _fault(number, "topics", "is not a list of topics", 'Write ["P23"], or [] when nothing fits.')
    if member is not None and not isinstance(member, dict):
        raise _fault(number, "member", "is not an object", "Write member columns, or leave it out.")
    day = _day(number, "today", case.get("today") or (member or {}).get("today")) or today
    return Case(number, query, frozenset(topics), _stage(number, member, day) if member else None, day)


def _stage(number: int, member: Mapping[str, Any], today: date) -> MemberStage:
    return stage_of(
        today,
        personas=_names(number, member, "personas"),
        due_date=_day(number, "member.due_date", member.get("due_date")),
        children=_children(number, member.get("children")),
        birthday=_day(number, "member.birthday", member.get("birthday")),
        tags=_names(number, member, "tags"),
    )


def _names(number: int, member: Mapping[str, Any], key: str) -> list[str]:
    value = member.get(key) or []
    if isinstance(value, str):
        value = value.split("|")
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise _fault(number, f"member.{key}", "is not a list of names", "Write [a, b] or a|b.")
    return value


def _children(number: int, value: Any) -> list[date]:
    try:
        children = json.loads(value) if isinstance(value, str) and value.strip() else value or []
        birthdays = [_day(number, "member.children", child["birthday"]) for child in children]
    except (json.JSONDecodeError, TypeError, KeyError) as error:
        raise _fault(number, "member.children", "has no birthdays", 'Write [{"birthday": "2025-03-01"}].') from error
    return [birthday for birthday in birthdays if birthday is not None]


def _day(number: int, field: str, value: object) -> date | None:
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError as error:
        raise _fault(number, field, f"is not a date: {value!r}", "Write it as 2026-03-04.") from error


def _fault(number: int, field: str, what: str, fix: str) -> BadInput:
    return BadInput(f"Line {number}: {field} {what}.", fix=fix)


def evaluate_retrieval(lines: Iterable[str], librarian: Searches, *, today: date) -> dict[str, Any]:
    """Return the contract's figures; a refused line with topics is a miss. Raises BadInput with line and field."""
    return evaluate_cases(list(parse_cases(lines, today=today)), librarian)


def evaluate_cases(cases: Sequence[Case], librarian: Searches) -> dict[str, Any]:
    """Return the contract's figures for cases already read."""
    outcomes = [_Outcome(case, _search(librarian, case)) for case in cases]
    wanted = [outcome for outcome in outcomes if outcome.case.topics]
    hopeless = [outcome for outcome in outcomes if not outcome.case.topics]
    return {
        "n": len(outcomes),
        "hit_at_1": _share([outcome.rank == 1 for outcome in wanted]),
        "hit_at_3": _share([1 <= outcome.rank <= 3 for outcome in wanted]),
        "mrr": _share([1 / outcome.rank if outcome.rank else 0.0 for outcome in wanted]),
        "refusal_n": len(hopeless),
        "refusal_rate": _share([outcome.is_refused for outcome in hopeless]),
        "false_refusal_rate": _share([outcome.is_refused for outcome in wanted]),
        "wrong": [_wrong(outcome) for outcome in outcomes if not _is_right(outcome)],
    }


def _search(librarian: Searches, case: Case) -> tuple[Hit, ...]:
    return librarian.search(case.query, member=case.member, today=case.today, limit=_DEPTH)


def _share(values: list[bool] | list[float]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0


def _is_right(outcome: _Outcome) -> bool:
    return outcome.rank == 1 if outcome.case.topics else outcome.is_refused


def _wrong(outcome: _Outcome) -> dict[str, Any]:
    found = [
        {"id": hit.playbook.id, "topics": list(hit.playbook.topics), "score": round(hit.score, 3)}
        for hit in outcome.found[:3]
    ]
    return {
        "line": outcome.case.line,
        "query": outcome.case.query,
        "topics": sorted(outcome.case.topics),
        "found": found,
        "why": _why(outcome),
    }


def _why(outcome: _Outcome) -> str:
    if not outcome.case.topics:
        return "nothing fits, but a page was offered"
    if outcome.is_refused:
        return "a page fits, but none was offered"
    return f"the right page came in place {outcome.rank}" if outcome.rank else "no right page was offered"
