"""Say where she and her child stand today, before a care page that names neither: counted from her own dates."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from agent.composer.hearing.wording import picked, sentences
from knowledge.playbook import Playbook
from tools.members.snapshot import Fact, MemberSnapshot
from tools.members.stage import Child
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)

_TWIN_DAYS, _MONTHS = 2, 12
_SLOT = re.compile(r"\{[a-z]+\}")


@dataclass(frozen=True)
class Begun:
    """How texts may begin: style → sentence, what of her row it rests on, and the figures that it says.

    repeats: the pattern of a first sentence of the page's own that would say the same.
    """

    lines: dict[str, str]
    facts: tuple[Fact, ...] = ()
    numbers: list[str] = field(default_factory=list)
    repeats: str = ""


def standing_lines(snapshot: MemberSnapshot, page: Playbook, texts: Mapping[str, str], now: datetime) -> Begun | None:
    """Return a sentence for those texts that do not say it already, of the child or pregnancy that the page rests on.

    None where one of these sentences was said lately: counted every time, an age is a formula.
    """
    if was_said(_endings(), snapshot, now, days=int(_table()["rests_days"])):
        return None
    found = _child(snapshot) if "children" in page.rests_on and snapshot.child is not None else ()
    found = found or (_pregnancy(snapshot) if "due_date" in page.rests_on else ())
    if not found:
        return None
    lines, slots = found
    names = [name for name in (slots.get("who"), slots.get("age"), slots.get("week")) if name]
    styles = [
        style
        for style in _table()["styles"]
        if style in texts and not any(name in texts[style] for name in names) and not _says_age(texts[style])
    ]
    seed = f"{snapshot.member_id}:{slots.get('age') or slots.get('week')}"
    lines = picked(lines, slots, snapshot.used_texts, seed=seed, most=len(styles))
    return Begun(dict(zip(styles, lines, strict=False)))


def _says_age(text: str) -> bool:
    return bool(compiled(_table()["says_age"]).search(text))


def stage_before(snapshot: MemberSnapshot, page: Playbook, text: str, style: str) -> str:
    """Return what an answer of a page may begin with: the child's name and age, or her week; '' where neither fits."""
    table = _table()["answering"]
    if style not in table["styles"] or compiled(table["unless"]).search("".join(sentences(text)[:1])):
        return ""
    child = snapshot.child if "children" in page.rests_on and len(snapshot.children) == 1 else None
    if child is not None and child.nickname and not child.early_days:
        slots = {"who": child.nickname, "age": snapshot.age_words}
        return "" if child.nickname in text else str(table["child"]).format(**slots)
    is_of_week = "due_date" in page.rests_on and snapshot.week_words and snapshot.kin == "mother"
    return str(table["week"]).format(week=snapshot.week_words) if is_of_week else ""


def was_said(endings: Sequence[str], snapshot: MemberSnapshot, now: datetime, *, days: int) -> bool:
    """Tell whether a message of ours of the last days held one of these."""
    since = now - timedelta(days=days)
    lately = [said.text for said in snapshot.thread if said.direction == "out" and said.at >= since]
    return any(ending in text for text in lately for ending in endings)


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
    plain = table["who"][_unnamed(kind, child)]
    slots = {"who": child.nickname or plain, "age": snapshot.age_words}
    lines = table["child"][kind] if kind else _by(table["child"], child.age_months)
    return lines or table["child"]["ageless"], slots


def _unnamed(kind: str, child: Child) -> str:
    """Return which plain word stands for a child whose name nobody gave us."""
    alone = "grown" if child.age_months >= _table()["grown_from"] else "plain"
    return {"twins": "twins", "grandparent": "of_grandparent"}.get(kind, alone)


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
    is_of_twins = any(compiled(table["twin_tags"]).search(tag) for tag in snapshot.tags)
    return (table["week"]["twins"] if is_of_twins else _by(table["week"], week)), {"week": snapshot.week_words}


def _by(rows: Mapping[Any, Sequence[str]], value: int) -> Sequence[str]:
    return next(_rows_up_to(rows, value), ())


def _rows_up_to(rows: Mapping[Any, Sequence[str]], value: int) -> Iterator[Sequence[str]]:
    yield from (lines for most, lines in rows.items() if isinstance(most, int) and value <= most)
