from dataclasses import fields
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from tests.tools.scoring.shop import AS_OF, FORMULA, NOW, Chance, Shop
from tools.database import Database, open_database
from tools.errors import BadInput, Unavailable
from tools.models import Member
from tools.scoring.facts import Facts, base_facts
from tools.scoring.own_facts import own_facts


def facts(shop: Shop) -> Facts:
    return base_facts(shop.database, as_of=AS_OF, formula=FORMULA)


def test_an_order_at_2330_belongs_to_that_local_day_and_one_at_0030_to_the_next(shop: Shop) -> None:
    shop.order(shop.member("late"), "2026-06-29T23:30:00", 10)
    shop.order(shop.member("early"), "2026-06-30T00:30:00", 10)
    found = facts(shop)
    assert found.member_ids == ["early", "late"]
    assert found.recency_days.tolist() == [0, 1]


def test_orders_of_the_scored_day_count_and_later_ones_do_not(shop: Shop) -> None:
    shop.member("A")
    shop.order("A", "2026-06-30T23:59:59.999999", 10)
    shop.order("A", "2026-07-01T00:00:00", 500)
    found = facts(shop)
    assert found.net_lifetime.tolist() == [1000]
    assert found.net_recent.tolist() == [1000]


def test_a_member_with_only_future_orders_and_events_has_done_nothing(shop: Shop) -> None:
    shop.order(shop.member("A"), "2026-07-01T00:30:00", 10)
    shop.event("A", "2026-07-01T00:30:00", "share")
    found = facts(shop)
    assert np.isnan(found.recency_days[0])
    assert found.events_recent[0] == found.engagement[0] == found.orders_year[0] == 0


def test_windows_hold_exactly_their_days(shop: Shop) -> None:
    shop.member("A")
    for age, yuan in ((0, 1), (89, 2), (90, 4), (179, 8), (180, 16), (364, 32), (365, 64)):
        shop.order("A", f"{AS_OF - timedelta(days=age)}T00:00:00", yuan)
    found = facts(shop)
    assert found.net_recent[0] == 100 * (1 + 2)
    assert found.net_previous[0] == 100 * (4 + 8)
    assert found.net_year[0] == 100 * (1 + 2 + 4 + 8 + 16 + 32)
    assert found.net_lifetime[0] == 100 * 127
    assert (found.orders_recent[0], found.orders_year[0]) == (2, 6)
    assert (found.recency_days[0], found.first_age_days[0]) == (0, 365)
    assert found.net_blocks[0].tolist() == [100, 0, 200, 400]


@pytest.mark.parametrize(
    ("columns", "net_fen"),
    [
        ({"refund": 30, "status": "partly_refunded"}, 7000),
        ({"refund": 100, "status": "partly_refunded"}, 0),
        ({"refund": 130, "status": "partly_refunded"}, 0),
        ({"status": "refunded"}, 0),
        ({"status": "cancelled"}, 0),
    ],
)
def test_an_order_that_nets_nothing_is_not_a_purchase(shop: Shop, columns: dict[str, Any], net_fen: int) -> None:
    shop.product("P", "diapers")
    shop.order(shop.member("A"), "2026-06-20", 100, sku="P", **columns)
    found = facts(shop)
    assert found.net_recent[0] == net_fen
    assert found.orders_recent[0] == (1 if net_fen else 0)
    assert np.isnan(found.recency_days[0]) == (net_fen == 0)
    assert found.held_recent.any() == (net_fen > 0)


def test_a_refunded_order_does_not_lower_the_others(shop: Shop) -> None:
    shop.member("A")
    shop.order("A", "2026-06-20", 50)
    shop.order("A", "2026-06-21", 10, refund=40, status="partly_refunded")
    assert facts(shop).net_recent[0] == 5000


def test_the_mean_gap_is_between_active_weeks(shop: Shop) -> None:
    shop.member("A")
    # Mondays 2026-06-01, 06-15 and 06-22; two orders in the first week are one active week.
    for day in ("2026-06-02", "2026-06-07", "2026-06-15", "2026-06-28"):
        shop.order("A", day, 10)
    shop.order(shop.member("B"), "2026-06-02", 10)
    found = facts(shop)
    assert found.week_gap_days[0] == pytest.approx((14 + 7) / 2)
    assert np.isnan(found.week_gap_days[1])


def test_sunday_2330_and_monday_0030_are_two_weeks(shop: Shop) -> None:
    shop.member("A")
    shop.order("A", "2026-06-14T23:30:00", 10)
    shop.order("A", "2026-06-15T00:30:00", 10)
    assert facts(shop).week_gap_days[0] == 7


def test_engagement_is_capped_per_local_day_and_halves_every_thirty_days(shop: Shop) -> None:
    shop.member("A")
    shop.event("A", "2026-06-30T00:30:00", "referral")  # 8 today
    shop.event("A", "2026-06-30T23:30:00", "referral")  # 16 → capped at 10
    shop.event("A", "2026-05-31T23:30:00", "reply")  # 4, thirty days old → 2
    shop.event("A", "2026-04-02T00:00:00", "view")  # the last day inside
    shop.event("A", "2026-04-01T23:30:00", "share")  # outside
    shop.event("A", "2026-06-29T12:00:00", "delivered")  # not hers
    found = facts(shop)
    assert found.engagement[0] == pytest.approx(10 + 2 + 2 ** (-89 / 30))
    assert found.events_recent[0] == 4


