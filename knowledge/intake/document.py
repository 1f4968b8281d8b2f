"""A Markdown document of scripts: headings name pages, list items and paragraphs are their texts or `field: value`."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.intake.entry import STYLES, Entry, Reject, Unusable
from knowledge.intake.sheet import put
from knowledge.intake.words import field_of, words
from tools.errors import BadInput

_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)\u3001])\s+(.*)$")
_LABEL = re.compile(r"^\**([^:\uff1a*]{1,12})\**\s*[:\uff1a]\**\s*(.*)$")
_FENCE = ("```", "~~~")


@dataclass
class _Reading:
    """Where the reader stands: the open headings, the page being filled, the field that a heading opened."""

    mapping: dict[str, str]
    headings: dict[int, str] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    current: Entry | None = None
    opened: str = ""


def read_document(path: Path, mapping: dict[str, str]) -> tuple[list[Entry], list[Reject]]:
    """Return the entries and the lines that cannot be used. Raises BadInput."""
    reading = _Reading(mapping)
    for line, text in _pieces(_lines(path)):
        match = _HEADING.match(text)
        if match:
            _open(reading, line, len(match[1]), match[2].strip("* "))
        else:
            _take(reading, line, text)
    return [entry for entry in reading.entries if entry.texts or entry.lists or len(entry.values) > 2], reading.rejects


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path.name} is not UTF-8.", fix="Save it as UTF-8.") from error
    except OSError as error:
        raise BadInput(f"{path.name} cannot be read.", fix="Check its name and permissions.") from error
    if len(text) > words()["limits"]["bytes"]:
        raise BadInput(f"{path.name} is too large.", fix="Part it into smaller files.")
    if text.startswith("---"):
        fix = "Put the file itself into your playbook folder; `zhiji playbooks check` reads it there."
        raise BadInput(f"{path.name} begins with a header: it is a page already.", fix=fix)
    return text.splitlines()


def _pieces(rows: list[str]) -> list[tuple[int, str]]:
    """Return headings, list items and paragraphs with the line each begins in; what is wrapped is put together."""
    pieces: list[tuple[int, str]] = []
    is_open = False
    for number, row in enumerate(rows, start=1):
        text = row.strip().removeprefix(">").strip()
        if not text or text.startswith(_FENCE) or set(text) <= set("-*_"):
            is_open = False
        elif _HEADING.match(text):
            pieces.append((number, text))
            is_open = False
        elif is_open and not _begins(row):
            pieces[-1] = (pieces[-1][0], pieces[-1][1] + text)
        else:
            match = _ITEM.match(row)
            pieces.append((number, match[1].strip() if match else text))
            is_open = True
    return pieces


def _begins(row: str) -> bool:
    """Tell whether a row begins something new: an item, a table, a question, a labelled value."""
    text = row.strip()
    marks = (*words()["question_marks"], *words()["answer_marks"], "|")
    label = _LABEL.match(text)
    return bool(_ITEM.match(row)) or text.startswith(tuple(marks)) or bool(label and field_of(label[1], {}))


def _open(reading: _Reading, line: int, level: int, title: str) -> None:
    opened = field_of(title, reading.mapping)
    if opened and reading.current is not None:
        reading.opened = opened
        return
    above = [text for depth, text in sorted(reading.headings.items()) if depth < level]
    reading.headings = {depth: text for depth, text in reading.headings.items() if depth < level} | {level: title}
    reading.opened = ""
    reading.current = Entry(line, values={"title": title}, row={"heading": title})
    if above:
        reading.current.values["category"] = above[-1]
    reading.entries.append(reading.current)


def _take(reading: _Reading, line: int, text: str) -> None:
    if reading.current is None:
        reading.rejects.append(
            Reject(line, "", "this text stands under no heading.", "Put a `## title` above it.", {"text": text})
        )
        return
    try:
        _put(reading, reading.current, line, text)
    except Unusable as fault:
        reading.rejects.append(Reject(line, fault.column, fault.why, fault.fix, {"text": text}))


def _put(reading: _Reading, entry: Entry, line: int, text: str) -> None:
    if text.startswith("|"):
        raise Unusable("", "a table in a document is not read.", "Save the table as a workbook and import that.")
    for marks, name in ((words()["question_marks"], "questions"), (words()["answer_marks"], "text")):
        for mark in marks:
            if text.startswith(mark):
                put(entry, name, text.removeprefix(mark).strip(), mark)
                return
    label = _LABEL.match(text)
    name = field_of(label[1].strip(), reading.mapping) if label else ""
    if label and name:
        reading.opened = name if not label[2] else reading.opened
        if label[2]:
            put(entry, name, label[2].strip(), label[1].strip())
        return
    put(entry, reading.opened or "text", text, "text" if reading.opened in ("", *STYLES) else reading.opened)
