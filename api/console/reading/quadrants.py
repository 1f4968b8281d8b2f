"""The map of quadrants, drawn from the cells of the active run."""

from math import log2
from typing import Any

from sqlmodel import Session

from api.console import moments
from api.console.pages.overview import Cell, Drawing, QuadrantCard, QuadrantsPage
from api.console.visit import Visit
from tools import scoring
from tools.clock import shanghai_day
from tools.models.score import QUADRANTS
from tools.scoring import MapBin

_BINS = 20
_CELL_WIDTH, _GAP = 30, 2
_PLOT_HEIGHT, _CELL_HEIGHTS = 460, (20, 34)
_LEVELS = 6


def quadrants_page(visit: Visit, session: Session) -> QuadrantsPage:
    """Return the map of the active run, without a drawing before the first."""
    run = scoring.active_run(session)
    counts = scoring.quadrant_counts(session)
    total = sum(counts.values())
    return QuadrantsPage(
        chrome=visit.chrome(session),
        drawing=_drawing(scoring.treasure_map(session, bins=_BINS), run.thresholds) if run else None,
        cards=tuple(QuadrantCard(code, counts[code], round(100 * counts[code] / max(total, 1))) for code in QUADRANTS),
        members=run.members if run else 0,
        as_of=moments.day(run.as_of, shanghai_day(visit.now)) if run else "",
        scored_when=moments.moment(run.created_at, visit.now) if run else "",
        formula_version=run.formula_version if run else "",
        may_score=visit.may("score"),
    )


def _drawing(bins: list[MapBin], thresholds: dict[str, Any]) -> Drawing:
    """Draw only the rows in use: scores crowd in the middle, and empty edges would hide them."""
    line = float(thresholds.get("value_potential", 50.0))
    rows = [cell.y for cell in bins] or [0, _BINS - 1]
    low, high = max(min(rows) - 1, 0), min(max(rows) + 1, _BINS - 1)
    most = max((cell.count for cell in bins), default=1)
    tall = min(max(_PLOT_HEIGHT // (high - low + 1), _CELL_HEIGHTS[0]), _CELL_HEIGHTS[1])
    height = (high - low + 1) * tall
    step = 100 / _BINS
    return Drawing(
        width=_BINS * _CELL_WIDTH,
        height=height,
        line_x=round(float(thresholds.get("current_value", 0.7)) * _BINS * _CELL_WIDTH),
        line_y=round(height - (line / step - low) * tall),
        cells=tuple(_cell(cell, high, most, tall) for cell in bins),
        rows=tuple((round(height - (y - low) * tall), round(y * step)) for y in range(low, high + 2, 2)),
    )


def _cell(cell: MapBin, high: int, most: int, tall: int) -> Cell:
    level = 1 + round((_LEVELS - 1) * log2(1 + cell.count) / log2(1 + most))
    return Cell(
        x=cell.x * _CELL_WIDTH + _GAP // 2,
        y=(high - cell.y) * tall + _GAP // 2,
        width=_CELL_WIDTH - _GAP,
        height=tall - _GAP,
        quadrant=cell.quadrant,
        level=level,
        count=cell.count,
    )
