"""What members bought: money adds up, seasons show, and every pattern of buying is there."""

import itertools
from collections import Counter, defaultdict
from datetime import timedelta
from typing import Any

from tests.tools.demo.conftest import MEMBERS, DemoStore
from tools.clock import days_between, shanghai


def _orders_by_member(store: DemoStore) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(store.rows("member_order"), key=lambda row: row["ordered_at"]):
        found[row["member_id"]].append(row)
    return found


def test_orders_are_plenty_with_a_heavy_tail(store: DemoStore) -> None:
    counts = sorted(len(orders) for orders in _orders_by_member(store).values())
    assert 6 * MEMBERS < sum(counts) < 15 * MEMBERS
    assert counts[len(counts) // 2] < 10
    assert counts[-1] > 60


def test_lines_add_up_to_their_order_and_name_known_products(store: DemoStore) -> None:
    sums: Counter[str] = Counter()
    skus = {row["sku"] for row in store.rows("product")}
    for line in store.rows("order_line"):
        sums[line["order_id"]] += line["amount_fen"]
        assert line["sku"] in skus
    assert {row["order_id"]: row["amount_fen"] for row in store.rows("member_order")} == dict(sums)


def test_refunds_and_cancellations_follow_their_status(store: DemoStore) -> None:
    statuses = Counter(row["status"] for row in store.rows("member_order"))
    assert set(statuses) == {"paid", "refunded", "partly_refunded", "cancelled"}
    for row in store.rows("member_order"):
        whole, none = row["refund_fen"] == row["amount_fen"], row["refund_fen"] == 0
        expected = {"paid": none, "partly_refunded": not whole and not none, "refunded": whole, "cancelled": whole}
        assert expected[row["status"]], row


def test_a_delivery_comes_two_to_four_days_after_its_order(store: DemoStore) -> None:
    ordered = {row["order_id"]: row for row in store.rows("member_order")}
    delivered = [row for row in store.rows("event") if row["type"] == "delivered"]
    gaps = [days_between(ordered[row["payload"]["order_id"]]["ordered_at"], row["at"]) for row in delivered]
    assert set(gaps) == {2, 3, 4}
    gone = [row for row in delivered if ordered[row["payload"]["order_id"]]["status"] == "cancelled"]
    assert gone == []


def test_some_last_deliveries_are_exactly_one_seven_and_thirty_days_ago(store: DemoStore) -> None:
    last: dict[str, int] = {}
    for row in store.rows("event"):
        if row["type"] == "delivered":
            days = days_between(row["at"], store.now)
            last[row["member_id"]] = min(days, last.get(row["member_id"], days))
    counts = Counter(last.values())
    assert all(counts[days] >= 8 for days in (1, 7, 30))


def test_the_two_sales_festivals_stand_out(store: DemoStore) -> None:
    months = Counter(f"{shanghai(row['ordered_at']):%Y-%m}" for row in store.rows("member_order"))
    assert months["2026-06"] > 1.15 * max(months["2026-05"], months["2026-07"])
    assert months["2025-11"] > 1.2 * max(months["2025-10"], months["2025-12"])


def test_dormant_whales_bought_much_and_stopped(store: DemoStore) -> None:
    asleep = []
    for orders in _orders_by_member(store).values():
        net = sum(row["amount_fen"] - row["refund_fen"] for row in orders)
        if net > 500_000 and store.now - orders[-1]["ordered_at"] > timedelta(days=180):
            asleep.append(net)
    assert len(asleep) >= 8


def test_some_regulars_fade_three_months_in_a_row(store: DemoStore) -> None:
    fading = 0
    for orders in _orders_by_member(store).values():
        blocks = [0, 0, 0, 0]
        for row in orders:
            block = days_between(row["ordered_at"], store.now) // 30
            if block < len(blocks):
                blocks[block] += row["amount_fen"] - row["refund_fen"]
        fading += all(newer <= 0.8 * older for newer, older in itertools.pairwise(blocks)) and blocks[3] > 10_000
    assert fading >= 15


def test_events_of_every_kind_happen(store: DemoStore) -> None:
    kinds = Counter(row["type"] for row in store.rows("event"))
    wanted = {"check_in", "view", "click", "search", "share", "referral", "review", "attend", "refund_inquiry"}
    assert wanted | {"renewal_cancelled", "complaint", "delivered"} <= set(kinds)


def test_what_is_bought_fits_the_stage(store: DemoStore) -> None:
    """A member who only ever expected a child buys no shoes for a runner."""
    age = {row["sku"]: row["age_min_months"] for row in store.rows("product")}
    expecting = {
        row["member_id"]
        for row in store.rows("member")
        if row["due_date"] and not row["children"] and not row["birth_confirmed"] and row["personas"] == ["maternal"]
    }
    owners = {row["order_id"]: row["member_id"] for row in store.rows("member_order")}
    bought = [age[line["sku"]] for line in store.rows("order_line") if owners[line["order_id"]] in expecting]
    fitting = [months for months in bought if months is None or months <= 1]
    assert len(fitting) / len(bought) > 0.85
