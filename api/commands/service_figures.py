"""How the figures of care look at a terminal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from api.terminal import show, show_table

if TYPE_CHECKING:
    from tools.kpis.measure import Measure
    from tools.kpis.service import Group, ServiceReport

_GROUPS = ("quadrant", "stage", "persona", "rep")
_FORMS = {"share": "{:.1%}", "minutes": "{:.1f} min", "days": "{:.1f} d", "number": "{:.2f}"}


def show_service(report: "ServiceReport") -> None:
    """Print the report: every figure with the number it stands on and its guard, then months, groups and counts."""
    from tools.clock import shanghai

    overall = report.overall
    exempt = ", ".join(f"{reason} {count}" for reason, count in report.exempt.items())
    counted = f"counted {shanghai(report.counted_at):%Y-%m-%d %H:%M}"
    show(f"{overall.members} members, care due to {overall.due}; exempt: {exempt or 'none'}; {counted}")
    for name, measure in overall.measures.items():
        _show_measure(name, measure, overall)
    _show_months(report)
    for name in _GROUPS:
        _show_groups(name, getattr(report, f"by_{name}"))
    _show_counts(report)
    show("")
    for name in _not_told():
        show(f"  not told by the record: {name}")


def _show_measure(name: str, measure: "Measure", overall: "Group") -> None:
    from tools.kpis.rules import rules

    about = rules()["service"][name]
    guard = about["guard"]
    most = f"   at most {said(name, about['most'])}" if "most" in about else ""
    twin = told(guard, overall.measures[guard])
    show(f"  {name:<22} {told(name, measure):<24} guard {guard} {twin}{most}")


def told(name: str, measure: "Measure") -> str:
    """Return a figure with the number it stands on."""
    value = measure.why.replace("_", " ") or said(name, measure.value)
    return f"{value} (n={measure.n})"


def said(name: str, value: float | None) -> str:
    """Return a value in its unit, a dash where there is none."""
    from tools.kpis.rules import rules

    return "-" if value is None else _FORMS[rules()["service"][name]["unit"]].format(value)


def _show_months(report: "ServiceReport") -> None:
    rows = [
        (
            one.month,
            str(one.due),
            str(one.without_quota),
            told("care_per_member", one.care_per_member),
            told("coverage_rate", one.on_target),
            str(one.below),
            str(one.over),
        )
        for one in report.months
    ]
    _table(("month", "due", "no quota", "care each", "on target", "below", "over"), rows)


def _show_groups(name: str, groups: Sequence["Group"]) -> None:
    from tools.kpis.rules import rules

    columns: Sequence[str] = rules()["group_columns"]
    rows = [
        (
            one.key or "-",
            *(str(count) for count in (one.members, one.due, one.covered, one.served, one.care, one.touches)),
            *(told(column, one.measures[column]) for column in columns),
        )
        for one in groups
    ]
    _table((name, "members", "due", "covered", "served", "care", "touches", *columns), rows)


def _show_counts(report: "ServiceReport") -> None:
    held = [(one.kind, one.level, str(one.opened), str(one.mistaken), str(one.still_open)) for one in report.holds]
    _table(("hold", "level", "opened", "mistaken", "still open"), held)
    stopped = [(o.family, str(o.drafts), str(o.requests), str(o.plan), str(o.way_out)) for o in report.stops]
    _table(("stopped by", "drafts", "requests", "plan", "way out"), stopped)
    kept = [
        (o.what, str(o.due), str(o.in_time), str(o.late), str(o.still_open), told("kept_rate", o.kept_rate))
        for o in report.keeping
    ]
    _table(("tasks", "due", "in time", "late", "open", "kept"), kept)
    _show_buying(report)


def _show_buying(report: "ServiceReport") -> None:
    spans = list(report.cohorts[0].bought_again) if report.cohorts else []
    again = [
        (one.month, str(one.members), *(told("lost_rate", one.bought_again[span]) for span in spans))
        for one in report.cohorts
    ]
    _table(("first bought", "members", *(f"again in {span} d" for span in spans)), again)
    loss = report.loss
    show("")
    show(f"  active at the start {loss.active}, silent at the end {loss.lost}, child outgrew us {loss.grown_out}")


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if rows:
        show("")
        show_table(columns, rows)


def _not_told() -> Sequence[str]:
    from tools.kpis.rules import rules

    return list(rules()["not_told"])
