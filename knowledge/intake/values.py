"""Single values of a file brought into the words of a page; what cannot be is said with its fix."""

import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

from knowledge.intake.entry import Entry, Unusable
from knowledge.intake.words import words
from knowledge.schema import schema
from tools.patterns import compiled

_DAY = re.compile(r"(20\d\d)[-/.\u5e74](\d{1,2})[-/.\u6708](\d{1,2})\u65e5?(?:[ T].*)?")
_FORMULA = re.compile(r"#(?:REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|N/A)")


def cell_text(value: object, column: str) -> str:
    """Return a cell as one text, blanks trimmed. Raises Unusable for what a broken formula left."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).replace("\r\n", "\n").strip()
    if _FORMULA.fullmatch(text):
        raise Unusable(column, f"the cell shows the formula error {text}.", "Mend the formula, or type the words.")
    return text


def parted(name: str, text: str) -> list[str]:
    """Return the entries of a list field, each once."""
    by = words()["questions_parted_by"] if name == "questions" else words()["parted_by"]
    return list(dict.fromkeys(part.strip() for part in compiled(by).split(text) if part.strip()))


def spoken_text(text: str, column: str) -> str:
    """Return a text with other programs' placeholders made ours. Raises Unusable where one cannot be filled."""
    for slot, theirs in words()["placeholders"].items():
        for mark in sorted(theirs, key=len, reverse=True):
            text = text.replace(mark, f"{{{slot}}}")
    for match in _unfilled().finditer(text):
        if match.group() not in words()["slots"]:
            raise Unusable(
                column,
                f"the text has the placeholder {match.group()!r}, which cannot be filled.",
                "Write the words themselves, or {call} for her name.",
            )
    if len(text) > words()["limits"]["text"]:
        raise Unusable(column, f"the text has {len(text)} characters.", "Nobody reads that; part it.")
    return text


@cache
def _unfilled() -> re.Pattern[str]:
    return re.compile(words()["unfilled"])


def day_of(entry: Entry, name: str = "expires_on") -> date | None:
    """Return the day a row names, None for none. Raises Unusable."""
    said = entry.value(name)
    if not said:
        return None
    match = _DAY.fullmatch(said)
    try:
        return date(*(int(part) for part in match.groups())) if match else _no_day(entry, name, said)
    except ValueError:
        return _no_day(entry, name, said)


def _no_day(entry: Entry, name: str, said: str) -> date:
    raise Unusable(entry.column_of(name), f"{said!r} is not a date.", "Write it as 2027-11-22.")


def kind_of(entry: Entry) -> str:
    """Return the kind of page that a row's category, else its scene, speaks of."""
    for said in (entry.value("category"), entry.value("scene")):
        for line in words()["kinds"]:
            if any(word in said for word in line["words"]):
                return _allowed(str(line["kind"]), entry)
    return str(words()["else_kind"])


def _allowed(kind: str, entry: Entry) -> str:
    if kind in words()["only_by_hand"]:
        column = "category" if entry.value("category") else "scene"
        section = words()["only_by_hand"][kind]
        raise Unusable(
            entry.column_of(column),
            f"a {kind} is more than texts: it needs the section {section!r}.",
            "Write its page by hand, as docs/playbooks.md shows, or put it into another category.",
        )
    return kind


def personas_of(said: Iterable[str], entry: Entry) -> list[str]:
    """Return the personas that words stand for; what means everybody narrows nothing. Raises Unusable."""
    found: dict[str, None] = {}
    for one in said:
        meant = [code for code, marks in words()["personas"].items() if any(mark in one for mark in (*marks, code))]
        if not meant and one not in words()["everybody"]:
            known = ", ".join(str(marks[0]) for marks in words()["personas"].values())
            raise Unusable(entry.column_of("personas"), f"{one!r} is no group we know.", f"Use words as {known}.")
        found.update(dict.fromkeys(meant))
    return list(found)


def windows_of(entry: Entry) -> dict[str, Any]:
    """Return the windows that stage and trigger speak of. Raises Unusable for a range that cannot be."""
    found: dict[str, Any] = {}
    for name in ("stage", "trigger"):
        said = entry.value(name)
        for line in words()["windows"]:
            match = compiled(line["pattern"]).search(said)
            if match and line["window"] not in found:
                found[line["window"]] = _range(match, line, entry, name)
    days = [day for day, marks in words()["days"].items() if any(mark in entry.value("trigger") for mark in marks)]
    return {**found, **({"days": days} if days else {})}


def _range(match: re.Match[str], line: dict[str, Any], entry: Entry, name: str) -> list[int]:
    times = int(line.get("times", 1))
    low, high = int(match[1]) * times, int(match[2] or match[1]) * times
    # "One year old" lasts twelve months, "the week 20" one week.
    high = high + times - 1 if times > 1 else high
    most = schema()["windows"][line["window"]]["most"]
    if not low <= high <= most:
        raise Unusable(entry.column_of(name), f"{match[0]!r} is no span.", f"Write low-high, at most {most}.")
    return [low, high]


def is_about_health(entry: Entry, texts: Iterable[str]) -> bool:
    """Tell whether a page is about health: the file says so, or its words do. Raises Unusable."""
    said = entry.value("health")
    if said in words()["affirmed"]:
        return True
    if said and said not in words()["denied"]:
        raise Unusable(entry.column_of("health"), f"{said!r} is neither yes nor no.", "Write yes or no.")
    # A no in the file does not silence the words: a clinician reads one page too many rather than one too few.
    return any(word in text for text in (entry.title, entry.value("fact"), *texts) for word in words()["health"])
