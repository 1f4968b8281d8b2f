"""What rep and member said to each other: scripts chosen by the stage of that day, and the stories of the cast."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from re import Match
from re import compile as pattern
from typing import Any

from tools.demo.content import content
from tools.demo.dice import Dice, dice
from tools.demo.fitting import Moment, fits, owned
from tools.demo.names import spoken
from tools.demo.person import Person, Today, minutes_of
from tools.demo.shelf import short_name
from tools.demo.shopping import Purchase

_CHOICE = pattern(r"\{(=?)([^{}]*\|[^{}]*)\}")
_LANES = 12
_OPEN_MINUTES = (2, 55)
_QUICK_MINUTES = (1, 20)


@dataclass(frozen=True)
class Line:
    """One message before it is a row; `waits` marks the last word of a member who waits for an answer."""

    at: datetime
    direction: str
    text: str
    purpose: str = ""
    topic: str = ""
    waits: bool = False


def conversation(today: Today, seed: int, person: Person, orders: list[Purchase]) -> list[Line]:
    """Return everything said with one member, oldest first."""
    if person.story:
        return list(_told(today, person))
    die = dice(seed, "talk", person.member_id)
    talks = content("people")["talks"]
    if not person.row["wecom_external_userid"] or not die.chance(talks["share"]):
        return []
    return list(_ordinary(today, die, person, orders))


def _told(today: Today, person: Person) -> Iterator[Line]:
    talk = person.story["talk"]
    for place, turn in enumerate(talk):
        is_last = place == len(talk) - 1
        direction = "in" if "in" in turn else "out"
        purpose = turn.get("as", "reply") if direction == "out" else ""
        waits = is_last and person.story.get("open", False)
        yield Line(_told_at(today, turn), direction, turn[direction], purpose, turn.get("topic", ""), waits)


def _told_at(today: Today, turn: dict[str, Any]) -> datetime:
    if "minutes_ago" in turn:
        return today.minutes_ago(turn["minutes_ago"])
    hour, minute = turn["at"].split(":")
    return today.moment(turn["days_ago"], minutes_of(int(hour), int(minute)))


def _ordinary(today: Today, die: Dice, person: Person, orders: list[Purchase]) -> Iterator[Line]:
    talks = content("people")["talks"]
    days_ago = die.within(talks["within_days"])
    told: list[tuple[int, dict[str, Any]]] = []
    for _ in range(die.weighted(talks["times"])):
        moment = Moment.of(today, person, orders, days_ago)
        used = {script["id"] for _, script in told}
        fresh = [script for script in content("scripts")["scripts"] if script["id"] not in used]
        fitting = [script for script in fresh if fits(script, moment)]
        if fitting and days_ago < person.joined_days_ago:
            told.append((days_ago, _specific(die, fitting)))
        days_ago += talks["gap_days"] + die.randint(0, 16)
    for day, script in sorted(told, key=lambda pair: -pair[0]):
        yield from _played(today, die, script, Moment.of(today, person, orders, day))


def _specific(die: Dice, fitting: list[dict[str, Any]]) -> dict[str, Any]:
    """Prefer what only fits her over small talk that fits everybody."""
    usual = content("scripts")["usual_weight"]
    return die.choices(fitting, [script.get("weight", usual) for script in fitting])[0]


def _played(today: Today, die: Dice, script: dict[str, Any], moment: Moment) -> Iterator[Line]:
    hour = die.weighted(content("people")["hours"]["writing"])
    at = today.moment(moment.days_ago, minutes_of(hour, die.randint(0, 59)))
    slots, lane = _slots(die, script, moment), die.randrange(_LANES)
    turns = [*script["turns"]]
    if "in" in turns[-1]:
        turns.append({"out": die.choice(content("scripts")["closers"])})
    for place, turn in enumerate(turns):
        direction = "in" if "in" in turn else "out"
        if place:
            at = _next_at(today, die, at, turn, direction)
        purpose = turn.get("as", "reply") if direction == "out" else ""
        yield Line(at, direction, _worded(die, turn[direction], slots, lane), purpose, turn.get("topic", ""))


def _next_at(today: Today, die: Dice, at: datetime, turn: dict[str, Any], direction: str) -> datetime:
    if "after" in turn:
        later = at + timedelta(days=turn["after"], minutes=-die.randint(5, 40))
        return min(later, today.moment(1, minutes_of(18, 0)) if later > today.moment(0, 0) else later)
    return at + timedelta(minutes=die.within(_OPEN_MINUTES if direction == "in" else _QUICK_MINUTES))


def _slots(die: Dice, script: dict[str, Any], moment: Moment) -> dict[str, str]:
    row = moment.person.row
    skus = owned(script, moment)
    nicknames = [child["nickname"] for child in row["children"]]
    staff = next(entry for entry in content("brand")["staff"] if entry["staff_id"] == row["owner_staff_id"])
    return {
        "call": spoken(row),
        "baby": nicknames[0] if nicknames else content("scripts")["baby"],
        "product": short_name(die.choice(skus)) if skus else "",
        "rep": staff["name"],
        "city": row["city"],
    }


def _worded(die: Dice, text: str, slots: dict[str, str], lane: int) -> str:
    def chosen(found: Match[str]) -> str:
        options = found[2].split("|")
        # Alternatives marked with "=" answer each other: the same one is taken in every turn.
        return str(options[lane % len(options)] if found[1] else die.choice(options))

    return _CHOICE.sub(chosen, text).format(**slots)


def message_rows(person: Person, lines: list[Line]) -> list[dict[str, Any]]:
    """Return the message rows of one member."""
    channel = content("brand")["message_channel"]
    return [
        {
            "message_id": f"{person.member_id}-T{place:02d}",
            "member_id": person.member_id,
            "at": line.at,
            "direction": line.direction,
            "sender": person.row["owner_staff_id"] if line.direction == "out" else "member",
            "text": line.text,
            "channel": channel,
            "draft_id": "",
            "purpose": line.purpose,
            "topic": line.topic,
        }
        for place, line in enumerate(lines, start=1)
    ]
