"""The command that shows what became of drafts and of care."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.commands.running import ActingAs, AsJson, DataDir, acting, open_store
from api.commands.service_figures import show_service
from api.terminal import show, show_json, show_table

if TYPE_CHECKING:
    from tools.kpis.costs import ModelCost
    from tools.kpis.report import Figures

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Shanghai calendar day.")]
_MOST_REASONS = 2
# Each figure of a group stands beside the one that guards it.
_COLUMNS = (
    ("adopted", "adoption_rate"),
    ("negative", "negative_rate"),
    ("unchanged", "direct_rate"),
    ("hasty", "hasty_rate"),
    ("edit size", "edit_size"),
    ("meaning", "meaning_rate"),
    ("rejected", "rejected_rate"),
    ("undecided", "undecided_rate"),
)
_GROUPS = ("playbook", "drafter", "rep", "model")


def kpis(
    since: Day = None,
    until: Day = None,
    rep: Annotated[str, typer.Option(help="Members of this colleague only (staff id).")] = "",
    quadrant: Annotated[str, typer.Option(help="Members of this quadrant only, e.g. growth_stock.")] = "",
    fresh: Annotated[bool, typer.Option("--fresh", help="Count anew what is kept of a large base.")] = False,
    data_dir: DataDir = None,
    acting_as: ActingAs = "",
    as_json: AsJson = False,
) -> None:
    """Show what became of care and of drafts in the last 30 days, each figure with its guard."""
    from tools.clock import utc_now
    from tools.kpis import days_asked, kept_report, kpi_report

    now = utc_now()
    first, last = days_asked(now, since and since.date(), until and until.date())
    with open_store(data_dir) as database:
        actor = acting(database, acting_as)
        asked: dict[str, Any] = {"since": first, "until": last, "now": now, "rep": rep, "quadrant": quadrant}
        service = kept_report(database, actor, fresh=fresh, **asked)
        with database.reading() as session:
            report = kpi_report(session, actor, **asked)
    if as_json:
        show_json({**report.as_json(), "service": service.as_json()})
        return
    show_service(service)
    show("")
    show(
        f"{report.since} to {report.until}, settled until {report.settled_until}: {report.overall.displayed} displayed"
    )
    _show_overall(report.overall)
    for name in _GROUPS:
        _show_group(name, getattr(report, f"by_{name}"))
    _show_costs(report.costs)


def _show_overall(overall: "Figures") -> None:
    from tools.kpis.rules import rules

    for name, value in overall.figures.items():
        about = rules()["figures"][name]
        guard = about["guard"]
        twin = overall.guards[guard] if guard in overall.guards else overall.figures[guard]
        show(f"  {name:<26} {_said(name, value):>8}   guard {guard} {_said(guard, twin)}")
    for reason, share in overall.reasons.items():
        show(f"  rejected: {reason:<16} {_said('', share):>8}")


def _show_group(name: str, group: tuple["Figures", ...]) -> None:
    if not group:
        return
    show("")
    columns = (name, "displayed", *(column for column, _ in _COLUMNS), "refused for")
    rows = [
        (
            " ".join(one.key.values()) or "-",
            str(one.displayed),
            *(_said(figure, {**one.figures, **one.guards}[figure]) for _, figure in _COLUMNS),
            ", ".join(f"{reason} {_said('', share)}" for reason, share in list(one.reasons.items())[:_MOST_REASONS]),
        )
        for one in group
    ]
    show_table(columns, rows)


def _show_costs(costs: tuple["ModelCost", ...]) -> None:
    if not costs:
        return
    show("")
    columns = ("model", "task", "conversations", "unused", "calls", "tokens in/out", "yuan", "median")
    rows = [
        (
            one.model,
            one.task,
            str(one.conversations),
            str(one.unused),
            str(one.calls),
            f"{one.tokens_in}/{one.tokens_out}",
            f"{one.yuan:.2f}",
            f"{one.median_ms:.0f} ms",
        )
        for one in costs
    ]
    show_table(columns, rows)


def _said(name: str, value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.0f} s" if name.endswith("_s") else f"{value:.1%}"
