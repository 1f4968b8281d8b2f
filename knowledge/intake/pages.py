"""Rows of one title gathered into one page, and the page written out as its file says it."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import yaml

from knowledge.intake.entry import STYLES, Entry, Reject, Said, Unusable
from knowledge.intake.values import day_of, is_about_health, kind_of, personas_of, windows_of
from knowledge.intake.words import words
from tools.importing.aliases import squeezed

_CARE = ("care_script", "after_sale")
_ID = re.compile(r"[^A-Z0-9]+")
_GOOD_FOR = timedelta(days=365)


@dataclass(frozen=True)
class Gathered:
    """One page to be: its header and texts by section, the lines it came from, and what had to be left out."""

    page_id: str
    header: dict[str, Any]
    sections: dict[str, str]
    lines: tuple[int, ...]
    left_out: tuple[Reject, ...]
    names_its_day: bool


def gather(entries: Sequence[Entry], source: str, today: date) -> tuple[list[Gathered], list[Reject]]:
    """Return the pages, in order of the file, and the rows that belong to none."""
    groups: dict[str, list[Entry]] = {}
    rejects: list[Reject] = []
    for entry in entries:
        try:
            groups.setdefault(f"{kind_of(entry)} {squeezed(_titled(entry))}", []).append(entry)
        except Unusable as fault:
            rejects.append(_rejected(entry, fault))
    pages: list[Gathered] = []
    for group in groups.values():
        try:
            pages.append(_page(group, source, today))
        except Unusable as fault:
            rejects += [_rejected(entry, fault) for entry in group]
    return pages, rejects


def _titled(entry: Entry) -> str:
    if not entry.texts:
        raise Unusable(entry.column_of("text"), "there is no text to say.", "Write the words, or drop the row.")
    if not entry.title:
        column = entry.column_of("title")
        raise Unusable(column, "nothing says what this text is about.", "Fill the title, a question or the scene.")
    return entry.title


def _rejected(entry: Entry, fault: Unusable) -> Reject:
    return Reject(entry.line, fault.column, fault.why, fault.fix, entry.row)


def _page(group: list[Entry], source: str, today: date) -> Gathered:
    whole = _merged(group)
    kind = kind_of(whole)
    sections, left_out = _sections(group, "care" if kind in _CARE else "reply")
    health = is_about_health(whole, sections.values())
    lines = tuple(entry.line for entry in group)
    page_id = _id_of(whole, kind)
    day = day_of(whole)
    personas = personas_of(whole.lists.get("personas", []), whole)
    stage = windows_of(whole) | ({"personas": personas} if personas else {})
    header = {
        "id": page_id,
        "title": whole.title,
        "kind": kind,
        "version": "1.0.0",
        "status": "draft",
        "health": health,
        "stage": stage,
        "uses": [],
        "goal": whole.value("goal") or whole.value("scene") or whole.title,
        "facts": _facts(whole, page_id, health=health, day=day or today + _GOOD_FOR),
        "expires_on": (day or today + _GOOD_FOR).isoformat(),
        "owner": whole.value("owner"),
        "origin": f"{source}:{','.join(map(str, lines))}",
        "trigger": whole.value("trigger"),
        **{name: whole.lists.get(name, []) for name in ("must_say", "must_not", "tags", "questions")},
    }
    return Gathered(
        page_id,
        {k: v for k, v in header.items() if v != [] and v != {} and v != ""},
        sections,
        lines,
        tuple(left_out),
        day is not None,
    )


def _merged(group: list[Entry]) -> Entry:
    """Return the entries as one: of single values the first counts, lists are put together."""
    whole = Entry(group[0].line, row=group[0].row)
    for entry in group:
        whole.values = entry.values | whole.values
        whole.columns = entry.columns | whole.columns
        for name, many in entry.lists.items():
            whole.lists[name] = list(dict.fromkeys([*whole.lists.get(name, []), *many]))
    return whole


def _sections(group: list[Entry], name: str) -> tuple[dict[str, str], list[Reject]]:
    """Give every text a style: the one its column names, the others by length. A fourth text finds no place."""
    said = {one.text: (entry, one) for entry in group for one in entry.texts}
    taken: dict[str, str] = {}
    over: list[tuple[Entry, Said]] = []
    for entry, one in said.values():
        if one.style and one.style not in taken:
            taken[one.style] = one.text
        else:
            over.append((entry, one))
    free = [style for style in STYLES if style not in taken]
    placed = sorted((one for _, one in over[: len(free)]), key=lambda one: len(one.text))
    styles = ["usual"] if len(placed) == 1 and "usual" in free else free
    taken |= {style: one.text for style, one in zip(styles, placed, strict=False)}
    why, fix = "the page has its three texts already.", "Give this one a title of its own."
    left = [Reject(entry.line, one.column, why, fix, entry.row) for entry, one in over[len(free) :]]
    return {f"{name}.{style}": taken[style] for style in STYLES if style in taken}, left


def _facts(whole: Entry, page_id: str, *, health: bool, day: date) -> list[dict[str, Any]]:
    source, text = whole.value("source"), whole.value("fact")
    if not text:
        if source:
            why = "it names a source, but not the fact that the source is for."
            raise Unusable(whole.column_of("source"), why, f"Add a column {words()['columns']['fact'][0]}.")
        return []
    role = words()["reviewer_role"]["health" if health else "else"]
    fact = {"id": f"F-{page_id[3:]}-1", "text": text, "source": source, "reviewer_role": role, "reviewed_by": None}
    return [fact | {"expires_on": day.isoformat()}]


def _id_of(whole: Entry, kind: str) -> str:
    own = _ID.sub("-", whole.value("id").upper()).strip("-").removeprefix("PB-")
    if own:
        return f"PB-{own}"
    return f"PB-IN-{hashlib.sha256(f'{kind} {squeezed(whole.title)}'.encode()).hexdigest()[:10].upper()}"


def written(header: dict[str, Any], sections: dict[str, str]) -> str:
    """Return the file of a page."""
    head = yaml.safe_dump(header, allow_unicode=True, sort_keys=False, width=1000)
    # A line that looks like a heading would end the text it stands in.
    bodies = {name: re.sub(r"^(#+\s)", r"\\\1", text, flags=re.MULTILINE) for name, text in sections.items()}
    return f"---\n{head}---\n" + "".join(f"\n## {name}\n{text}\n" for name, text in bodies.items())
