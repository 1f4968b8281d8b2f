"""The command that shows what became of drafts."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.running import ActingAs, AsJson, DataDir, acting, open_store
from api.terminal import show, show_json, show_table

if TYPE_CHECKING:
    from tools.kpis.report import Figures

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Shanghai calendar day.")]
_DAYS = 30
_GROUPS = ("playbook", "drafter", "rep")


def kpis(
    since: Day = None,
    until: Day = None,
    data_dir: DataDir = None,
    acting_as: ActingAs = "",
    as_json: AsJson = False,
) -> None:
    """Show adoption, edits and refusals of the last 30 days, each with its guard."""
    from tools.clock import shanghai_day, utc_now
    from tools.kpis import kpi_report

    now = utc_now()
    last = until.date() if until else shanghai_day(now)
    first = since.date() if since else last - timedelta(days=_DAYS - 1)
    with open_store(data_dir) as database:
        actor = acting(database, acting_as)
        with database.reading() as session:
            report = kpi_report(session, actor, since=first, until=last, now=now)
    if as_json:
        show_json(report.as_json())
        return
    show(
        f"{report.since} to {report.until}, settled until {report.settled_until}: {report.overall.displayed} displayed"
    )
    _show_overall(report.overall)
    for name in _GROUPS:
        _show_group(name, getattr(report, f"by_{name}"))


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
    columns = (name, "displayed", "adopted", "unchanged", "edit size", "rejected")
    rows = [
        (
            " ".join(one.key.values()) or "-",
            str(one.displayed),
            _said("", one.figures["adoption_rate"]),
            _said("", one.figures["direct_rate"]),
            _said("", one.figures["edit_size"]),
            _said("", one.figures["rejected_rate"]),
        )
        for one in group
    ]
    show_table(columns, rows)


def _said(name: str, value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.0f} s" if name.endswith("_s") else f"{value:.1%}"