def test_categories_are_told_apart_by_window_and_forgotten_after_a_year(shop: Shop) -> None:
    for sku, category in (("P", "milk"), ("Q", "toys"), ("R", "")):
        shop.product(sku, category)
    shop.member("A")
    shop.order("A", "2026-06-20", 30, sku="P")
    shop.order("A", "2026-01-10", 10, sku="P")
    shop.order("A", "2026-01-11", 10, sku="Q")
    shop.order("A", "2024-01-11", 10, sku="Q")
    shop.order("A", "2026-06-21", 10, sku="R")
    shop.order("A", "2026-06-21", 10, sku="unknown")
    found = facts(shop)
    assert found.categories == ("milk", "toys")
    assert found.held_older.tolist() == [[True, True]]
    assert found.held_recent.tolist() == [[True, False]]
    assert found.category_spend.tolist() == [3000, 0]


def test_beyond_the_limit_rare_categories_share_one_column(shop: Shop) -> None:
    formula = FORMULA.model_copy(update={"cross_buy": FORMULA.cross_buy.model_copy(update={"categories_max": 2})})
    for number, category in enumerate(("a", "b", "c")):
        shop.product(f"P{number}", category)
    for member in ("A", "B"):
        shop.member(member)
        shop.order(member, "2026-06-20", 10, sku="P0")
    shop.order("A", "2026-06-20", 10, sku="P1")
    shop.order("B", "2026-01-20", 10, sku="P2")
    found = base_facts(shop.database, as_of=AS_OF, formula=formula)
    assert found.categories == ("a", "")
    assert found.held_recent.tolist() == [[True, True], [True, False]]
    assert found.held_older.tolist() == [[False, False], [False, True]]


def test_exposure_begins_with_joining_or_the_first_purchase_or_the_record(shop: Shop) -> None:
    shop.member("A", joined="2026-06-30T00:30:00")
    shop.order(shop.member("B", joined="2026-06-21"), "2026-06-11", 10)
    shop.order(shop.member("C", joined=None), "2026-06-11", 10)
    shop.member("D", joined=None)  # recorded on 2026-07-01 local time: after the scored day
    shop.member("E", joined="2026-08-01")
    found = facts(shop)
    assert found.exposure_days.tolist() == [1, 20, 20, 0, 0]
    assert found.joined_known.tolist() == [True, True, False, False, True]


def test_erased_members_are_not_read(shop: Shop) -> None:
    shop.member("A")
    shop.member("B", erased_at=NOW)
    assert facts(shop).member_ids == ["A"]


def test_one_member_alone_has_the_same_facts_as_in_the_base(shop: Shop) -> None:
    chance = Chance(20260630)
    for number in range(6):
        shop.product(f"P{number}", f"c{number % 4}")
    for number in range(25):
        _random_member(shop, f"M{number:02d}", chance)
    whole = facts(shop)
    with shop.database.reading() as session:
        for row, member_id in enumerate(whole.member_ids):
            member = session.get(Member, member_id)
            assert member is not None
            _assert_same(whole, row, own_facts(session, member, as_of=AS_OF, formula=FORMULA))


def _random_member(shop: Shop, member_id: str, chance: Chance) -> None:
    shop.member(
        member_id,
        joined=chance.of(None, "2025-03-04T23:40:00", "2026-06-01T00:10:00"),
        personas=chance.of([], ["maternal"], ["beauty"]),
        children=chance.of([], [{"birthday": "2026-01-15"}]),
        consent_sensitive=chance.of([], ["children", "due_date"]),
        due_date=chance.of(None, AS_OF + timedelta(days=44)),
        stated_spend=chance.of({}, {"milk": 3000}),
        wecom_external_userid=chance.of("", "wm1"),
    )
    for _ in range(chance.below(6)):
        day = AS_OF + timedelta(days=1 - chance.below(460))
        clock = chance.of("00:30:00", "12:00:00", "23:30:00")
        status = chance.of("paid", "paid", "partly_refunded", "refunded", "cancelled")
        refund = 20 if status == "partly_refunded" else 0
        sku = f"P{chance.below(7)}"
        shop.order(member_id, f"{day}T{clock}", 10 + chance.below(290), refund=refund, status=status, sku=sku)
        shop.event(member_id, f"{AS_OF - timedelta(days=chance.below(100))}T{clock}", chance.of("view", "x"))


def _assert_same(whole: Facts, row: int, alone: Facts) -> None:
    apart = {"member_ids", "categories", "category_spend", "held_older", "held_recent"}
    for field in fields(Facts):
        if field.name not in apart:
            expected, found = getattr(whole, field.name)[row], getattr(alone, field.name)[0]
            np.testing.assert_allclose(found, expected, err_msg=f"{field.name} of {whole.member_ids[row]}")
    assert _named(alone, 0) == _named(whole, row)


def _named(found: Facts, row: int) -> tuple[set[str], set[str]]:
    names = np.array(found.categories, dtype=object)
    return set(names[found.held_older[row]]), set(names[found.held_recent[row]])


def test_a_store_without_tables_is_unavailable_and_the_password_stays_secret(sqlite_database: Database) -> None:
    empty = open_database(str(sqlite_database.engine.url).replace("zhiji.db", "empty.db"))
    with pytest.raises(Unavailable, match="cannot be read for scoring"):
        base_facts(empty, as_of=AS_OF, formula=FORMULA)
    unreachable = open_database("postgresql://zhiji:topsecret@127.0.0.1:1/none")
    with pytest.raises(Unavailable) as caught:
        base_facts(unreachable, as_of=AS_OF, formula=FORMULA)
    assert "topsecret" not in f"{caught.value} {caught.value.__cause__}"


def test_a_store_in_memory_is_bad_input() -> None:
    with pytest.raises(BadInput, match="memory"):
        base_facts(open_database("sqlite://"), as_of=AS_OF, formula=FORMULA)
