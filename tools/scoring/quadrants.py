"""From looks to value_potential, current_value, quadrant, and how sure we are."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tools.models.score import QUADRANTS
from tools.scoring.facts import Codes, Facts, Flags, Numbers
from tools.scoring.formula import Formula
from tools.scoring.looks import CAPACITY_SOURCES, TERMS, Measures, MidRank, Scale

_GROWTH_STOCK, _CASH_COW, _SLEEPING_GOLD, _LOW_YIELD = range(len(QUADRANTS))


@dataclass(frozen=True)
class Standing:
    """Where each member stands: looks and current_value 0-1, value_potential 0-100, quadrant as index of QUADRANTS."""

    looks: Mapping[str, Numbers]
    value_potential: Numbers
    current_value: Numbers
    quadrant: Codes
    confidence: Numbers
    potential_line: float


def standing_of(facts: Facts, measures: Measures, scales: Mapping[str, Scale], formula: Formula) -> Standing:
    """Rank the base and divide it by the thresholds of the formula."""
    places = looks_on(measures.terms(facts), scales)
    potential = value_potential(places, formula)
    current = MidRank(facts.net_recent, zero_stays=True).at(facts.net_recent)
    line = float(np.quantile(potential, formula.thresholds.potential_quantile))
    return Standing(
        looks=places,
        value_potential=potential,
        current_value=current,
        quadrant=quadrants(current >= formula.thresholds.current_value, potential >= line),
        confidence=confidence(facts, measures, formula),
        potential_line=line,
    )


def looks_on(terms: Mapping[str, Numbers], scales: Mapping[str, Scale]) -> dict[str, Numbers]:
    """Place every term on its scale."""
    return {name: scales[name].at(values) for name, values in terms.items()}


def value_potential(places: Mapping[str, Numbers], formula: Formula) -> Numbers:
    """Return 100 x the weighted sum of places, to two decimals so that equal members stay equal."""
    weights = formula.weights.model_dump()
    total = sum((weights[name] * places[name] for name in TERMS), start=np.zeros_like(places["gap"]))
    potential: Numbers = np.clip(np.round(100 * total, 2), 0.0, 100.0)
    return potential


def quadrants(is_valuable: Flags, is_promising: Flags) -> Codes:
    """Return the quadrant of each member."""
    return np.select(
        [is_valuable & is_promising, is_valuable, is_promising],
        [_GROWTH_STOCK, _CASH_COW, _SLEEPING_GOLD],
        default=_LOW_YIELD,
    ).astype(np.int64)


def confidence(facts: Facts, measures: Measures, formula: Formula) -> Numbers:
    """Return 0-1: what is known, less for a short acquaintance and for a small base."""
    rules = formula.confidence
    by_source = np.array([getattr(rules, source) for source in CAPACITY_SOURCES])
    known = (
        rules.orders * ~np.isnan(facts.recency_days)
        + rules.repeat * np.minimum(facts.orders_year / rules.repeat_orders, 1.0)
        + by_source[measures.capacity_source]
        + rules.events * (facts.events_recent > 0)
        + rules.categories * (facts.held_older | facts.held_recent).any(axis=1)
    )
    acquaintance = np.minimum(facts.exposure_days / rules.exposure_days, 1.0)
    exposure = rules.exposure_floor + (1 - rules.exposure_floor) * acquaintance
    size = facts.size / (facts.size + rules.base_members)
    sure: Numbers = np.clip(np.round(known * exposure * size, 4), 0.0, 1.0)
    return sure
