"""Compose the members: segments, names, consents, families."""

from datetime import date, timedelta
from typing import Any

from tools.demo.content import content
from tools.demo.dice import Dice, dice
from tools.demo.names import call, child_name, full_name
from tools.demo.person import PREGNANCY_DAYS, Person, Today

_YEAR_DAYS = 365.25
# Dormant members must have been here before they fell asleep.
_AWAKE_DAYS = 90
_BABY_DAYS = 365


def member_key(number: int) -> str:
    """Return the member id of a running number."""
    return f"M{number:04d}"


def fake_phone(number: int) -> str:
    """Return a number that is obviously nobody's."""
    return f"1990{number:07d}"


def compose(today: Today, seed: int, first: int, count: int) -> list[Person]:
    """Compose members `first` … `first + count - 1`, in fixed shares and a mixed order."""
    segments = content("people")["segments"]
    shares = [segment["share"] for segment in segments]
    kinds: list[dict[str, Any]] = []
    for segment, share in zip(segments, shares, strict=True):
        kinds += [segment] * max(1, round(count * share / sum(shares)))
    dice(seed, "mix").shuffle(kinds)
    kinds += [segments[1]] * (count - len(kinds))
    return [_person(today, seed, first + place, kind) for place, kind in enumerate(kinds[:count])]


def _person(today: Today, seed: int, number: int, segment: dict[str, Any]) -> Person:
    die = dice(seed, "member", number)
    rhythm = die.weighted(segment["rhythms"])
    joined = _joined(die, segment, rhythm)
    row = blank_row(today, number, joined)
    gender = "F" if die.chance(segment["female"]) else "M"
    born = today.day - timedelta(days=int(die.uniform(segment["age"][0], segment["age"][1] + 1) * _YEAR_DAYS))
    row |= {"gender": gender, "birthday": born, "personas": list(segment["personas"])}
    row["name"] = full_name(die, gender, born.year)
    row["nickname"] = call(die, row["name"], gender, today.day.year - born.year)
    _place(die, row)
    _consent(die, row)
    births = _family(die, today, segment, row)
    _colour(die, segment, row, births)
    _forget(die, row)
    basket = segment.get("basket", 1.0) * die.around(1.0, 0.35)
    return Person(row, segment["key"], rhythm, joined, births, basket, segment["lively"] * die.uniform(0.4, 1.6))


def _joined(die: Dice, segment: dict[str, Any], rhythm: str) -> int:
    joined = die.within(segment["joined"])
    asleep = content("people")["rhythms"][rhythm].get("asleep_days")
    return max(joined, die.within(asleep) + _AWAKE_DAYS) if asleep else joined


def blank_row(today: Today, number: int, joined_days_ago: int) -> dict[str, Any]:
    """Return every column of a member, with nothing told yet."""
    start = today.moment(0, 0)
    return {
        "member_id": member_key(number),
        "name": "",
        "nickname": "",
        "gender": "",
        "birthday": None,
        "phone": fake_phone(number),
        "city": "",
        "tier": "",
        "joined_at": today.moment(joined_days_ago, 10 * 60 + number % 480),
        "owner_staff_id": "",
        "store": "",
        "personas": [],
        "due_date": None,
        "birth_confirmed": False,
        "children": [],
        "tags": [],
        "stated_spend": {},
        "consent_care": None,
        "consent_marketing": None,
        "consent_automated": None,
        "consent_sensitive": [],
        "consent_records": {},
        "wecom_external_userid": f"wmDEMO{number:06d}",
        "dnd_until": None,
        "care_hold": False,
        "opted_out": False,
        "erased_at": None,
        "created_at": start,
        "updated_at": start,
    }


def _place(die: Dice, row: dict[str, Any]) -> None:
    stores = content("brand")["stores"]
    store = die.choices(stores, [entry["share"] for entry in stores])[0]
    row |= {"store": store["name"], "city": die.weighted(store["cities"])}
    row["owner_staff_id"] = die.weighted(content("brand")["reps"][store["name"]])


