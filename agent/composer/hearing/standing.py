"""Say where she and her child stand today, before a care page that names neither: counted from her own dates."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from agent.composer.hearing.wording import picked
from tools.members.snapshot import MemberSnapshot
from tools.yaml_text import read_yaml

_TWIN_DAYS, _MONTHS = 2, 12
_SLOT = re.compile(r"\{[a-z]+\}")


@cache
def _table() -> dict[str, Any]:
    loaded: dict[str, Any] = read_yaml(Path(__file__).parent / "standing.yaml")
    return loaded


def standing_lines(
    snapshot: MemberSnapshot, about: Sequence[str], texts: Mapping[str, str], now: datetime
) -> dict[str, str]:
    """Return style → sentence for those texts that do not say it already; about: the fields that the page rests on.

    None where one of these sentences was said lately: counted every time, an age is a formula.
    """
    if _was_said(snapshot, now):
        return {}
    found = _child(snapshot) if "children" in about and snapshot.child is not None else ()
    found = found or (_pregnancy(snapshot) if "due_date" in about else ())
    if not found:
        return {}
    lines, slots = found
    names = [name for name in (slots.get("who"), slots.get("age"), slots.get("week")) if name]
    styles = [
        style for style in _table()["styles"] if style in texts and not any(name in texts[style] for name in names)
    ]
    seed = f"{snapshot.member_id}:{slots.get('age') or slots.get('week')}"
    return dict(zip(styles, picked(lines, slots, snapshot.used_texts, seed=seed, most=len(styles)), strict=False))


def _was_said(snapshot: MemberSnapshot, now: datetime) -> bool:
    since = now - timedelta(days=int(_table()["rests_days"]))
    lately = [said.text for said in snapshot.thread if said.direction == "out" and said.at >= since]
    return any(ending in text for text in lately for ending in _endings())


@cache
def _endings() -> tuple[str, ...]:
    """Return what every sentence says behind its figures."""
    groups = [*_table()["child"].values(), *_table()["week"].values()]
    return tuple(_SLOT.split(line)[-1] for lines in groups for line in lines)


def _child(snapshot: MemberSnapshot) -> tuple[Sequence[str], dict[str, str]] | tuple[()]:
    child, table = snapshot.child, _table()
    if child is None or child.early_days or not snapshot.age_words:
        # Of a child who came early two ages could be meant.
        return ()
    kind = _kind(snapshot)
    plain = table["who"].get({"twins": "twins", "grandparent": "of_grandparent"}.get(kind, "plain"))
    slots = {"who": child.nickname or plain, "age": snapshot.age_words}
    return (table["child"][kind] if kind else _by(table["child"], child.age_months)), slots


def _kind(snapshot: MemberSnapshot) -> str:
    """Return whose sentences are hers: by who she is to the child, else by how many there are; '' for one child's."""
    if snapshot.kin != "mother":
        return snapshot.kin
    ages = [child.age_days for child in snapshot.children]
    if len(ages) > 1 and ages[1] - ages[0] <= _TWIN_DAYS:
        return "twins"
    elder = snapshot.children[-1].age_months if len(ages) > 1 else None
    return "several" if elder is not None and elder <= _table()["elder_years"] * _MONTHS else ""


def _pregnancy(snapshot: MemberSnapshot) -> tuple[Sequence[str], dict[str, str]] | tuple[()]:
    table, week = _table(), snapshot.gest_week
    if week is None or week < table["week_from"] or snapshot.kin != "mother":
        return ()
    is_of_twins = any(re.search(table["twin_tags"], tag) for tag in snapshot.tags)
    return (table["week"]["twins"] if is_of_twins else _by(table["week"], week)), {"week": snapshot.week_words}


def _by(rows: Mapping[Any, Sequence[str]], value: int) -> Sequence[str]:
    return next(_rows_up_to(rows, value), ())


def _rows_up_to(rows: Mapping[Any, Sequence[str]], value: int) -> Iterator[Sequence[str]]:
    yield from (lines for most, lines in rows.items() if isinstance(most, int) and value <= most)
