"""What the base as a whole does: spending rates, season, peers, adoption of categories."""

from dataclasses import dataclass

import numpy as np

from tools.scoring.facts import BLOCKS, Facts, Numbers
from tools.scoring.formula import Formula


@dataclass(frozen=True)
class BaseRates:
    """The yardsticks that one member alone cannot give."""

    daily_net: float  # fen a member and day of exposure
    daily_orders: float
    season_recent: float  # recent window over the one before, whole base; 1 = no season
    season_blocks: Numbers  # each block over the one before it, newest first
    peer_capacity_fen: Numbers  # per segment
    peer_count: Numbers  # per segment
    adoption: Numbers  # [held, new]: chance to take up `new` within the recent window
    category_value: Numbers  # fen a recent buyer of the category spends in the recent window


def rates_of(facts: Facts, formula: Formula) -> BaseRates:
    """Measure the base."""
    watched = np.minimum(facts.exposure_days, formula.windows.year_days).sum()
    capacity, counts = _peers(facts, formula)
    recent, blocks = _season(facts, formula)
    return BaseRates(
        daily_net=float(facts.net_year.sum() / max(watched, 1.0)),
        daily_orders=float(facts.orders_year.sum() / max(watched, 1.0)),
        season_recent=recent,
        season_blocks=blocks,
        peer_capacity_fen=capacity,
        peer_count=counts,
        adoption=adoption_matrix(facts, formula.cross_buy.shrink),
        category_value=facts.category_spend,
    )


def reference_rates(facts: Facts, formula: Formula) -> BaseRates:
    """Return the fixed yardsticks of the formula, for a member judged alone."""
    reference, kinds = formula.reference, len(facts.categories)
    segments = len(formula.segment_names)
    return BaseRates(
        daily_net=reference.daily_net_fen,
        daily_orders=reference.daily_orders,
        season_recent=1.0,
        season_blocks=np.ones(BLOCKS - 1),
        peer_capacity_fen=np.full(segments, reference.peer_capacity_fen),
        peer_count=np.zeros(segments),
        adoption=np.full((kinds, kinds), reference.adoption),
        category_value=np.full(kinds, reference.category_value_fen),
    )


def own_annual(facts: Facts, formula: Formula) -> Numbers:
    """Return own spending as fen a year; a few days of exposure are never multiplied by more than the floor allows."""
    watched = np.minimum(facts.exposure_days, formula.windows.year_days)
    return facts.net_year / np.maximum(watched, formula.wallet.exposure_floor_days) * 365


def _peers(facts: Facts, formula: Formula) -> tuple[Numbers, Numbers]:
    """Upper quantile of yearly spending per segment, drawn to that of the whole base when peers are few."""
    rules = formula.wallet
    seasoned = facts.exposure_days >= rules.exposure_floor_days
    known = seasoned if seasoned.any() else np.ones(facts.size, dtype=bool)
    annual = own_annual(facts, formula)
    whole = float(np.quantile(annual[known], rules.peer_quantile))
    capacity, counts = [], []
    for code in range(len(formula.segment_names)):
        peers = annual[known & (facts.segment == code)]
        own = float(np.quantile(peers, rules.peer_quantile)) if peers.size else whole
        trust = peers.size / (peers.size + rules.peer_shrink) if peers.size else 0.0
        capacity.append(trust * own + (1 - trust) * whole)
        counts.append(peers.size)
    return np.array(capacity, dtype=np.float64), np.array(counts, dtype=np.float64)


def _season(facts: Facts, formula: Formula) -> tuple[float, Numbers]:
    """Compare windows over members watched throughout, so that growth of the base is not taken for a season."""
    rules, windows = formula.lifecycle, formula.windows
    throughout = facts.exposure_days >= max(2 * windows.recent_days, BLOCKS * windows.block_days)
    if throughout.sum() < rules.season_members:
        return 1.0, np.ones(BLOCKS - 1)
    recent = np.array([facts.net_recent[throughout].sum(), facts.net_previous[throughout].sum()])
    blocks = facts.net_blocks[throughout].sum(axis=0)
    return float(_steps(recent, rules.season_bounds)[0]), _steps(blocks, rules.season_bounds)


def _steps(totals: Numbers, bounds: tuple[float, float]) -> Numbers:
    newer, older = totals[:-1], totals[1:]
    usable = (newer > 0) & (older > 0)
    steps = np.where(usable, newer / np.where(usable, older, 1.0), 1.0)
    return np.clip(steps, *bounds)


def adoption_matrix(facts: Facts, shrink: float) -> Numbers:
    """Return [held, new] → chance that a holder without `new` takes it up, drawn to the base rate of `new`."""
    buyers = facts.held_older.any(axis=1)
    held = facts.held_older[buyers].astype(np.float64)
    lacking = 1.0 - held
    taken = lacking * facts.held_recent[buyers]
    base_rate = taken.sum(axis=0) / np.maximum(lacking.sum(axis=0), 1.0)
    adoption: Numbers = (held.T @ taken + shrink * base_rate) / (held.T @ lacking + shrink)
    return adoption
