from typing import Any

import pytest

from tests.tools.scoring.shop import FORMULA
from tools.scoring.reasons import Reasons

PLAIN: dict[str, Any] = {
    "window_days": 90,
    "is_ranked": True,
    "net_recent_fen": 128_000,
    "net_previous_fen": 94_800,
    "net_lifetime_fen": 400_000,
    "exposure_days": 400,
    "recency_days": 3,
    "first_age_days": 390,
    "week_gap_days": 14,
    "orders_recent": 5,
    "orders_year": 20,
    "events_recent": 4,
    "engagement_place": 0.8,
    "from_due_date": False,
    "capacity_fen": 960_000,
    "capacity_source": "need_curve",
    "own_annual_fen": 249_600,
    "share": 0.26,
    "next_category": "玩具",
    "stage": "growth",
    "decline_cause": None,
    "expected_fen": 150_000,
    "gap_fen": 22_000,
    "missing_fact": "stated_spend",
    "missing_points": 12.4,
    "points": {"gap": 10.0, "cross_buy": 5.0, "engagement": 1.0},
    "categories": ["奶粉", "纸尿裤"],
}


def texts(**figures: Any) -> list[str]:
    return Reasons(FORMULA).of({**PLAIN, **figures})


def test_reasons_say_the_figures_in_plain_words() -> None:
    spending, wallet, stage, gap, missing = texts()
    assert spending == "近90天消费 1,280 元，比前90天多 35%"
    assert wallet == "估计一年在这几类要花约 9,600 元（按宝宝月龄估算），我们占 26%"
    assert stage.startswith("成长期")
    assert gap == "按以往的节奏，接下来90天估计消费约 1,500 元，比近90天多 220 元（估算）"
    assert "12 分" in missing


def test_the_heaviest_term_is_told_first() -> None:
    heavy = texts(points={"gap": 1.0, "cross_buy": 9.0, "engagement": 5.0}, missing_fact="")
    assert heavy[3].startswith("买过奶粉、纸尿裤；买过这些的会员接下来较常添玩具")
    assert heavy[4] == "近90天互动 4 次，活跃度超过约 80% 的会员"


@pytest.mark.parametrize(
    ("recent", "previous", "expected"),
    [
        (0, 5_000, "近90天没有消费，前90天消费过 50 元"),
        (0, 0, "近90天没有消费，累计消费过 4,000 元"),
        (5_000, 0, "近90天消费 50 元（5 单），再往前90天没有消费"),
        (5_000, 10_000, "近90天消费 50 元，比前90天少 50%"),
        (10_100, 10_000, "近90天消费 101 元，和前90天差不多"),
        (50_000, 10_000, "近90天消费 500 元，是前90天的 5.0 倍"),
    ],
)
def test_spending_is_compared_without_dividing_by_nothing(recent: int, previous: int, expected: str) -> None:
    assert texts(net_recent_fen=recent, net_previous_fen=previous)[0] == expected


@pytest.mark.parametrize("source", ["stated", "need_curve", "peer_p90"])
@pytest.mark.parametrize("share", [0.1, 1.0])
def test_a_capacity_is_always_called_an_estimate(source: str, share: float) -> None:
    assert "估算" in texts(capacity_source=source, share=share)[1]


def test_a_due_date_is_not_called_the_babys_age() -> None:
    wallet = texts(from_due_date=True)[1]
    assert "按预产期估算" in wallet
    assert "月龄" not in wallet


def test_a_prospect_gets_at_least_three_reasons_and_no_history() -> None:
    nothing = {"net_recent_fen": 0, "net_previous_fen": 0, "net_lifetime_fen": 0, "own_annual_fen": 0, "share": 0.0}
    found = texts(
        stage="prospect",
        recency_days=None,
        first_age_days=None,
        week_gap_days=None,
        categories=[],
        missing_fact="",
        events_recent=0,
        exposure_days=30,
        **nothing,
    )
    assert found[0] == "还没有下过单，认识 30 天"
    assert len(found) == 3


@pytest.mark.parametrize("stage", ["new", "growth", "mature", "decline", "dormant"])
@pytest.mark.parametrize("cause", ["three_drops", "late", "less"])
@pytest.mark.parametrize("rhythm", [None, 14])
@pytest.mark.parametrize("recency", [0, 200])
def test_every_stage_has_words_for_every_case(stage: str, cause: str, rhythm: int | None, recency: int) -> None:
    found = texts(stage=stage, decline_cause=cause, week_gap_days=rhythm, recency_days=recency)
    assert 3 <= len(found) <= 5
    assert not any("None" in text or "{" in text for text in found)


def test_every_fact_that_may_be_missing_has_words() -> None:
    for fact in ("stated_spend", "children", "due_date", "joined_at", "wecom_external_userid", "order_lines"):
        assert texts(missing_fact=fact)[-1].startswith("还不知道")


def test_without_a_base_nobody_is_compared_with_others() -> None:
    found = Reasons(FORMULA).provisional({**PLAIN, "is_ranked": False, "missing_fact": ""})
    assert found[0].startswith("试估")
    assert not any("的会员" in text and "超过" in text for text in found)
