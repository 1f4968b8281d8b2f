"""The figures of care as a page."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from sqlmodel import Session

from api.console.labels import label
from api.console.moments import moment
from api.console.pages.learning import Choice
from api.console.pages.service import (
    CohortRow,
    CountRow,
    GroupRow,
    MeasureView,
    MonthRow,
    ServiceFigure,
    ServicePage,
)
from api.console.visit import Visit, names_of
from tools.kpis import ServiceReport, kept_report
from tools.kpis.measure import Measure
from tools.kpis.rules import rules
from tools.kpis.scope import owners_in_reach, settled_until
from tools.kpis.service import Group
from tools.models.score import QUADRANTS

_FORMS = {"share": "{:.1%}", "minutes": "{:.1f}", "days": "{:.1f}", "number": "{:.2f}"}


def choice_of(visit: Visit, session: Session, *, since: date, until: date, rep: str, quadrant: str) -> Choice:
    """Return what the form of a figures page offers and what is chosen."""
    names = names_of(session)
    reps = tuple((owner, names.get(owner, owner)) for owner in owners_in_reach(session, visit.actor))
    chosen = {"since": since.isoformat(), "until": until.isoformat(), "rep": rep, "quadrant": quadrant}
    return Choice(**chosen, reps=reps, quadrants=QUADRANTS, query=urlencode(chosen))


def service_page(
    visit: Visit, *, since: date, until: date, rep: str, quadrant: str, fresh: bool = False
) -> ServicePage:
    """Return the figures of some Shanghai days, counted anew or as they were kept. Raises NotAllowed, BadInput."""
    chosen: dict[str, Any] = {"since": since, "until": until, "rep": rep, "quadrant": quadrant}
    now = visit.now
    report = kept_report(visit.services.database, visit.actor, now=now, fresh=fresh, **chosen)
    with visit.services.database.reading() as session:
        return _page(visit, session, report, now, **chosen)


def _page(
    visit: Visit, session: Session, report: ServiceReport, now: datetime, *, since: date, until: date, **asked: str
) -> ServicePage:
    names = names_of(session)
    return ServicePage(
        chrome=visit.chrome(session),
        choice=choice_of(visit, session, since=since, until=until, rep=asked["rep"], quadrant=asked["quadrant"]),
        settled_until=settled_until(until, visit.now).isoformat(),
        counted_at=moment(report.counted_at, now),
        is_kept=report.counted_at < now,
        smallest_n=rules()["smallest_n"],
        members=report.overall.members,
        due=report.overall.due,
        exempt=tuple((label("exempt_reasons", reason), count) for reason, count in report.exempt.items()),
        sections=tuple((part, _figures(figures, report.overall)) for part, figures in rules()["parts"].items()),
        months=_months(report),
        columns=tuple(rules()["service"][name]["name"] for name in rules()["group_columns"]),
        groups=_groups(report, names),
        **_counts(report),
        spans=tuple(str(span) for span in rules()["cohort_days"]),
        cohorts=_cohorts(report),
        loss=(report.loss.active, report.loss.lost, report.loss.grown_out),
        not_told=tuple(rules()["not_told"].values()),
    )


def _figures(names: Sequence[str], overall: Group) -> tuple[ServiceFigure, ...]:
    return tuple(_figure(name, overall.measures) for name in names)


def _figure(name: str, measures: Mapping[str, Measure]) -> ServiceFigure:
    about = rules()["service"][name]
    guard = about["guard"]
    return ServiceFigure(
        name=about["name"],
        says=about["says"],
        measure=_view(name, measures[name]),
        most=_said(name, about["most"]) if "most" in about else "",
        guard_name=rules()["service"][guard]["name"],
        guard=_view(guard, measures[guard]),
    )


def _view(name: str, measure: Measure) -> MeasureView:
    most = rules()["service"][name].get("most")
    is_off = most is not None and measure.value is not None and measure.value > most
    value = label("no_figure", measure.why) if measure.value is None else _said(name, measure.value)
    return MeasureView(value, measure.n, is_off)


def _said(name: str, value: float) -> str:
    unit = rules()["service"][name]["unit"]
    return _FORMS[unit].format(value) + label("units", unit)


def _months(report: ServiceReport) -> tuple[MonthRow, ...]:
    return tuple(
        MonthRow(
            month=one.month,
            due=one.due,
            without_quota=one.without_quota,
            care=_view("care_per_member", one.care_per_member),
            on_target=_view("coverage_rate", one.on_target),
            below=one.below,
            over=one.over,
        )
        for one in report.months
    )


def _groups(report: ServiceReport, names: Mapping[str, str]) -> tuple[tuple[str, tuple[GroupRow, ...]], ...]:
    nobody = label("no_figure", "no_group")
    listed: tuple[tuple[str, Sequence[Group], Callable[[str], str]], ...] = (
        ("quadrant", report.by_quadrant, lambda key: label("quadrants", key)),
        ("stage", report.by_stage, lambda key: label("lifecycles", key)),
        ("persona", report.by_persona, lambda key: label("personas", key)),
        ("owner", report.by_rep, lambda key: names.get(key, key)),
    )
    return tuple(
        (name, tuple(_row(group, named(group.key) if group.key else nobody) for group in groups))
        for name, groups, named in listed
    )


def _row(group: Group, name: str) -> GroupRow:
    return GroupRow(
        name=name,
        members=group.members,
        due=group.due,
        covered=group.covered,
        served=group.served,
        care=group.care,
        touches=group.touches,
        measures=tuple(_view(column, group.measures[column]) for column in rules()["group_columns"]),
    )


def _counts(report: ServiceReport) -> dict[str, tuple[CountRow, ...]]:
    holds = (
        CountRow(f"{label('hold_kinds', one.kind)} {one.level}", (one.opened, one.mistaken, one.still_open))
        for one in report.holds
    )
    stops = (
        CountRow(label("rule_families", one.family), (one.drafts, one.requests, one.plan, one.way_out))
        for one in report.stops
    )
    keeping = (
        CountRow(
            label("kept_tasks", one.what),
            (one.due, one.in_time, one.late, one.still_open),
            _view("kept_rate", one.kept_rate),
        )
        for one in report.keeping
    )
    return {"holds": tuple(holds), "stops": tuple(stops), "keeping": tuple(keeping)}


def _cohorts(report: ServiceReport) -> tuple[CohortRow, ...]:
    return tuple(
        CohortRow(one.month, one.members, tuple(_view("lost_rate", again) for again in one.bought_again.values()))
        for one in report.cohorts
    )
