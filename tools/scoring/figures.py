"""The figures kept with every score: what the reasons and the console may quote."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tools.models.score import LIFECYCLES
from tools.scoring.facts import Facts, Numbers
from tools.scoring.formula import Formula
from tools.scoring.looks import CAPACITY_SOURCES, DECLINE_CAUSES, TERMS, Measures
from tools.scoring.rates import BaseRates

Figures = dict[str, Any]


@dataclass(frozen=True)
class Scored:
    """Everything worked out about the members, before it becomes rows."""

    facts: Facts
    measures: Measures
    rates: BaseRates
    formula: Formula
    looks: dict[str, Numbers]
    missing_fact: Sequence[str]
    missing_points: Numbers
    is_ranked: bool  # False: against fixed lines, so a place is not a percentile


def figures_of(scored: Scored) -> Iterator[Figures]:
    """Give one JSON-ready object a member, in order; money in whole fen, None = not known."""
    columns = {**_fact_columns(scored), **_measure_columns(scored)}
    names = list(columns)
    shared = {"window_days": scored.formula.windows.recent_days, "is_ranked": scored.is_ranked}
    points = _points(scored)
    held = _held_categories(scored.facts)
    for values, worth, categories in zip(zip(*columns.values(), strict=True), points, held, strict=True):
        yield {**shared, **dict(zip(names, values, strict=True)), "points": worth, "categories": categories}


def _fact_columns(scored: Scored) -> dict[str, list[Any]]:
    facts = scored.facts
    money = ("net_recent", "net_previous", "net_year", "net_lifetime")
    days = ("exposure_days", "recency_days", "first_age_days", "week_gap_days")
    counts = ("orders_recent", "orders_year", "events_recent")
    return {
        **{f"{name}_fen": _whole(getattr(facts, name)) for name in money},
        **{name: _whole(getattr(facts, name)) for name in (*days, *counts)},
        "engagement": np.round(facts.engagement, 2).tolist(),
        "from_due_date": facts.from_due_date.tolist(),
        "segment": [scored.formula.segment_names[code] for code in facts.segment.tolist()],
        "peer_count": _whole(scored.rates.peer_count[facts.segment]),
    }


def _measure_columns(scored: Scored) -> dict[str, list[Any]]:
    facts, measures = scored.facts, scored.measures
    share = measures.own_annual / np.maximum(measures.capacity, 1.0)
    names = (*facts.categories, None)
    return {
        "capacity_fen": _whole(measures.capacity),
        "capacity_source": [CAPACITY_SOURCES[code] for code in measures.capacity_source.tolist()],
        "own_annual_fen": _whole(measures.own_annual),
        "headroom_fen": _whole(measures.headroom),
        "share": np.round(share, 4).tolist(),
        "next_category": [names[code] for code in measures.next_category.tolist()],
        "stage": [LIFECYCLES[code] for code in measures.stage.tolist()],
        "decline_cause": [(*DECLINE_CAUSES, None)[code] for code in measures.decline_cause.tolist()],
        "expected_fen": _whole(measures.expected),
        "gap_fen": _whole(measures.gap),
        "engagement_place": np.round(scored.looks["engagement"], 4).tolist(),
        "missing_fact": list(scored.missing_fact),
        "missing_points": scored.missing_points.tolist(),
    }


def _points(scored: Scored) -> Iterator[dict[str, float]]:
    """What each term adds to value_potential."""
    weights = scored.formula.weights.model_dump()
    columns = [np.round(100 * weights[name] * scored.looks[name], 2).tolist() for name in TERMS]
    return (dict(zip(TERMS, values, strict=True)) for values in zip(*columns, strict=True))


def _held_categories(facts: Facts) -> Iterator[list[str]]:
    names = facts.categories
    held = facts.held_older | facts.held_recent
    return ([names[index] for index in np.flatnonzero(row).tolist()] for row in held)


def _whole(values: Numbers) -> list[int | None]:
    known = ~np.isnan(values)
    rounded = np.rint(np.where(known, values, 0.0)).astype(np.int64).tolist()
    return [value if is_known else None for value, is_known in zip(rounded, known.tolist(), strict=True)]
