from typing import Any

import numpy as np
import pytest

from tests.tools.scoring.shop import FORMULA, changed, facts_of
from tools.models.score import LIFECYCLES
from tools.scoring.formula import Formula
from tools.scoring.looks import CAPACITY_SOURCES, DECLINE_CAUSES, HalfAt, MidRank, measure
from tools.scoring.rates import BaseRates, adoption_matrix, rates_of

MATERNAL, BEAUTY, OTHER = 0, 1, len(FORMULA.segment_names) - 1


def rates_with(**columns: Any) -> BaseRates:
    plain: dict[str, Any] = {
        "daily_net": 0.0,
        "daily_orders": 0.0,
        "season_recent": 1.0,
        "season_blocks": np.ones(3),
        "peer_capacity_fen": np.zeros(len(FORMULA.segment_names)),
        "peer_count": np.zeros(len(FORMULA.segment_names)),
        "adoption": np.zeros((0, 0)),
        "category_value": np.zeros(0),
    }
    return BaseRates(**{**plain, **columns})


def test_mid_rank_puts_ties_in_their_middle() -> None:
    values = np.array([5.0, 1.0, 5.0, 9.0])
    assert MidRank(values, zero_stays=True).at(values).tolist() == [0.5, 0.125, 0.5, 0.875]


def test_nothing_stays_zero_and_is_not_the_middle_of_the_big_tie() -> None:
    values = np.array([0.0, 0.0, 0.0, 2.0])
    assert MidRank(values, zero_stays=True).at(values).tolist() == [0, 0, 0, 0.875]
    assert MidRank(values, zero_stays=False).at(values).tolist() == [0.375, 0.375, 0.375, 0.875]


def test_sums_that_differ_in_the_last_bit_are_a_tie() -> None:
    values = np.array([0.1 + 0.2, 0.3])
    assert MidRank(values, zero_stays=True).at(values).tolist() == [0.5, 0.5]


def test_a_value_nobody_has_is_ranked_between_its_neighbours() -> None:
    scale = MidRank(np.array([1.0, 3.0]), zero_stays=True)
    assert scale.at(np.array([2.0])).tolist() == [0.5]


def test_the_fixed_scale_is_half_at_its_reference() -> None:
    assert HalfAt(10).at(np.array([-1.0, 0.0, 10.0, 30.0])).tolist() == [0, 0, 0.5, 0.75]
    assert HalfAt(10, signed=True).at(np.array([0.0])).tolist() == [0.5]


def test_capacity_takes_the_best_source_and_never_less_than_own_spending() -> None:
    facts = facts_of(
        4,
        stated_fen=[100_000, np.nan, np.nan, 100_000],
        need_fen=[500_000, 500_000, np.nan, np.nan],
        net_year=[0, 0, 0, 365_000],
    )
    peers = rates_with(peer_capacity_fen=np.full(5, 70_000.0))
    found = measure(facts, peers, FORMULA)
    assert found.capacity.tolist() == [100_000, 500_000, 70_000, 365_000]
    assert [CAPACITY_SOURCES[code] for code in found.capacity_source] == ["stated", "need_curve", "peer_p90", "stated"]
    assert found.headroom.tolist() == [100_000, 500_000, 70_000, 0]


def test_five_days_of_exposure_are_not_multiplied_by_seventy_three() -> None:
    facts = facts_of(3, exposure_days=[5, 180, 800], net_year=[9_000, 18_000, 36_500])
    assert measure(facts, rates_with(), FORMULA).own_annual.tolist() == [36_500, 36_500, 36_500]


def test_peer_capacity_is_the_upper_tenth_drawn_to_the_base_by_the_number_of_peers() -> None:
    # Eleven maternal members spend 0 … 1,000 yuan a year, eleven others nothing; one newcomer is not a peer yet.
    spent = [index * 10_000 for index in range(11)] + [0] * 11 + [10**9]
    facts = facts_of(
        23,
        segment=[MATERNAL] * 11 + [OTHER] * 12,
        net_year=spent,
        exposure_days=[365] * 22 + [10],
    )
    found = rates_of(facts, FORMULA)
    whole = float(np.quantile(spent[:22], 0.9))
    assert found.peer_count.tolist() == [11, 0, 0, 0, 11]
    assert found.peer_capacity_fen[MATERNAL] == pytest.approx(11 / 211 * 90_000 + 200 / 211 * whole)
    assert found.peer_capacity_fen[BEAUTY] == pytest.approx(whole)


