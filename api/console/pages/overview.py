"""The map of quadrants, the day's plan and the audit log."""

from dataclasses import dataclass
from typing import ClassVar

from api.console.pages.chrome import Chrome
from api.console.pages.queue import Who


@dataclass(frozen=True)
class Cell:
    """One square of the map, in SVG units; level 1–6 says how many members stand there."""

    x: int
    y: int
    width: int
    height: int
    quadrant: str
    level: int
    count: int


@dataclass(frozen=True)
class Drawing:
    """The map as SVG: a plot of width × height with two threshold lines."""

    width: int
    height: int
    line_x: int
    line_y: int
    cells: tuple[Cell, ...]
    rows: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class QuadrantCard:
    """One quadrant: members and their share in percent."""

    code: str
    count: int
    share: int


@dataclass(frozen=True)
class QuadrantsPage:
    """The map; `drawing` is None before the first scoring."""

    template: ClassVar[str] = "quadrants.html"

    chrome: Chrome
    drawing: Drawing | None
    cards: tuple[QuadrantCard, ...]
    members: int
    as_of: str
    scored_when: str
    formula_version: str
    may_score: bool


@dataclass(frozen=True)
class TouchRow:
    """One touch of the plan; obstacles say in words why it is blocked."""

    who: Who
    owner: str
    trigger: str
    reason: str
    minutes: int
    state: str
    obstacles: tuple[str, ...]
    draft_id: str


@dataclass(frozen=True)
class RepMinutes:
    """One rep's day: minutes used of those she has; percent is capped at 100."""

    name: str
    used: int
    budget: int
    percent: int


@dataclass(frozen=True)
class PlanPage:
    """A day's plan."""

    template: ClassVar[str] = "plan.html"

    chrome: Chrome
    day: str
    weekday: str
    counts: tuple[tuple[str, int], ...]
    state: str
    touches: tuple[TouchRow, ...]
    reps: tuple[RepMinutes, ...]
    next_href: str
    may_plan: bool


@dataclass(frozen=True)
class AuditLine:
    """One entry of the audit log."""

    number: int
    when: str
    who: str
    action: str
    subject: str
    href: str
    detail: tuple[tuple[str, str], ...]
    digest: str


@dataclass(frozen=True)
class AuditPage:
    """The end of the chain, and whether all of it is whole."""

    template: ClassVar[str] = "audit.html"

    chrome: Chrome
    faults: tuple[str, ...]
    length: int
    is_checked: bool
    lines: tuple[AuditLine, ...]
    next_href: str
