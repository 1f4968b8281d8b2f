"""Count the fates of drafts into figures: for all, by playbook version, drafter, colleague and model."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import fmean, median
from typing import Any

from sqlmodel import Session

from tools.access import Actor
from tools.clock import at_shanghai
from tools.kpis.costs import ModelCost, read_costs
from tools.kpis.rules import rules
from tools.kpis.scope import Scope, scope_of, settled_until
from tools.kpis.uses import Use, read_uses

_ADOPTED = ("unchanged", "edited")
_OF_SPOILED = ("draft_id", "member_id", "staff_id")


@dataclass(frozen=True)
class Figures:
    """One group's counts and figures (shares 0–1, None where nothing was there to divide by)."""

    key: dict[str, str]
    displayed: int
    adopted: int
    counts: dict[str, int]
    figures: dict[str, float | None]
    guards: dict[str, float | None]
    reasons: dict[str, float]
    meaning: dict[str, int]


@dataclass(frozen=True)
class KpiReport:
    """The figures of [since, until]; days after `settled_until` may still move."""

    since: date
    until: date
    settled_until: date
    scope: Scope
    overall: Figures
    by_playbook: tuple[Figures, ...]
    by_drafter: tuple[Figures, ...]
    by_rep: tuple[Figures, ...]
    # By model and version of its prompt; what the composer wrote is not in it.
    by_model: tuple[Figures, ...]
    costs: tuple[ModelCost, ...]
    # Care that a list she did not ask for followed within two days.
    spoiled: tuple[Use, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the report with its definitions."""
        groups = {"by_playbook": self.by_playbook, "by_drafter": self.by_drafter, "by_rep": self.by_rep}
        groups["by_model"] = self.by_model
        return {
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "settled_until": self.settled_until.isoformat(),
            "rep": self.scope.rep or None,
            "quadrant": self.scope.quadrant or None,
            "overall": vars(self.overall),
            **{name: [vars(one) for one in group] for name, group in groups.items()},
            "costs": [vars(one) for one in self.costs],
            "spoiled": [{name: getattr(one, name) for name in _OF_SPOILED} for one in self.spoiled],
            "definitions": {"version": str(rules()["version"]), **rules()["figures"], **rules()["guards"]},
        }


def kpi_report(
    session: Session, actor: Actor, *, since: date, until: date, now: datetime, rep: str = "", quadrant: str = ""
) -> KpiReport:
    """Return the figures of Shanghai days from `since` to `until` over the members the actor may see.

    `rep` keeps the members of one colleague, `quadrant` those of one quadrant. Raises NotAllowed and BadInput.
    """
    scope = scope_of(session, actor, since=since, until=until, rep=rep, quadrant=quadrant)
    begin, end = at_shanghai(since), at_shanghai(until + timedelta(days=1))
    uses = read_uses(session, scope, begin, end)
    return KpiReport(
        since=since,
        until=until,
        settled_until=settled_until(until, now),
        scope=scope,
        overall=_figures({}, uses),
        by_playbook=_grouped(uses, lambda use: {"id": use.playbook[0], "version": use.playbook[1]}),
        by_drafter=_grouped(uses, lambda use: {"drafter": use.drafter}),
        by_rep=_grouped(uses, lambda use: {"staff_id": use.staff_id}),
        by_model=_grouped([use for use in uses if use.model[0]], _model_of),
        costs=read_costs(session, scope, begin, end),
        spoiled=tuple(use for use in uses if use.was_spoiled and use.outcome in _ADOPTED),
    )


def _model_of(use: Use) -> dict[str, str]:
    return {"model": use.model[0], "prompt_version": use.model[1]}


def _grouped(uses: Sequence[Use], key_of: Callable[[Use], dict[str, str]]) -> tuple[Figures, ...]:
    """Return one group per key, the most displayed first."""
    groups: dict[tuple[str, ...], list[Use]] = {}
    for use in uses:
        groups.setdefault(tuple(key_of(use).values()), []).append(use)
    found = [_figures(key_of(group[0]), group) for group in groups.values()]
    return tuple(sorted(found, key=lambda one: (-one.displayed, *one.key.values())))


def _figures(key: dict[str, str], uses: Sequence[Use]) -> Figures:
    counts = Counter(use.outcome for use in uses)
    reasons = Counter(use.reason for use in uses if use.reason)
    return Figures(
        key=key,
        displayed=len(uses),
        adopted=counts["unchanged"] + counts["edited"],
        counts={name: counts[name] for name in (*_ADOPTED, "rejected", "undecided", "open")},
        figures=_main(uses, counts),
        guards=_guards(uses, counts),
        reasons={reason: count / len(uses) for reason, count in reasons.most_common()},
        meaning=dict(Counter(kind for use in uses for kind in use.meaning).most_common()),
    )


def _main(uses: Sequence[Use], counts: Counter[str]) -> dict[str, float | None]:
    edited = [use for use in uses if use.outcome == "edited"]
    adopted = counts["unchanged"] + counts["edited"]
    suggestions = {use.suggestion_id for use in uses}
    return {
        "adoption_rate": _share(adopted, len(uses)),
        "suggestion_adoption_rate": _share(len(_of_adopted(uses, "suggestion_id")), len(suggestions)),
        "direct_rate": _share(counts["unchanged"], len(uses)),
        "edit_rate": _share(counts["edited"], adopted),
        "edit_size": fmean(use.edit_size for use in edited) if edited else None,
        "meaning_rate": _share(sum(bool(use.meaning) for use in edited), len(edited)),
        "rejected_rate": _share(counts["rejected"], len(uses)),
    }


def _guards(uses: Sequence[Use], counts: Counter[str]) -> dict[str, float | None]:
    reviews = [use.review_s for use in uses if use.review_s is not None]
    care = [use for use in uses if use.outcome in _ADOPTED and use.kind == "care"]
    hasty = [
        use
        for use in uses
        if use.outcome == "unchanged" and use.review_s is not None and use.review_s < rules()["hasty_below_s"]
    ]
    return {
        "negative_rate": _share(
            len({use.member_id for use in uses if use.had_negative}), len(_of_adopted(uses, "member_id"))
        ),
        "spoiled_rate": _share(sum(use.was_spoiled for use in care), len(care)),
        "hasty_rate": _share(len(hasty), counts["unchanged"]),
        "review_median_s": median(reviews) if reviews else None,
        "undecided_rate": _share(counts["undecided"], len(uses)),
    }


def _of_adopted(uses: Iterable[Use], name: str) -> set[str]:
    return {getattr(use, name) for use in uses if use.outcome in _ADOPTED}


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
