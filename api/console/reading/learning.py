"""The figures and the prompts as pages."""

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session

from agent.prompts.render import prompt_pages, prompt_version
from api.console.labels import label
from api.console.pages.learning import CostRow, FigureView, KpiRow, KpisPage, PromptsPage, PromptView
from api.console.reading.service import choice_of
from api.console.visit import Visit, names_of
from tools import reviews
from tools.access import require
from tools.kpis import kpi_report
from tools.kpis.costs import ModelCost
from tools.kpis.report import Figures
from tools.kpis.rules import rules

_NONE = "\u2013"


def kpis_page(visit: Visit, session: Session, *, since: date, until: date, rep: str, quadrant: str) -> KpisPage:
    """Return what became of drafts in some Shanghai days. Raises NotAllowed, BadInput."""
    asked = {"rep": rep, "quadrant": quadrant}
    report = kpi_report(session, visit.actor, since=since, until=until, now=visit.now, **asked)
    names = names_of(session)
    return KpisPage(
        chrome=visit.chrome(session),
        choice=choice_of(visit, session, since=since, until=until, **asked),
        settled_until=report.settled_until.isoformat(),
        displayed=report.overall.displayed,
        figures=tuple(_figure(name, report.overall) for name in report.overall.figures),
        reasons=tuple((reviews.reasons().get(r, r), _share(s)) for r, s in report.overall.reasons.items()),
        meaning=tuple((label("figure_kinds", kind), count) for kind, count in report.overall.meaning.items()),
        groups=(
            ("playbook", tuple(_of_playbook(one) for one in report.by_playbook)),
            ("drafter", tuple(_row(one, label("drafters", one.key["drafter"])) for one in report.by_drafter)),
            ("rep", tuple(_of_rep(one, names) for one in report.by_rep)),
            ("model", tuple(_row(one, " ".join(one.key.values())) for one in report.by_model)),
        ),
        costs=tuple(map(_cost, report.costs)),
        spoiled=tuple((f"/drafts/{one.draft_id}", names.get(one.staff_id, one.staff_id)) for one in report.spoiled),
    )


def prompts_page(visit: Visit, session: Session) -> PromptsPage:
    """Return the prompts in force. Raises NotAllowed."""
    require(visit.actor, "read_prompts")
    prompts = tuple(PromptView(page.name, page.text, page.context) for page in prompt_pages())
    return PromptsPage(visit.chrome(session), prompt_version(), prompts)


def _figure(name: str, figures: Figures) -> FigureView:
    about = rules()["figures"][name]
    guard = about["guard"]
    twin = rules()["guards"].get(guard) or rules()["figures"][guard]
    value = figures.guards[guard] if guard in figures.guards else figures.figures[guard]
    shown = _seconds(value) if guard.endswith("_s") else _share(value)
    return FigureView(about["name"], about["says"], _share(figures.figures[name]), twin["name"], twin["says"], shown)


def _of_playbook(one: Figures) -> KpiRow:
    playbook_id, version = one.key["id"], one.key["version"]
    href = f"/playbooks/{playbook_id}?version={version}" if playbook_id else ""
    return _row(one, f"{playbook_id} {version}".strip() or _NONE, href)


def _of_rep(one: Figures, names: Mapping[str, str]) -> KpiRow:
    return _row(one, names.get(one.key["staff_id"], one.key["staff_id"]) or _NONE)


def _row(one: Figures, name: str, href: str = "") -> KpiRow:
    return KpiRow(
        name=name,
        href=href,
        displayed=one.displayed,
        adoption=_share(one.figures["adoption_rate"]),
        negative=_share(one.guards["negative_rate"]),
        direct=_share(one.figures["direct_rate"]),
        hasty=_share(one.guards["hasty_rate"]),
        edit_size=_share(one.figures["edit_size"]),
        meaning=_share(one.figures["meaning_rate"]),
        rejected=_share(one.figures["rejected_rate"]),
        undecided=_share(one.guards["undecided_rate"]),
        reasons=", ".join(f"{reviews.reasons().get(r, r)} {_share(s)}" for r, s in one.reasons.items()),
    )


def _cost(one: ModelCost) -> CostRow:
    return CostRow(
        model=one.model,
        task=label("model_tasks", one.task),
        conversations=one.conversations,
        unused=one.unused,
        calls=one.calls,
        tokens=f"{one.tokens_in:,} / {one.tokens_out:,}",
        yuan=f"{one.yuan:.2f}",
        median=_seconds(one.median_ms / 1000),
    )


def _share(value: float | None) -> str:
    return _NONE if value is None else f"{value:.1%}"


def _seconds(value: float | None) -> str:
    return _NONE if value is None else f"{value:.0f} s"