def test_adoption_is_drawn_to_the_base_rate() -> None:
    # h0 is held by four; two of those without c1 took it up. One more member holds only c1.
    older = [[1, 0], [1, 0], [1, 0], [1, 1], [0, 1]]
    recent = [[0, 1], [0, 1], [0, 0], [0, 0], [0, 0]]
    facts = facts_of(5, categories=("c0", "c1"), held_older=older, held_recent=recent, category_spend=[0, 0])
    matrix = adoption_matrix(facts, 50)
    assert matrix[0, 1] == pytest.approx((2 + 50 * 2 / 3) / (3 + 50))
    assert matrix[1, 0] == pytest.approx(0.0)


def cross(formula: Formula = FORMULA, **columns: Any) -> tuple[list[float], list[int]]:
    count = len(columns["held_older"])
    facts = facts_of(
        count,
        **{
            "categories": ("a", "b", "c"),
            "held_recent": np.zeros((count, 3)),
            "category_spend": [100, 100, 100],
            "net_recent": [10_000] * count,
            **columns,
        },
    )
    adoption = np.array([[0, 0.2, 0.1], [0.3, 0, 0.5], [0.1, 0.1, 0]])
    rates = rates_with(adoption=adoption, category_value=np.array([1_000.0, 2_000.0, 8_000.0]))
    found = measure(facts, rates, formula)
    return found.cross_buy.tolist(), found.next_category.tolist()


def test_cross_buy_averages_over_held_categories_times_the_root_of_recent_spending() -> None:
    value, following = cross(held_older=[[1, 0, 0], [1, 1, 0], [1, 1, 1], [0, 0, 0]])
    assert value[0] == pytest.approx((0.2 * 20 + 0.1 * 80) * 10)
    assert value[1] == pytest.approx((0.1 * 80 + 0.5 * 80) / 2 * 10)
    assert value[2:] == [0, 0]
    assert following == [2, 2, -1, -1]


def test_a_member_who_stopped_shopping_has_no_cross_buy_however_much_she_lacks() -> None:
    assert cross(held_older=[[1, 0, 0]], net_recent=[0])[0] == [0]


def test_recent_categories_count_as_held() -> None:
    assert cross(held_older=[[1, 0, 0]], held_recent=[[0, 1, 0]])[0] == cross(held_older=[[1, 1, 0]])[0]


def stage(rates: BaseRates | None = None, **columns: Any) -> str:
    plain = {"recency_days": 10, "first_age_days": 300, "net_recent": 1000, "net_previous": 1000}
    single = {name: [value] for name, value in {**plain, **columns}.items()}
    return LIFECYCLES[measure(facts_of(1, **single), rates or rates_with(), FORMULA).stage[0]]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"recency_days": np.nan}, "prospect"),
        ({"first_age_days": 59}, "new"),
        ({"first_age_days": 60}, "mature"),
        ({"recency_days": 181, "net_recent": 0, "net_previous": 0}, "dormant"),
        ({"recency_days": 180, "net_recent": 0, "net_previous": 0}, "decline"),
        ({"recency_days": 181, "week_gap_days": 60, "net_recent": 0, "net_previous": 0}, "decline"),
        ({"recency_days": 46}, "decline"),
        ({"recency_days": 46, "week_gap_days": 20}, "mature"),
        ({"net_recent": 499}, "decline"),
        ({"net_recent": 500}, "mature"),
        ({"net_recent": 1200}, "mature"),
        ({"net_recent": 1201}, "growth"),
        ({"net_previous": 0}, "growth"),
    ],
)
def test_stages_end_exactly_where_the_formula_says(columns: dict[str, float], expected: str) -> None:
    assert stage(**columns) == expected


