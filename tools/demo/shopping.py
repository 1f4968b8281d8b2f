"""What members buy: orders, lines, refunds and deliveries."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from tools.demo.content import content
from tools.demo.dice import Dice, dice
from tools.demo.order_calendar import is_festival, plan_orders
from tools.demo.person import Person, Stage, Today, minutes_of, stage_on
from tools.demo.shelf import by_sku, shelf_for

_FEN = 100
_TEN_FEN = 10
# Withdrawn products are only found in orders older than this.
_WITHDRAWN_DAYS = 150
_ENOUGH = 0.85
_TOO_DEAR = 1.6
_TRIES = 6
_BABY_DAYS, _TODDLER_DAYS, _SCHOOL_DAYS = 365, 1095, 4400
_NEWBORN_DAYS = 28


@dataclass
class Purchase:
    """One order with its lines [(sku, quantity, fen)]; `delivered_days_ago` is None while it is on its way."""

    days_ago: int
    minute: int
    lines: list[tuple[str, int, int]]
    status: str = "paid"
    channel: str = ""
    delivered_days_ago: int | None = None
    refund_fen: int = 0
    delivered_minute: int = field(default=0)

    @property
    def amount_fen(self) -> int:
        """Return what was paid."""
        return sum(fen for _, _, fen in self.lines)

    @property
    def net_fen(self) -> int:
        """Return what stayed paid."""
        return self.amount_fen - self.refund_fen


def shop(today: Today, seed: int, person: Person) -> list[Purchase]:
    """Return a member's orders, oldest first."""
    die = dice(seed, "orders", person.member_id)
    plan = plan_orders(today, die, person)
    return [_purchase(today, die, person, days_ago, factor) for days_ago, factor in plan]


def _purchase(today: Today, die: Dice, person: Person, days_ago: int, factor: float) -> Purchase:
    basket = content("people")["basket_yuan"]
    # A fading member's months must fall for a reason, not by chance.
    spread = basket["spread"] if factor == 1.0 else 0.05
    target = int(die.around(basket["middle"] * person.basket, spread) * factor * _FEN)
    bought = Purchase(days_ago, _minute(die, "buying"), _lines(today, die, person, days_ago, target))
    bought.channel = die.weighted(content("brand")["channels"])
    settle(die, bought)
    return bought


def _minute(die: Dice, habit: str) -> int:
    return minutes_of(die.weighted(content("people")["hours"][habit]), die.randint(0, 59))


def settle(die: Dice, bought: Purchase) -> None:
    """Decide what became of an order: delivery, refund, cancellation."""
    people = content("people")
    bought.status = die.weighted(people["fates"])
    whole = bought.status in ("refunded", "cancelled")
    if bought.status == "partly_refunded" and len(bought.lines) < 2:
        bought.status = "paid"
    if whole:
        bought.refund_fen = bought.amount_fen
    elif bought.status == "partly_refunded":
        bought.refund_fen = die.choice(bought.lines)[2]
    if bought.status != "cancelled":
        deliver(die, bought, bought.days_ago - die.weighted(people["delivery_days"]))


def deliver(die: Dice, bought: Purchase, days_ago: int) -> None:
    """Let an order arrive on a day; one of today or later is still on its way."""
    bought.delivered_days_ago = days_ago if days_ago >= 1 else None
    bought.delivered_minute = die.randint(minutes_of(9, 30), minutes_of(19, 0))


def _lines(today: Today, die: Dice, person: Person, days_ago: int, target: int) -> list[tuple[str, int, int]]:
    day = today.date(days_ago)
    key, stage = _appetite(die, person, day)
    factor = _price_factor(die, day)
    lines: dict[str, tuple[int, int]] = {}
    spent = 0
    while spent < target * _ENOUGH and len(lines) < content("people")["lines_at_most"]:
        sku, price = _pick(die, key, stage, target - spent, is_old=days_ago > _WITHDRAWN_DAYS)
        quantity = _quantity(die, sku, price, target - spent)
        paid = round(price * quantity * factor / _TEN_FEN) * _TEN_FEN
        had_quantity, had_fen = lines.get(sku, (0, 0))
        lines[sku] = (had_quantity + quantity, had_fen + paid)
        spent += paid
    return [(sku, quantity, fen) for sku, (quantity, fen) in lines.items()]


