"""What members do besides buying: they look, search, share, come by, and some complain."""

from collections.abc import Iterator
from typing import Any

from tools.demo.content import content
from tools.demo.dice import Dice, dice
from tools.demo.person import Person, Today, minutes_of
from tools.demo.shelf import by_sku
from tools.demo.shopping import Purchase

_MONTH_DAYS = 30
_FADING_DAYS = 40
_ASLEEP = ("dormant", "whale_asleep")
_CHANNELS = {"attend": "store", "referral": "wecom", "complaint": "wecom", "refund_inquiry": "wecom"}

Step = tuple[int, str, dict[str, Any]]


def footsteps(today: Today, seed: int, person: Person, orders: list[Purchase]) -> list[dict[str, Any]]:
    """Return a member's event rows without ids, oldest first."""
    die = dice(seed, "events", person.member_id)
    steps = list(_told(person)) if person.story else list(_ordinary(die, person, orders))
    rows = [_row(today, die, person, step) for step in steps]
    return sorted(rows, key=lambda row: (row["at"], row["type"]))


def _told(person: Person) -> Iterator[Step]:
    for kind, days_ago, *payload in person.story["events"]:
        yield days_ago, kind, dict(payload[0]) if payload else {}


def _ordinary(die: Dice, person: Person, orders: list[Purchase]) -> Iterator[Step]:
    events = content("people")["events"]
    days = min(events["days"], person.joined_days_ago)
    lively = person.lively * (events["asleep_share"] if person.rhythm in _ASLEEP else 1.0)
    for kind, a_month in events["a_month"].items():
        for _ in range(die.poisson(a_month * lively * days / _MONTH_DAYS)):
            yield _day(die, person, days), kind, _payload(die, kind, person, orders)
    yield from _quarrels(die, person, orders)


def _day(die: Dice, person: Person, days: int) -> int:
    """Return a day: lately for a growing member, long ago for a fading one."""
    first, second = die.randint(1, max(1, days)), die.randint(1, max(1, days))
    if person.rhythm in ("growing", "new"):
        return min(first, second)
    return max(first, second) if person.rhythm == "fading" else first


def _quarrels(die: Dice, person: Person, orders: list[Purchase]) -> Iterator[Step]:
    events = content("people")["events"]
    for order in orders:
        is_returned = order.status in ("refunded", "partly_refunded") and order.days_ago <= events["days"]
        if is_returned and die.chance(events["refund_inquiry_share"]):
            yield max(1, order.days_ago - die.randint(3, 6)), "refund_inquiry", {}
    if person.rhythm == "fading":
        for kind, probability in events["fading"].items():
            if die.chance(probability):
                yield die.randint(5, _FADING_DAYS), kind, _payload(die, kind, person, orders)
    elif orders and die.chance(events["complaint_share"]):
        yield die.randint(20, events["days"]), "complaint", _payload(die, "complaint", person, orders)


def _payload(die: Dice, kind: str, person: Person, orders: list[Purchase]) -> dict[str, Any]:
    events = content("people")["events"]
    if kind in ("view", "click"):
        return {"sku": die.choice(list(by_sku()))}
    if kind == "search":
        persona = next((word for word in person.row["personas"] if word in events["searches"]), "other")
        return {"words": die.choice(events["searches"][persona])}
    if kind == "review" and orders:
        sku = die.choice(orders).lines[0][0]
        return {"sku": sku, "stars": die.choice([4, 5, 5, 5]), "text": die.choice(events["reviews"])}
    lists = {"share": ("title", "shares"), "attend": ("activity", "activities"), "complaint": ("subject", "complaints")}
    if kind in lists:
        name, words = lists[kind]
        return {name: die.choice(events[words])}
    return {}


def _row(today: Today, die: Dice, person: Person, step: Step) -> dict[str, Any]:
    days_ago, kind, payload = step
    minute = minutes_of(die.weighted(content("people")["hours"]["buying"]), die.randint(0, 59))
    return {
        "member_id": person.member_id,
        "at": today.moment(days_ago, minute),
        "type": kind,
        "channel": _CHANNELS.get(kind, "miniapp"),
        "payload": payload,
    }
