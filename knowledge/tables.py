"""The two sections that are more than a paragraph: a checklist's table and a concierge's steps."""

import re

from knowledge.layout import Layout, Section
from knowledge.playbook import ChecklistRow
from knowledge.schema import schema

_GROUP = re.compile(r"^###\s+(.+?)\s*$")
_RULE = re.compile(r"^\|?[\s:|-]+\|?$")
_STEP = re.compile(r"^\s*\d+[.、)]\s*(.+?)\s*$")


def read_checklist(layout: Layout) -> tuple[ChecklistRow, ...]:
    """Return the rows of section `list` in order; faults go into the layout."""
    section = layout.sections.get("list")
    if section is None:
        return ()
    group, rows = "", []
    for line, text in _numbered(section):
        if heading := _GROUP.match(text):
            group = heading[1]
        elif text.startswith("|"):
            rows += _table_row(layout, line, text, group)
        elif text:
            layout.report(line, "this line is neither a group nor a table row.", "Write `### group` or `| … |`.")
    if not rows:
        layout.report(section.line, "the list has no rows.", "Add a table with a row for each thing.")
    return tuple(rows)


def _numbered(section: Section) -> list[tuple[int, str]]:
    return [(section.first_line + at, row.strip()) for at, row in enumerate(section.text.split("\n"))]


def _table_row(layout: Layout, line: int, text: str, group: str) -> list[ChecklistRow]:
    words = schema()["checklist"]
    cells = [cell.strip() for cell in text.strip().strip("|").split("|")]
    if _RULE.match(text):
        return []
    if cells == words["columns"]:
        return []
    if len(cells) != len(words["columns"]) or not cells[0]:
        columns = " | ".join(words["columns"])
        layout.report(line, f"a row of the list has {len(cells)} cells.", f"Fill the columns {columns}.")
        return []
    item, quantity, why, when, tip = cells
    skip = group.startswith(words["skip_heading"])
    return [ChecklistRow(group=group, item=item, quantity=quantity, why=why, when=when, tip=tip, skip=skip)]


def read_steps(layout: Layout) -> tuple[str, ...]:
    """Return the numbered steps of section `steps`; faults go into the layout."""
    section = layout.sections.get("steps")
    if section is None:
        return ()
    steps = []
    for line, text in _numbered(section):
        if match := _STEP.match(text):
            steps.append(match[1])
        elif text:
            layout.report(line, "this line is not a numbered step.", "Begin it with `1.`.")
    if not steps:
        layout.report(section.line, "there are no steps.", "Number them 1., 2., 3.")
    return tuple(steps)