def _price_factor(die: Dice, day: date) -> float:
    people = content("people")
    if is_festival(day):
        return float(people["sales_price"])
    return float(people["member_price"]) if die.chance(people["member_price_chance"]) else 1.0


def _appetite(die: Dice, person: Person, day: date) -> tuple[str, Stage]:
    """Return what she shops for that day, and the stage that decides what fits."""
    personas = person.row["personas"]
    stage = stage_on(person, day)
    is_motherly = "maternal" in personas and (stage.week is not None or stage.age_days is not None)
    if is_motherly and die.chance(0.62 if len(personas) > 1 else 0.93):
        return _stage_word(stage), stage
    others = [word for word in personas if word in ("beauty", "home")]
    if "vip" in personas and die.chance(0.5):
        return "best", _childless(stage)
    return (die.choice(others) if others else "anyone"), _childless(stage) if others else Stage()


def _childless(stage: Stage) -> Stage:
    """Keep only what makes products unfit: pregnancy and a baby at the breast."""
    return stage if stage.week is not None or (stage.age_days or _SCHOOL_DAYS) < _BABY_DAYS else Stage()


def _stage_word(stage: Stage) -> str:
    if stage.week is not None or stage.age_days is None:
        return "expecting"
    bounds = {_NEWBORN_DAYS: "newborn", _BABY_DAYS: "infant", _TODDLER_DAYS: "toddler", _SCHOOL_DAYS: "school"}
    return next((word for days, word in bounds.items() if stage.age_days <= days), "anyone")


@cache
def _weights(key: str) -> tuple[list[str], list[float]]:
    appetite: dict[str, float] = content("people")["appetites"][key]
    return list(appetite), list(appetite.values())


def _pick(die: Dice, key: str, stage: Stage, left_fen: int, *, is_old: bool) -> tuple[str, int]:
    """Return a product near what is left to spend: the cheapest of some tries when all are too dear."""
    categories, weights = _weights(key)
    tried: list[tuple[int, str]] = []
    while len(tried) < _TRIES:
        found = shelf_for(die.choices(categories, weights)[0], stage)
        place = die.randrange(len(found.skus))
        if found.old[place] and not is_old:
            continue
        sku, price = found.skus[place], found.prices[place]
        if price <= left_fen * _TOO_DEAR:
            return sku, price
        tried.append((price, sku))
    price, sku = min(tried)
    return sku, price


def _quantity(die: Dice, sku: str, price: int, left_fen: int) -> int:
    bounds = content("people")["several"].get(by_sku()[sku]["category"], [1, 1])
    return max(1, min(die.within(bounds), left_fen // price + 1))


def order_rows(today: Today, shopped: Iterator[tuple[str, Purchase]]) -> tuple[list[dict[str, Any]], ...]:
    """Return the rows of orders, lines and delivered events."""
    orders: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    delivered: list[dict[str, Any]] = []
    for number, (member_id, bought) in enumerate(shopped, start=1):
        at = today.moment(bought.days_ago, bought.minute)
        order_id = f"O{today.date(bought.days_ago):%y%m%d}{number:05d}"
        orders.append(_order_row(order_id, member_id, at, bought))
        lines += _line_rows(order_id, bought)
        if bought.delivered_days_ago is not None:
            arrived = today.moment(bought.delivered_days_ago, bought.delivered_minute)
            delivered.append(_delivered_row(order_id, member_id, max(arrived, at + timedelta(hours=20))))
    return orders, lines, delivered


def _order_row(order_id: str, member_id: str, at: datetime, bought: Purchase) -> dict[str, Any]:
    return {
        "order_id": order_id,
        "member_id": member_id,
        "ordered_at": at,
        "amount_fen": bought.amount_fen,
        "refund_fen": bought.refund_fen,
        "status": bought.status,
        "channel": bought.channel,
    }


def _line_rows(order_id: str, bought: Purchase) -> list[dict[str, Any]]:
    return [
        {"order_id": order_id, "line_no": place, "sku": sku, "quantity": quantity, "amount_fen": fen}
        for place, (sku, quantity, fen) in enumerate(bought.lines, start=1)
    ]


def _delivered_row(order_id: str, member_id: str, at: datetime) -> dict[str, Any]:
    return {
        "event_id": f"D{order_id[1:]}",
        "member_id": member_id,
        "at": at,
        "type": "delivered",
        "channel": "parcel",
        "payload": {"order_id": order_id},
    }
