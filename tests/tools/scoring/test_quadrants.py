from typing import Any

import numpy as np
import pytest

from tests.tools.scoring.shop import FORMULA, changed, facts_of
from tools.models.score import QUADRANTS
from tools.scoring.facts import Facts
from tools.scoring.formula import Formula
from tools.scoring.looks import measure, scales_of
from tools.scoring.missing import Evidence, missing_facts
from tools.scoring.quadrants import Standing, quadrants, standing_of
from tools.scoring.rates import rates_of

MATERNAL = 0


def stand(facts: Facts, formula: Formula = FORMULA) -> Standing:
    measures = measure(facts, rates_of(facts, formula), formula)
    return standing_of(facts, measures, scales_of(facts, measures), formula)


def missing(facts: Facts, formula: Formula = FORMULA) -> tuple[list[str], list[float]]:
    measures = measure(facts, rates_of(facts, formula), formula)
    names, points = missing_facts(Evidence(facts, measures, formula), scales_of(facts, measures))
    return names, points.tolist()


def test_value_and_promise_make_the_four_quadrants() -> None:
    codes = quadrants(np.array([True, True, False, False]), np.array([True, False, True, False]))
    assert [QUADRANTS[code] for code in codes] == ["growth_stock", "cash_cow", "sleeping_gold", "low_yield"]


def test_with_all_weight_on_one_look_the_score_is_its_percentile() -> None:
    only = {"gap": 0, "wallet_share": 0, "cross_buy": 0, "engagement": 1, "lifecycle": 0}
    facts = facts_of(4, engagement=[0, 1, 1, 7])
    assert stand(facts, changed(weights=only)).value_potential.tolist() == [0, 50, 50, 87.5]


def test_equal_members_get_equal_scores_and_quadrants() -> None:
    facts = facts_of(50, net_recent=[0] * 25 + [500] * 25, recency_days=[400] * 25 + [5] * 25)
    found = stand(facts)
    assert len(set(found.value_potential[:25])) == len(set(found.value_potential[25:])) == 1
    assert set(found.quadrant[25:]) != set(found.quadrant[:25])


def test_the_top_thirty_percent_by_recent_spending_are_valuable() -> None:
    found = stand(facts_of(100, net_recent=np.arange(100), recency_days=[5] * 100))
    assert (found.current_value >= 0.70).sum() == 30
    assert found.current_value[0] == 0


def test_confidence_falls_with_every_missing_field_and_with_short_exposure() -> None:
    full: dict[str, Any] = {
        "recency_days": 5,
        "orders_year": 8,
        "stated_fen": 100_000,
        "events_recent": 3,
        "exposure_days": 400,
    }
    less: list[dict[str, Any]] = [
        {},
        {"stated_fen": np.nan},
        {"events_recent": 0},
        {"orders_year": 1},
        {"exposure_days": 20},
        {"stated_fen": np.nan, "events_recent": 0, "orders_year": 0, "recency_days": np.nan},
    ]
    rows = [{**full, **change} for change in less]
    found = stand(facts_of(6, **{name: [row[name] for row in rows] for name in full})).confidence
    assert found[0] == max(found)
    assert all(value < found[0] for value in found[1:])
    assert found[5] == min(found)


def test_percentiles_of_a_handful_are_trusted_less_than_those_of_many() -> None:
    assert stand(facts_of(5)).confidence[0] < stand(facts_of(500)).confidence[0]


def spread(**columns: Any) -> Facts:
    """A base of 100 whose first member is the one looked at; the others give the scales their spread."""
    rising = np.arange(100, dtype=np.float64)
    plain: dict[str, Any] = {
        "stated_fen": [np.nan, *(rising[1:] * 20_000)],
        "engagement": [0, *rising[1:]],
        "events_recent": [0, *rising[1:]],
        "segment": [MATERNAL] * 100,
    }
    plain.update({name: [value, *_others(plain, name)] for name, value in columns.items()})
    return facts_of(100, **plain)


def _others(plain: dict[str, Any], name: str) -> list[Any]:
    if name in plain:
        return list(plain[name][1:])
    unlike: dict[str, Any] = {"may_ask_family": False, "linked": True, "joined_known": True, "need_fen": np.nan}
    return [unlike.get(name, 0)] * 99


def test_stated_spending_is_missing_when_it_could_move_the_score_most() -> None:
    names, points = missing(spread())
    assert names[0] == "stated_spend"
    # Peers put her low; as one of the largest (95th percentile) she would gain nearly the whole look.
    assert points[0] == pytest.approx(25 * 0.95, abs=1.5)


def test_who_stated_it_misses_nothing() -> None:
    names, points = missing(spread(stated_fen=500_000.0))
    assert names[0] == ""
    assert points[0] == 0


def test_an_unlinked_member_misses_her_behaviour_when_engagement_weighs_most() -> None:
    heavy = {"gap": 0, "wallet_share": 0.1, "cross_buy": 0, "engagement": 0.9, "lifecycle": 0}
    assert missing(spread(linked=False), changed(weights=heavy))[0][0] == "wecom_external_userid"
    assert missing(spread(linked=True), changed(weights=heavy))[0][0] == "stated_spend"


def test_the_children_are_asked_for_only_where_one_may_ask() -> None:
    sure = changed(missing={"upper_quantile": 0.0})
    assert missing(spread(may_ask_family=True), sure)[0][0] == "children"
    assert missing(spread(may_ask_family=False), sure)[0][0] != "children"


def test_a_known_need_curve_leaves_only_what_she_says_herself() -> None:
    assert missing(spread(may_ask_family=True, need_fen=1_000_000.0))[0][0] == "stated_spend"


def test_orders_without_lines_hide_what_she_buys() -> None:
    heavy = {"gap": 0, "wallet_share": 0, "cross_buy": 1.0, "engagement": 0, "lifecycle": 0}
    held = np.zeros((100, 2), dtype=bool)
    held[1:, 0] = True
    held[1:50, 1] = True
    facts = facts_of(
        100,
        categories=("a", "b"),
        category_spend=[100, 100],
        held_older=held,
        held_recent=np.roll(held, 7, axis=0) & (np.arange(100)[:, None] > 0),
        net_recent=np.arange(100),
        orders_year=np.ones(100),
    )
    assert missing(facts, changed(weights=heavy))[0][0] == "order_lines"


def test_a_fact_that_would_hardly_matter_is_not_named() -> None:
    assert missing(spread(), changed(missing={"min_points": 50.0}))[0][0] == ""
