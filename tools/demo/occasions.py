"""What makes today worth planning: birthdays, deliveries of one, seven and thirty days ago, silent due dates, tiers."""

from datetime import date, timedelta
from typing import Any

from tools.demo.content import content
from tools.demo.dice import Dice, dice
from tools.demo.person import Person, Today
from tools.demo.shopping import Purchase, deliver
from tools.money import fen_from_yuan

_ORDER_TO_DOOR_DAYS = 3
_REGULAR = ("steady", "growing", "heavy")
_SILENT_DAYS = (16, 36)


def set_birthdays(today: Today, seed: int, people: list[Person]) -> None:
    """Let some members have their birthday today and some within the week."""
    die = dice(seed, "birthdays")
    wanted = content("people")["today"]
    reachable = [person for person in people if person.is_reachable() and person.row["birthday"]]
    chosen = _some(die, reachable, wanted["birthdays_today"] + wanted["birthdays_this_week"])
    for place, person in enumerate(chosen):
        ahead = 0 if place < wanted["birthdays_today"] else die.randint(1, 6)
        person.row["birthday"] = _same_day(person.row["birthday"], today.day + timedelta(days=ahead))


def _same_day(born: date, day: date) -> date:
    # Nobody born in a common year can have the 29th of February.
    return day.replace(year=born.year, day=min(day.day, 28) if day.month == 2 else day.day)


def silence_some_due_dates(today: Today, seed: int, people: list[Person]) -> None:
    """Let some due dates pass with nobody telling the brand of a birth."""
    die = dice(seed, "silent")
    expecting = [person for person in people if person.segment == "expecting" and person.row["due_date"]]
    for person in _some(die, expecting, content("people")["today"]["birth_unconfirmed"]):
        due = today.date(die.within(_SILENT_DAYS))
        person.row["due_date"], person.births[0] = due, due


def deliver_on_time(seed: int, people: list[Person], shopped: dict[str, list[Purchase]]) -> None:
    """Give some members a last order that arrived exactly one, seven or thirty days ago."""
    die = dice(seed, "deliveries")
    regular = [person for person in people if person.is_reachable() and person.rhythm in _REGULAR]
    wanted = content("people")["today"]["delivered_days_ago"]
    chosen = iter(_some(die, regular, sum(wanted.values())))
    for days_ago, count in wanted.items():
        for person, _ in zip(chosen, range(count), strict=False):
            _end_with(die, shopped[person.member_id], days_ago)


def _end_with(die: Dice, orders: list[Purchase], delivered_days_ago: int) -> None:
    ordered = delivered_days_ago + _ORDER_TO_DOOR_DAYS
    recent = [order for order in orders if order.status == "paid"]
    if not recent:
        return
    last = recent[-1]
    orders[:] = [order for order in orders if order.days_ago > ordered + _ORDER_TO_DOOR_DAYS + 1]
    order = Purchase(ordered, last.minute, last.lines, channel=last.channel)
    deliver(die, order, delivered_days_ago)
    orders.append(order)


def _some(die: Dice, people: list[Person], count: int) -> list[Person]:
    # A small store keeps most of its members ordinary.
    return die.sample(people, min(count, len(people) // 2))


def set_standing(people: list[Person], shopped: dict[str, list[Purchase]]) -> None:
    """Give each member the tier her spending earned, and the best ones their member manager."""
    brand = content("brand")
    for person in people:
        spent = sum(order.net_fen for order in shopped[person.member_id])
        _stand(person.row, _tier(brand["tiers"], spent), brand)


def _tier(tiers: list[dict[str, Any]], spent_fen: int) -> str:
    reached = (tier["name"] for tier in tiers if spent_fen >= fen_from_yuan(tier["from_yuan"]))
    return str(next(reached))


def _stand(row: dict[str, Any], tier: str, brand: dict[str, Any]) -> None:
    row["tier"] = tier
    if tier == brand["best_tier"]:
        row["owner_staff_id"] = brand["best_members_staff"]
        if "vip" not in row["personas"]:
            row["personas"] = ["vip", *row["personas"]]
