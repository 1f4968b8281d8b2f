"""Judges search on anybody's own cases: does the right topic come first, and is nothing said when nothing fits."""

import re
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from api.evaluation.files import CaseLine, read_cases
from api.evaluation.stores import fresh_store
from api.evaluation.workers import judge_all, processes_for
from knowledge.search import Hit, Librarian
from knowledge.stage import MemberStage
from tools.database import Database, open_database
from tools.importing.parsing import read_row
from tools.importing.vetting import vet_row
from tools.members.stage import born_children, is_birthday, present_week, youngest_of
from tools.models import Member

# A worker needs some seconds until it can search; below this many lines one process is done sooner.
_WORTH_SHARING = 400
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
    """One line of a retrieval file; no topics means that nothing fits. A page without topics stands for its own."""

    line: int
    query: str
    topics: frozenset[str]
    member: MemberStage | None
    today: date


@dataclass(frozen=True)
class Found:
    """A page that was offered: score 0-1 is the chance that it answers."""

    id: str
    topics: tuple[str, ...]
    score: float


@dataclass(frozen=True)
class _Outcome:
    case: Case
    found: tuple[Found, ...]

    @property
    def rank(self) -> int:
        """Return the place of the first wanted page, 0 when there is none."""
        places = (place for place, page in enumerate(self.found, 1) if self._wants(page))
        return next(places, 0)

    @property
    def is_refused(self) -> bool:
        """Tell whether no page of any topic was offered; a page of no topic (opening hours) claims none."""
        return not any(page.topics or self._wants(page) for page in self.found)

    def _wants(self, page: Found) -> bool:
        """Tell whether a page answers; one without topics is named by itself."""
        return bool(self.case.topics & {*page.topics, page.id})


def read_case(line: CaseLine, today: date) -> Case:
    """Read one line of a retrieval file; `today` is for lines without a day of their own."""
    member = line.object("member", needed=False)
    day = line.day("today", needed=False) or line.inside("member", member).day("today", needed=False) or today
    plain = {name: value for name, value in member.items() if name != "today"}
    stage = _stage(line, plain, day) if plain else None
    return Case(line.number, line.text("query"), frozenset(_topics(line)), stage, day)


def _topics(line: CaseLine) -> list[str]:
    topics = line.case.get("topics")
    if not isinstance(topics, list) or not all(isinstance(name, str) and _TOPIC.fullmatch(name) for name in topics):
        line.blame("topics", "is not a list of topics", 'Write ["P23"], or [] when nothing fits.')
        return []
    return topics


def _stage(line: CaseLine, member: dict[str, Any], today: date) -> MemberStage | None:
    """Return the stage of life behind the member's columns, read the way an import reads them."""
    row = {"member_id": "case", **member}
    faults = vet_row("members", row)
    for fault in faults:
        line.blame(f"member.{fault.field}", fault.message.rstrip("."), fault.fix)
    if faults:
        return None
    known = Member(**read_row("members", row))
    child = youngest_of(born_children(known, today))
    return MemberStage(
        personas=frozenset(known.personas),
        gest_week=present_week(known, today),
        child_age_days=child.corrected_days if child else None,
        child_age_months=child.corrected_months if child else None,
        tags=frozenset(known.tags),
        is_birthday=is_birthday(known.birthday, today),
    )


def evaluate_retrieval(lines: Iterable[str], *, today: date, jobs: int | None = None) -> dict[str, Any]:
    """Judge the shipped library; `today` is for lines without one. Raises BadInput with line and field."""
    cases = read_cases(lines, lambda line: read_case(line, today))
    with tempfile.TemporaryDirectory(prefix="zhiji-eval-") as folder:
        processes = processes_for(len(cases), jobs=jobs, worth_sharing=_WORTH_SHARING)
        return report_on(cases, judge_all(library_judge, (Path(folder),), cases, processes))


@dataclass(frozen=True)
class LibraryJudge:
    """Asks a library for one case after another."""

    database: Database
    librarian: Librarian

    def __call__(self, case: Case) -> tuple[Found, ...]:
        """Return what the library offers."""
        return look_for(self.librarian, case)

    def let_go(self) -> None:
        """Close the database until the next case."""
        self.database.close()

    @contextmanager
    def twin(self) -> Iterator["LibraryJudge"]:
        """Give one with connections of its own to the same store."""
        database = open_database(self.database.url)
        try:
            yield LibraryJudge(database, self.librarian.over(database))
        finally:
            database.close()


@contextmanager
def library_judge(within: Path) -> Iterator[LibraryJudge]:
    """Give what asks the shipped library."""
    with fresh_store(within) as services:
        yield LibraryJudge(services.database, services.workshop.librarian)


def look_for(librarian: Searches, case: Case) -> tuple[Found, ...]:
    """Return what the library offers for a case, best first."""
    hits = librarian.search(case.query, member=case.member, today=case.today, limit=_DEPTH)
    return tuple(Found(hit.playbook.id, tuple(hit.playbook.topics), round(hit.score, 3)) for hit in hits)


def evaluate_cases(cases: Sequence[Case], librarian: Searches) -> dict[str, Any]:
    """Return the contract's figures for cases already read, asked in this process."""
    return report_on(cases, [look_for(librarian, case) for case in cases])


def report_on(cases: Sequence[Case], found: Sequence[tuple[Found, ...]]) -> dict[str, Any]:
    """Return the contract's figures; a refused line with topics is a miss."""
    outcomes = [_Outcome(case, pages) for case, pages in zip(cases, found, strict=True)]
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


def _share(values: list[bool] | list[float]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0


def _is_right(outcome: _Outcome) -> bool:
    return outcome.rank == 1 if outcome.case.topics else outcome.is_refused


def _wrong(outcome: _Outcome) -> dict[str, Any]:
    found = [{"id": page.id, "topics": list(page.topics), "score": page.score} for page in outcome.found[:3]]
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
