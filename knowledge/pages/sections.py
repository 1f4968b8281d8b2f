"""The two sections that are more than a paragraph: a checklist's table and a concierge's steps."""

import re

from knowledge.pages.layout import Layout, Section
from knowledge.playbook import ChecklistRow
from knowledge.schema import schema

_GROUP = re.compile(r"^###\s+(.+?)\s*$")
_RULE = re.compile(r"^\|?[\s:|-]+\|?$")
_STEP = re.compile(r"^\s*\d+[.\u3001)]\s*(.+?)\s*$")


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
    named = words["columns"]
    if cells in (named, named[:-1]):
        return []
    if len(cells) not in (len(named), len(named) - 1) or not cells[0]:
        columns = " | ".join(named)
        layout.report(line, f"a row of the list has {len(cells)} cells.", f"Fill the columns {columns}.")
        return []
    skip = group.startswith(words["skip_heading"])
    if len(cells) == len(named):
        _check_provision(layout, line, cells[-1], is_skipped=skip)
    fields = dict(zip(("item", "quantity", "why", "when", "tip", "provision"), cells, strict=False))
    return [ChecklistRow(group=group, skip=skip, **fields)]


def _check_provision(layout: Layout, line: int, said: str, *, is_skipped: bool) -> None:
    known = schema()["checklist"]["provision"]
    allowed = known["without_buying"] if is_skipped else [*known["without_buying"], *known["categories"]]
    if said not in allowed:
        layout.report(line, f"{said!r} is no way to come by a row.", f"Write one of {', '.join(allowed)}.")


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
