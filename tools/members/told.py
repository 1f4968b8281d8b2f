"""Read what she told us for facts worth keeping: rules as data, dates by the day she wrote, doubt left open."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tools.members.said_dates import said_day
from tools.patterns import compiled
from tools.yaml_text import table_beside

told_rules = table_beside(__file__)
_SENTENCE = re.compile(r"[^\u3002\uff01!\n\uff1f?]+[\u3002\uff01!\n\uff1f?]*")


@dataclass(frozen=True)
class Told:
    """One fact as told; a blank value was said unclearly and has to be asked for."""

    kind: str
    value: str
    quote: str
    sensitive: str


def told_in(text: str, said_on: date) -> tuple[Told, ...]:
    """Return the facts that a message tells, at most one of a kind; () for questions, suppositions and other people."""
    found = (_told(kind, rule, text, said_on) for kind, rule in told_rules()["kinds"].items())
    return tuple(told for told in found if told is not None)


def _told(kind: str, rule: Mapping[str, Any], text: str, said_on: date) -> Told | None:
    matches = (match for pattern in rule["hears"] for match in compiled(pattern).finditer(text))
    heard = next((match for match in matches if _is_hers(rule, match, text)), None)
    if heard is None or (rule.get("unless") and compiled(rule["unless"]).search(text)):
        return None
    value = _value(rule, heard, text, said_on)
    start = max(0, heard.start() - told_rules()["quoted"] // 3)
    return Told(kind, value, text[start : start + told_rules()["quoted"]].strip(), rule.get("sensitive", ""))


def _is_hers(rule: Mapping[str, Any], heard: re.Match[str], text: str) -> bool:
    """Tell whether the sentence around a match is about her and states it."""
    rules, sentence, start = told_rules(), "", 0
    for part in _SENTENCE.finditer(text):
        if part.start() <= heard.start() < part.end():
            sentence, start = part.group(), part.start()
    before = sentence[: heard.start() - start]
    is_others = rule.get("whose") != "others" and compiled(rules["not_hers"]).search(sentence)
    return not (is_others or compiled(rules["supposed"]).search(sentence) or compiled(rules["denied"]).search(before))


def _value(rule: Mapping[str, Any], heard: re.Match[str], text: str, said_on: date) -> str:
    if rule["reads"] == "words":
        return str(rule["says"])
    if rule["reads"] == "text":
        return next((part for name, part in heard.groupdict().items() if part), "")
    said = said_day(text[heard.start() :], said_on) or said_day(text, said_on)
    if said is None or said.other is not None:
        return ""
    is_named_year = str(said.day.year) in text
    if rule.get("needs_year") and not is_named_year:
        return ""
    return (said.day if is_named_year else _in_year(said.day, said_on, rule["reads"])).isoformat()


def _in_year(day: date, said_on: date, reads: str) -> date:
    """Put a day without a year where it must lie: ahead of her words, or behind them."""
    slack = timedelta(days=told_rules()["same_year_days"])
    if reads == "day_ahead" and day < said_on - slack:
        return _years(day, 1)
    return _years(day, -1) if reads == "day_past" and day > said_on else day


def _years(day: date, by: int) -> date:
    try:
        return day.replace(year=day.year + by)
    except ValueError:
        return day.replace(year=day.year + by, day=28)