def _consent(die: Dice, row: dict[str, Any]) -> None:
    for column, shares in content("people")["consents"].items():
        answers: dict[bool | None, int] = {True: shares["given"], False: shares["refused"]}
        answers[None] = 100 - sum(answers.values())
        row[column] = die.weighted(answers)


def _family(die: Dice, today: Today, segment: dict[str, Any], row: dict[str, Any]) -> list[date]:
    """Fill due date and children as far as they were told, and return the true births."""
    births: list[date] = []
    if "child" in segment:
        births.append(today.date(die.within(segment["child"])))
    if "due" in segment:
        births.append(today.day + timedelta(days=die.within(segment["due"])))
    if births and die.chance(segment.get("older", 0)):
        births.append(births[0] - timedelta(days=die.within([540, 2200])))
    if not births or not die.chance(segment["told"]):
        return births
    _tell(die, today, row, births)
    return births


def _tell(die: Dice, today: Today, row: dict[str, Any], births: list[date]) -> None:
    born = [birth for birth in births if birth <= today.day]
    names = [child_name(die) for _ in born]
    entries = zip(born, names, strict=True)
    row["children"] = [{"birthday": birth.isoformat(), "nickname": name} for birth, name in entries]
    youngest = births[0]
    if youngest > today.day:
        row["due_date"] = youngest
    elif (today.day - youngest).days < PREGNANCY_DAYS and die.chance(0.6):
        row |= {"due_date": youngest + timedelta(days=die.randint(-9, 12)), "birth_confirmed": True}
    told = {"due_date": row["due_date"], "children": row["children"]}
    shares = content("people")["sensitive"]
    row["consent_sensitive"] = [column for column, known in told.items() if known and die.chance(shares[column])]


def _colour(die: Dice, segment: dict[str, Any], row: dict[str, Any], births: list[date]) -> None:
    """Give tags and, to some, what they say they spend in a year."""
    people = content("people")
    words: dict[str, int] = {}
    for persona in segment["personas"] or ["other"]:
        words |= people["tags"][persona]
    for _ in range(die.weighted(people["tags_per_member"])):
        fitting = {tag: weight for tag, weight in words.items() if _tag_fits(tag, row, births)}
        row["tags"] += [die.weighted(fitting)] if fitting else []
    if row["tags"] and die.chance(people["sensitive"]["tags"]):
        row["consent_sensitive"].append("tags")
    spend = people["stated_spend"]
    if segment["personas"] and die.chance(segment.get("stated", spend["share"])):
        stated = spend[segment.get("stated_as", row["personas"][0])]
        row["stated_spend"] = {name: die.within(bounds) // 100 * 100 for name, bounds in stated.items()}


def _tag_fits(tag: str, row: dict[str, Any], births: list[date]) -> bool:
    rules = content("people")["tag_rules"]
    ages = [(row["created_at"].date() - birth).days for birth in births]
    fits = {
        "one_child": len(births) == 1,
        "more_children": len(births) > 1,
        "born": any(age > 0 for age in ages),
        "baby": any(0 < age < _BABY_DAYS for age in ages),
        "women": row["gender"] == "F",
    }
    taken = any(tag in pair and other in pair for pair in rules["pairs"] for other in row["tags"])
    return tag not in row["tags"] and not taken and all(fits[rule] for rule in fits if tag in rules[rule])


def _forget(die: Dice, row: dict[str, Any]) -> None:
    gaps = content("people")["gaps"]
    columns = {"birthday": ("birthday", None), "city": ("city", ""), "phone": ("phone", ""), "store": ("store", "")}
    for gap, (column, nothing) in (columns | {"wecom": ("wecom_external_userid", "")}).items():
        if die.chance(gaps[gap]):
            row[column] = nothing
