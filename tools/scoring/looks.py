"""The four looks and the gap term: raw measures per member, and the scales that rank them.

Wallet share ranks headroom: capacity minus own yearly spending, in fen. Capacity is stated, else the need curve, else
the segment's peers, and never below what she already spends.

Gap is the spending expected of the next window minus that of the recent one. Expected = days x rate x alive: the rate
is her own net spending a day, mixed with the base's as if she had been watched `prior_days` longer, so that one big
basket after a week does not become a habit; alive is the chance that a buyer with her (equally shrunken) purchase rate
has not left after so long a silence, 1 / (1 + p/(1-p) * exp(rate * silence)), for Poisson purchases and a drop-out
chance p after each. Looks at past spending alone mistake a good month for growth; this corrects the return to the mean.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from tools.models.score import LIFECYCLES
from tools.scoring.facts import BLOCKS, Codes, Facts, Flags, Numbers
from tools.scoring.formula import Formula
from tools.scoring.rates import BaseRates, own_annual

TERMS = ("gap", "wallet_share", "cross_buy", "engagement", "lifecycle")
DECLINE_CAUSES = ("three_drops", "late", "less")
CAPACITY_SOURCES = ("stated", "need_curve", "peer_p90")
_STATED, _NEED, _PEER = range(3)
_SURE_EXPONENT = 50.0


@dataclass(frozen=True)
class Measures:
    """Raw measures, one entry a member; money in fen."""

    own_annual: Numbers
    capacity: Numbers
    capacity_source: Codes  # index into CAPACITY_SOURCES
    headroom: Numbers
    cross_buy: Numbers
    next_category: Codes  # index into Facts.categories, -1 = none
    stage: Codes  # index into LIFECYCLES
    decline_cause: Codes  # index into DECLINE_CAUSES, -1 = none
    outlook: Numbers
    expected: Numbers
    gap: Numbers

    def terms(self, facts: Facts) -> dict[str, Numbers]:
        """Return the raw value behind each weighted term."""
        return {
            "gap": self.gap,
            "wallet_share": self.headroom,
            "cross_buy": self.cross_buy,
            "engagement": facts.engagement,
            "lifecycle": self.outlook,
        }


def measure(facts: Facts, rates: BaseRates, formula: Formula) -> Measures:
    """Work out every raw measure."""
    annual = own_annual(facts, formula)
    capacity, source = capacities(facts, rates, annual)
    cross, next_category = cross_buy(facts, rates, formula)
    stage = lifecycle_stages(facts, rates, formula)
    outlook = formula.lifecycle.outlook.model_dump()
    expected = expected_spending(facts, rates, formula)
    return Measures(
        own_annual=annual,
        capacity=capacity,
        capacity_source=source,
        headroom=capacity - annual,
        cross_buy=cross,
        next_category=next_category,
        stage=stage,
        decline_cause=decline_causes(facts, rates, formula),
        outlook=np.array([outlook[name] for name in LIFECYCLES])[stage],
        expected=expected,
        gap=expected - facts.net_recent,
    )


def capacities(facts: Facts, rates: BaseRates, annual: Numbers) -> tuple[Numbers, Codes]:
    """Return yearly capacity in fen and where it comes from, best source first."""
    stated, need = ~np.isnan(facts.stated_fen), ~np.isnan(facts.need_fen)
    source = np.select([stated, need], [_STATED, _NEED], default=_PEER).astype(np.int64)
    peers = rates.peer_capacity_fen[facts.segment]
    estimate = np.select([stated, need], [facts.stated_fen, facts.need_fen], default=peers)
    return np.maximum(estimate, annual), source


def cross_buy(facts: Facts, rates: BaseRates, formula: Formula) -> tuple[Numbers, Codes]:
    """Return the value of likely new categories times activity, and the likeliest one, once per distinct set held."""
    kinds = len(facts.categories)
    if not kinds:
        return np.zeros(facts.size), np.full(facts.size, -1, dtype=np.int64)
    held = facts.held_older | facts.held_recent
    keys = _mask_keys(held)
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    sets = held[first]
    value = sets.astype(np.float64) @ (rates.adoption * rates.category_value) / 100
    value[sets] = 0.0
    potential = value.sum(axis=1) / np.maximum(sets.sum(axis=1), 1)
    best = np.where(value.max(axis=1) > 0, value.argmax(axis=1), -1)
    activity = (facts.net_recent / 100) ** formula.cross_buy.activity_exponent
    return potential[inverse] * activity, best[inverse].astype(np.int64)


def _mask_keys(held: Flags) -> npt.NDArray[np.uint64]:
    packed = np.packbits(held, axis=1)
    padded = np.zeros((held.shape[0], 8), dtype=np.uint8)
    padded[:, : packed.shape[1]] = packed
    keys: npt.NDArray[np.uint64] = padded.view(np.uint64).ravel()
    return keys


def lifecycle_stages(facts: Facts, rates: BaseRates, formula: Formula) -> Codes:
    """Return each member's stage; the first that applies, in the order of the conditions below."""
    rules = formula.lifecycle
    silence = np.nan_to_num(facts.recency_days, nan=0.0)
    order = (
        ("prospect", np.isnan(facts.recency_days)),
        ("new", facts.first_age_days < rules.new_days),
        ("dormant", silence > np.maximum(rules.dormant_days, rules.dormant_gaps * _gap_days(facts))),
        ("decline", decline_causes(facts, rates, formula) >= 0),
        ("growth", facts.net_recent > rules.growth_ratio * facts.net_previous * rates.season_recent),
    )
    codes = [LIFECYCLES.index(name) for name, _ in order]
    return np.select([applies for _, applies in order], codes, default=LIFECYCLES.index("mature")).astype(np.int64)


