"""What became of care, as the owner reads it."""

from dataclasses import dataclass
from typing import ClassVar

from api.console.pages.chrome import Chrome
from api.console.pages.learning import Choice


@dataclass(frozen=True)
class MeasureView:
    """A figure as people read it; `n` says what it stands on, `is_off` that it is beyond its limit."""

    value: str
    n: int
    is_off: bool = False


@dataclass(frozen=True)
class ServiceFigure:
    """One figure with its definition and limit, beside the one that guards it."""

    name: str
    says: str
    measure: MeasureView
    most: str
    guard_name: str
    guard: MeasureView


@dataclass(frozen=True)
class GroupRow:
    """One quadrant, stage, persona or colleague."""

    name: str
    members: int
    due: int
    covered: int
    served: int
    care: int
    touches: int
    measures: tuple[MeasureView, ...]


@dataclass(frozen=True)
class MonthRow:
    """One month's floor and cap."""

    month: str
    due: int
    without_quota: int
    care: MeasureView
    on_target: MeasureView
    below: int
    over: int


@dataclass(frozen=True)
class CountRow:
    """A named row of counts, for holds, stops and tasks."""

    name: str
    counts: tuple[int, ...]
    measure: MeasureView | None = None


@dataclass(frozen=True)
class CohortRow:
    """Members of one month of first purchases and who came back."""

    month: str
    members: int
    again: tuple[MeasureView, ...]


@dataclass(frozen=True)
class ServicePage:
    """The figures of care of some days; `columns` head the measures of a group row."""

    template: ClassVar[str] = "service.html"

    chrome: Chrome
    choice: Choice
    settled_until: str
    counted_at: str
    # Counted before it was asked for: it may be counted anew.
    is_kept: bool
    smallest_n: int
    members: int
    due: int
    exempt: tuple[tuple[str, int], ...]
    sections: tuple[tuple[str, tuple[ServiceFigure, ...]], ...]
    months: tuple[MonthRow, ...]
    columns: tuple[str, ...]
    groups: tuple[tuple[str, tuple[GroupRow, ...]], ...]
    holds: tuple[CountRow, ...]
    stops: tuple[CountRow, ...]
    keeping: tuple[CountRow, ...]
    spans: tuple[str, ...]
    cohorts: tuple[CohortRow, ...]
    loss: tuple[int, int, int]
    not_told: tuple[str, ...]
