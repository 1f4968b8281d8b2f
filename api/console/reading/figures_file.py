"""The figures of care as a file for a spreadsheet: what the page shows, row by row, with what each stands on."""

import csv
from collections.abc import Iterator
from io import StringIO

from api.console.labels import label, labels
from api.console.pages.service import GroupRow, MeasureView, ServicePage

# A cell that begins like this is a formula to a spreadsheet program.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def figures_file(page: ServicePage) -> str:
    """Return comma-separated lines, with the mark by which spreadsheet programs know UTF-8."""
    written = StringIO()
    csv.writer(written).writerows([_plain(cell) for cell in row] for row in _rows(page))
    return "\ufeff" + written.getvalue()


def _rows(page: ServicePage) -> Iterator[tuple[object, ...]]:
    words = labels()["figures_file"]
    yield (
        words["days"],
        page.choice.since,
        page.choice.until,
        words["settled"],
        page.settled_until,
        words["counted"],
        page.counted_at,
    )
    yield (words["members"], page.members, words["due"], page.due)
    yield ()
    yield tuple(words["figure"])
    for part, figures in page.sections:
        for one in figures:
            told = (*_told(one.measure), one.most, one.guard_name, *_told(one.guard))
            yield (label("figure_parts", part), one.name, *told, one.says)
    for name, rows in page.groups:
        yield ()
        yield (label("kpi_groups", name), *words["group"], *_paired(page.columns))
        yield from (_group(row) for row in rows)
    yield ()
    yield (words["not_told"],)
    yield from ((sentence,) for sentence in page.not_told)


def _group(row: GroupRow) -> tuple[object, ...]:
    counts = (row.members, row.due, row.covered, row.served, row.care, row.touches)
    return (row.name, *counts, *(part for one in row.measures for part in _told(one)))


def _told(measure: MeasureView) -> tuple[object, ...]:
    return measure.value, measure.n


def _paired(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part for name in names for part in (name, "n"))


def _plain(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