def decline_causes(facts: Facts, rates: BaseRates, formula: Formula) -> Codes:
    """Return why a member would count as declining, as index of DECLINE_CAUSES, -1 = nothing speaks for it."""
    rules = formula.lifecycle
    silence = np.nan_to_num(facts.recency_days, nan=0.0)
    late = silence > np.maximum(rules.late_days, rules.late_gaps * _gap_days(facts))
    less = facts.net_recent < rules.decline_ratio * facts.net_previous * rates.season_recent
    causes = [three_drops(facts, rates, formula), late, less]
    return np.select(causes, range(len(DECLINE_CAUSES)), default=-1).astype(np.int64)


def _gap_days(facts: Facts) -> Numbers:
    gap: Numbers = np.nan_to_num(facts.week_gap_days, nan=0.0)
    return gap


def three_drops(facts: Facts, rates: BaseRates, formula: Formula) -> Flags:
    """Tell who fell by a fifth three blocks in a row beyond the season, from a start worth the name."""
    rules = formula.lifecycle
    enough = (facts.net_blocks[:, BLOCKS - 1] >= rules.block_start_fen) & (facts.orders_blocks >= rules.block_orders)
    newer, older = facts.net_blocks[:, :-1], facts.net_blocks[:, 1:]
    dropped: Flags = newer <= rules.block_ratio * older * rates.season_blocks
    return enough & dropped.all(axis=1)


def expected_spending(facts: Facts, rates: BaseRates, formula: Formula) -> Numbers:
    """Return what the next window should bring, in fen (see the module docstring)."""
    prior = formula.expectation.prior_days
    watched = np.minimum(facts.exposure_days, formula.windows.year_days) + prior
    daily_net = (facts.net_year + prior * rates.daily_net) / watched
    daily_orders = (facts.orders_year + prior * rates.daily_orders) / watched
    alive = _alive(facts.recency_days, daily_orders, formula.expectation.dropout)
    expected: Numbers = formula.windows.recent_days * daily_net * alive
    return expected


def _alive(silence_days: Numbers, daily_orders: Numbers, dropout: float) -> Numbers:
    odds = dropout / (1 - dropout)
    exponent = np.minimum(daily_orders * np.nan_to_num(silence_days, nan=0.0), _SURE_EXPONENT)
    return np.where(np.isnan(silence_days), 1.0, 1 / (1 + odds * np.exp(exponent)))


class Scale(Protocol):
    """Turns raw values into 0-1."""

    def at(self, values: Numbers) -> Numbers:
        """Return the place of each value, also of values nobody has."""
        ...


class MidRank:
    """Percentile by mid-rank: a tie stands at the middle of its members; nothing at all stays 0 where asked."""

    def __init__(self, values: Numbers, *, zero_stays: bool) -> None:
        """Remember the distribution; sums differ in the last bits between runs, so ties are found on rounded values."""
        self._sorted = np.sort(np.round(values, 6))
        self._zero_stays = zero_stays

    def at(self, values: Numbers) -> Numbers:
        """Return (members below + half the members equal) / members."""
        rounded = np.round(values, 6)
        below = np.searchsorted(self._sorted, rounded, side="left")
        through = np.searchsorted(self._sorted, rounded, side="right")
        ranks: Numbers = (below + through) / (2.0 * self._sorted.size)
        return np.where(rounded <= 0, 0.0, ranks) if self._zero_stays else ranks


class HalfAt:
    """Fixed scale for a member without a base: 0 at nothing, one half at the reference, towards 1 beyond."""

    def __init__(self, half: float, *, signed: bool = False) -> None:
        """Take the reference value; signed measures have one half at zero instead."""
        self._half, self._signed = half, signed

    def at(self, values: Numbers) -> Numbers:
        """Return the place on the fixed scale."""
        if self._signed:
            return 1 / (1 + np.exp(-np.clip(values / self._half, -_SURE_EXPONENT, _SURE_EXPONENT)))
        positive = np.maximum(values, 0.0)
        return positive / (positive + self._half)


def scales_of(facts: Facts, measures: Measures) -> dict[str, Scale]:
    """Rank every term over the base."""
    terms = measures.terms(facts)
    return {name: MidRank(values, zero_stays=name != "gap") for name, values in terms.items()}


def reference_scales(formula: Formula) -> dict[str, Scale]:
    """Return the fixed scales of the formula."""
    reference = formula.reference
    return {
        "gap": HalfAt(reference.gap_fen, signed=True),
        "wallet_share": HalfAt(reference.headroom_fen),
        "cross_buy": HalfAt(reference.cross_buy),
        "engagement": HalfAt(reference.engagement),
        "lifecycle": HalfAt(reference.outlook),
    }
