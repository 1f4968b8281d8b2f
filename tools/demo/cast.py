"""Members with a story of their own: who waits for an answer, who must be left alone."""

from datetime import date, timedelta
from typing import Any

from tools.demo.content import content
from tools.demo.dice import dice
from tools.demo.people import blank_row
from tools.demo.person import Person, Today, minutes_of
from tools.demo.shelf import by_sku
from tools.demo.shopping import Purchase, deliver

_YEAR_DAYS = 365.25
_USUAL_DELIVERY_DAYS = 3


def cast(today: Today, seed: int) -> list[Person]:
    """Return the members of the cast, numbered from 1 in the order of the file."""
    return [_person(today, seed, number, story) for number, story in enumerate(content("cast")["cast"], start=1)]


def _person(today: Today, seed: int, number: int, story: dict[str, Any]) -> Person:
    die = dice(seed, "cast", number)
    born = today.day - timedelta(days=int(story["age"] * _YEAR_DAYS) + die.randint(30, 330))
    row = blank_row(today, number, story["joined"])
    row |= {column: story[column] for column in ("name", "city", "personas")}
    row |= {
        "nickname": story.get("nickname", ""),
        "gender": story.get("gender", "F"),
        "birthday": born,
        "owner_staff_id": story["owner"],
        "store": _store_of(story["owner"]),
        "tags": story.get("tags", []),
        "stated_spend": story.get("stated_spend", {}),
        "consent_sensitive": story.get("sensitive", []),
        "care_hold": story.get("care_hold", False),
        "opted_out": story.get("opted_out", False),
    }
    row |= story.get("consents") or dict.fromkeys(content("people")["consents"], True)
    if "quiet_days" in story:
        row["dnd_until"] = today.moment(-story["quiet_days"], minutes_of(9, 0))
    births = _family(today, row, story)
    rhythm = story.get("rhythm", "none")
    return Person(row, "cast", rhythm, story["joined"], births, story.get("basket", 1.0), 0.0, story)


def _store_of(staff_id: str) -> str:
    brand = content("brand")
    store = next(entry["store"] for entry in brand["staff"] if entry["staff_id"] == staff_id)
    return str(store or brand["stores"][0]["name"])


def _family(today: Today, row: dict[str, Any], story: dict[str, Any]) -> list[date]:
    births = [today.date(child["days"]) for child in story.get("children", [])]
    row["children"] = [
        {"birthday": today.date(child["days"]).isoformat(), "nickname": child["nickname"]}
        for child in story.get("children", [])
    ]
    if "due" in story:
        row["due_date"] = today.date(-story["due"])
        births.append(row["due_date"])
    return births


def told_orders(seed: int, person: Person) -> list[Purchase]:
    """Return the orders the story tells, oldest first."""
    die = dice(seed, "cast-orders", person.member_id)
    bought = []
    for told in person.story.get("orders", []):
        lines = [(sku, quantity, by_sku()[sku]["price_fen"] * quantity) for sku, quantity in told["lines"].items()]
        order = Purchase(told["days_ago"], die.randint(minutes_of(9, 0), minutes_of(22, 0)), lines)
        order.channel = die.weighted(content("brand")["channels"])
        if not told.get("on_the_way"):
            deliver(die, order, told.get("delivered_days_ago", told["days_ago"] - _USUAL_DELIVERY_DAYS))
        bought.append(order)
    return bought