def test_a_season_of_the_whole_base_is_not_her_decline() -> None:
    assert stage(net_recent=400) == "decline"
    assert stage(rates_with(season_recent=0.5), net_recent=400) == "mature"


def causes(season: list[float] | None = None, **columns: Any) -> str | None:
    plain = {"recency_days": [10], "net_recent": [1000], "net_previous": [1000], "orders_blocks": [4]}
    rates = rates_with(season_blocks=np.array(season or [1, 1, 1]))
    code = measure(facts_of(1, **{**plain, **columns}), rates, FORMULA).decline_cause[0]
    return None if code < 0 else DECLINE_CAUSES[code]


def test_three_months_in_a_row_down_a_fifth_are_a_decline() -> None:
    assert causes(net_blocks=[[5_120, 6_400, 8_000, 10_000]]) == "three_drops"
    assert causes(net_blocks=[[5_121, 6_400, 8_000, 10_000]]) is None


def test_three_drops_need_a_start_worth_the_name_and_enough_orders() -> None:
    assert causes(net_blocks=[[5_000, 6_000, 7_900, 9_999]]) is None
    assert causes(net_blocks=[[5_120, 6_400, 8_000, 10_000]], orders_blocks=[3]) is None


def test_three_drops_are_measured_against_the_season() -> None:
    assert causes([0.8, 0.8, 0.8], net_blocks=[[5_120, 6_400, 8_000, 10_000]]) is None


def test_a_season_is_measured_only_on_enough_members_and_within_bounds() -> None:
    many = facts_of(300, net_recent=[100] * 300, net_previous=[1_000] * 300)
    assert rates_of(many, FORMULA).season_recent == 0.5
    few = facts_of(100, net_recent=[100] * 100, net_previous=[1_000] * 100)
    assert rates_of(few, FORMULA).season_recent == 1.0


def test_newcomers_are_no_season() -> None:
    facts = facts_of(
        400, exposure_days=[400] * 200 + [30] * 200, net_recent=[1_000] * 400, net_previous=[1_000] * 200 + [0] * 200
    )
    assert rates_of(facts, FORMULA).season_recent == 1.0


def gap(rates: BaseRates, **columns: Any) -> float:
    single = {name: [value] for name, value in columns.items()}
    return float(measure(facts_of(1, **single), rates, FORMULA).gap[0])


def test_expected_spending_mixes_own_and_base_rate_and_fades_with_silence() -> None:
    rates = rates_with(daily_net=100.0, daily_orders=0.01)
    daily_net = (73_000 + 90 * 100) / (365 + 90)
    daily_orders = (10 + 90 * 0.01) / (365 + 90)
    alive = 1 / (1 + 0.1 / 0.9 * np.exp(daily_orders * 40))
    found = gap(rates, net_year=73_000, orders_year=10, recency_days=40, net_recent=5_000)
    assert found == pytest.approx(90 * daily_net * alive - 5_000)


def test_a_good_month_is_expected_to_fall_and_a_poor_one_to_rise() -> None:
    rates = rates_with(daily_net=100.0, daily_orders=0.01)
    steady = {"net_year": 73_000, "orders_year": 10, "recency_days": 10}
    assert gap(rates, net_recent=60_000, **steady) < 0 < gap(rates, net_recent=2_000, **steady)


def test_a_buyer_who_left_long_ago_is_expected_to_spend_next_to_nothing() -> None:
    rates = rates_with(daily_net=100.0, daily_orders=0.01)
    weekly = {"net_year": 500_000, "orders_year": 26}
    assert gap(rates, recency_days=180, **weekly) < 0.01 * gap(rates, recency_days=3, **weekly)


def test_the_need_segments_and_weights_come_from_the_formula() -> None:
    flat = changed(cross_buy={"activity_exponent": 0.0})
    assert cross(flat, held_older=[[1, 0, 0]])[0][0] == pytest.approx(0.2 * 20 + 0.1 * 80)
