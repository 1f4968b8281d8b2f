"""Scenarios: a member, a moment, perhaps a message; what was drafted against what was expected."""

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from agent.request import Proposal, Request
from agent.suggest import suggest
from api.evaluation.expectations import Outcome, first_difference
from api.evaluation.files import read_cases
from api.evaluation.judging import load_checks
from api.evaluation.scenario_cases import Scenario, read_case
from api.evaluation.stores import CaseStore, case_store
from api.evaluation.workers import judge_all, processes_for
from api.services import Services
from tools.access import actor_of
from tools.clock import at_shanghai
from tools.conversations.event_words import read_event_words
from tools.conversations.history import read_history
from tools.errors import BadInput, ServiceError
from tools.importing import run_import

_HOUR = 10
_ORDER = ("staff", "products", "members", "orders", "order_lines", "events", "messages")
# Where processes have to load everything themselves, fewer cases are done sooner by one.
_WORTH_SHARING = 40


@dataclass(frozen=True)
class Verdict:
    """What became of one case: the first difference ('' for none) and the texts that were drafted."""

    why: str
    texts: tuple[str, ...] = ()


def evaluate_scenarios(lines: Iterable[str], *, jobs: int | None = None) -> dict[str, Any]:
    """Return the contract's report. Raises BadInput naming line and field."""
    cases = read_cases(lines, read_case)
    with tempfile.TemporaryDirectory(prefix="zhiji-eval-") as folder:
        processes = processes_for(len(cases), jobs=jobs, worth_sharing=_WORTH_SHARING)
        return report_on(cases, judge_all(scenario_judge, (Path(folder),), cases, processes))


def report_on(cases: Sequence[Scenario], verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Return the totals and the first difference of each failed case, in the contract's shape."""
    judged = list(zip(cases, verdicts, strict=True))
    by_kind: dict[str, dict[str, int]] = {case.kind: {"n": 0, "passed": 0} for case in cases}
    for case, verdict in judged:
        by_kind[case.kind]["n"] += 1
        by_kind[case.kind]["passed"] += not verdict.why
    failed = [{"id": case.id, "why": verdict.why} for case, verdict in judged if verdict.why]
    return {
        "n": len(cases),
        "passed": len(cases) - len(failed),
        "by_kind": by_kind,
        "failed": failed,
        "drafts": {case.id: list(verdict.texts) for case, verdict in judged},
    }


@dataclass(frozen=True)
class ScenarioJudge:
    """Runs one case after another, each in a store made new."""

    store: CaseStore

    def __call__(self, case: Scenario) -> Verdict:
        """Return what became of the case."""
        return _verdict(self.store, case)

    def let_go(self) -> None:
        """Close the store until the next case."""
        self.store.services.database.close()

    @contextmanager
    def twin(self) -> Iterator["ScenarioJudge"]:
        """Give one with a store of its own."""
        with self.store.twin() as store:
            yield ScenarioJudge(store)


@contextmanager
def scenario_judge(within: Path) -> Iterator[ScenarioJudge]:
    """Give what runs cases, with everything loaded."""
    with case_store(within) as store:
        load_checks()
        store.services.workshop.librarian.warm()
        yield ScenarioJudge(store)


def _verdict(store: CaseStore, case: Scenario) -> Verdict:
    now = at_shanghai(case.today, _HOUR)
    try:
        services = store.renewed(now)
        proposal = _suggest(services, case, now)
        outcome = Outcome(proposal, case.message, services.workshop.librarian)
        return Verdict(first_difference(case.expect, outcome), tuple(draft.text for draft in proposal.drafts))
    except ServiceError as error:
        return Verdict(f"refused: {error}")
    except Exception as error:  # One case that breaks the product must not hide what the others show.
        return Verdict(f"crashed: {type(error).__name__}: {error}")


def _suggest(services: Services, case: Scenario, now: datetime) -> Proposal:
    _fill(services, case, now)
    with services.database.reading() as session:
        actor = actor_of(session, case.acting)
    request = Request(
        member_id=case.member_id, kind=case.kind, message=case.message, started_by_rep=case.started_by_rep
    )
    return suggest(services.workshop, actor, request)


def _fill(services: Services, case: Scenario, now: datetime) -> None:
    """Import the case's rows the way a company would."""
    for kind in _ORDER:
        if case.rows.get(kind):
            _import(services, kind, case.rows[kind], now)
    read_history(services.database, now=now)
    read_event_words(services.database, now=now)


def _import(services: Services, kind: str, rows: list[dict[str, Any]], now: datetime) -> None:
    path = services.settings.data_dir / f"{kind}.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n", "utf-8")
    report = run_import(services.database, kind, path, now=now, imported_by="evaluation")
    if report.rejected:
        reason = Path(str(report.reject_file)).read_text("utf-8").splitlines()[0]
        raise BadInput(f"A row of {kind} cannot be imported: {reason}")
