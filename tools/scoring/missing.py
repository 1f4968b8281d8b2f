"""Which one missing fact could move a member's score most, by recomputing the term over that fact's range."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from tools.scoring.facts import Facts, Flags, Numbers
from tools.scoring.formula import Formula
from tools.scoring.household import NeedCurve
from tools.scoring.looks import CAPACITY_SOURCES, Measures, Scale

_PEER = CAPACITY_SOURCES.index("peer_p90")
_STATED = CAPACITY_SOURCES.index("stated")


@dataclass(frozen=True)
class Doubt:
    """One missing fact: who lacks it, which term it feeds, and the raw values it could lead to."""

    fact: str
    term: str
    lacking: Flags
    lowest: Numbers
    highest: Numbers


@dataclass(frozen=True)
class Evidence:
    """What the doubts are worked out from."""

    facts: Facts
    measures: Measures
    formula: Formula


def missing_facts(evidence: Evidence, scales: Mapping[str, Scale]) -> tuple[list[str], Numbers]:
    """Return the decisive missing fact of each member ('' = none) and the points (0-100) it could move the score."""
    now = evidence.measures.terms(evidence.facts)
    weights = evidence.formula.weights.model_dump()
    doubts = [doubt for source in _SOURCES for doubt in source(evidence)]
    points = np.stack([_points(doubt, now[doubt.term], weights[doubt.term], scales[doubt.term]) for doubt in doubts])
    worst = points.argmax(axis=0)
    reach = np.round(points[worst, np.arange(evidence.facts.size)], 2)
    named = reach >= evidence.formula.missing.min_points
    names = [doubts[index].fact if known else "" for index, known in zip(worst.tolist(), named.tolist(), strict=True)]
    return names, np.where(named, reach, 0.0)


def _points(doubt: Doubt, now: Numbers, weight: float, scale: Scale) -> Numbers:
    place = scale.at(now)
    reach = np.maximum(np.abs(scale.at(doubt.highest) - place), np.abs(scale.at(doubt.lowest) - place))
    return np.where(doubt.lacking, 100 * weight * reach, 0.0)


def _spending_unknown(evidence: Evidence) -> Iterator[Doubt]:
    """She may already spend everything here, or as much elsewhere as the largest capacities of the base."""
    measures = evidence.measures
    largest = np.quantile(measures.capacity, evidence.formula.missing.upper_quantile)
    yield Doubt(
        "stated_spend",
        "wallet_share",
        measures.capacity_source != _STATED,
        np.zeros_like(measures.headroom),
        np.maximum(largest - measures.own_annual, measures.headroom),
    )


def _family_unknown(evidence: Evidence) -> Iterator[Doubt]:
    """A child of any age the curve knows, or a pregnancy at any month."""
    facts, measures = evidence.facts, evidence.measures
    lacking = facts.may_ask_family & (measures.capacity_source == _PEER)
    curve = NeedCurve(evidence.formula)
    spans = {"children": (0, evidence.formula.missing.child_months), "due_date": (-9, -1)}
    for fact, span in spans.items():
        low, high = (np.maximum(need - measures.own_annual, 0.0) for need in curve.bounds(*span))
        yield Doubt(fact, "wallet_share", lacking, low, high)


def _joining_unknown(evidence: Evidence) -> Iterator[Doubt]:
    """Without a joining day exposure begins with the first order; she may have been silent for a year before."""
    facts, measures, formula = evidence.facts, evidence.measures, evidence.formula
    diluted = facts.net_year / formula.windows.year_days * 365
    lacking = ~facts.joined_known & (facts.exposure_days < formula.windows.year_days)
    yield Doubt("joined_at", "wallet_share", lacking, measures.headroom, measures.capacity - diluted)


def _behaviour_unknown(evidence: Evidence) -> Iterator[Doubt]:
    """Not linked and never seen: she may be as lively as the liveliest."""
    facts = evidence.facts
    liveliest = _upper(facts.engagement, evidence, evidence.formula.reference.engagement)
    lacking = ~facts.linked & (facts.events_recent == 0)
    yield Doubt("wecom_external_userid", "engagement", lacking, facts.engagement, np.full(facts.size, liveliest))


def _lines_unknown(evidence: Evidence) -> Iterator[Doubt]:
    """She bought within the year, but nobody knows what."""
    facts, cross = evidence.facts, evidence.measures.cross_buy
    lacking = (facts.orders_year > 0) & ~(facts.held_older | facts.held_recent).any(axis=1)
    widest = _upper(cross, evidence, evidence.formula.reference.cross_buy)
    yield Doubt("order_lines", "cross_buy", lacking, cross, np.full(facts.size, widest))


def _upper(values: Numbers, evidence: Evidence, otherwise: float) -> float:
    seen = values[values > 0]
    return float(np.quantile(seen, evidence.formula.missing.upper_quantile)) if seen.size else otherwise


_SOURCES: tuple[Callable[[Evidence], Iterator[Doubt]], ...] = (
    _spending_unknown,
    _family_unknown,
    _joining_unknown,
    _behaviour_unknown,
    _lines_unknown,
)
