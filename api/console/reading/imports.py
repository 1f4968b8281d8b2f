"""Pages about data files, from the book of imports and what a run reported."""

import json
from collections.abc import Iterator
from pathlib import Path

from sqlmodel import Session

from api.console import moments
from api.console.faults import fault_words
from api.console.pages.imports import ImportedPage, ImportRow, ImportsPage, RejectedRow, UndonePage
from api.console.visit import Visit, names_of
from tools.errors import BadInput
from tools.importing import ImportReport, UndoReport, kinds, list_batches
from tools.models import ImportBatch

_COUNTS = ("read", "inserted", "updated", "unchanged", "rejected")
_MOST_BATCHES = 50
_MOST_REJECTED = 200


def imports_page(visit: Visit, session: Session) -> ImportsPage:
    """Return the form and the newest imports."""
    batches, names = list_batches(session), names_of(session)
    return ImportsPage(
        chrome=visit.chrome(session),
        kinds=tuple(kinds()),
        rows=tuple(_row(visit, batch, names) for batch in batches[:_MOST_BATCHES]),
        has_more=len(batches) > _MOST_BATCHES,
    )


def imported_page(visit: Visit, session: Session, report: ImportReport, file_name: str, rejects: Path) -> ImportedPage:
    """Return what became of a file; the rejected rows are read from their file while it is there."""
    rejected = tuple(_rejected(rejects)) if rejects.exists() else ()
    return ImportedPage(
        chrome=visit.chrome(session),
        kind=report.kind,
        file_name=file_name,
        is_trial=report.dry_run,
        counts=tuple((name, getattr(report, name)) for name in _COUNTS),
        refusal=("", ""),
        notes=tuple(map(fault_words, report.notes)),
        rejected=rejected[:_MOST_REJECTED],
        unseen=max(0, report.rejected - _MOST_REJECTED),
    )


def unread_file_page(visit: Visit, session: Session, error: BadInput, kind: str, file_name: str) -> ImportedPage:
    """Return why nothing of a file could be used, and what to do."""
    return ImportedPage(
        chrome=visit.chrome(session),
        kind=kind,
        file_name=file_name,
        is_trial=True,
        counts=(),
        refusal=fault_words(str(error)),
        notes=(),
        rejected=(),
        unseen=0,
    )


def undone_page(visit: Visit, session: Session, report: UndoReport, batch: ImportBatch) -> UndonePage:
    """Return what an undo took back."""
    kept = tuple((" ".join(map(str, row.key)), fault_words(row.reason)) for row in report.kept)
    return UndonePage(
        visit.chrome(session), report.kind, batch.file_name, report.deleted, report.restored, report.kept_count, kept
    )


def _row(visit: Visit, batch: ImportBatch, names: dict[str, str]) -> ImportRow:
    state = "undone" if batch.undone_at else ("done" if batch.finished_at else "unfinished")
    return ImportRow(
        id=batch.id,
        when=moments.moment(batch.started_at, visit.now),
        kind=batch.kind,
        file_name=batch.file_name,
        who=names.get(batch.imported_by, batch.imported_by),
        counts=tuple((name, getattr(batch, name)) for name in _COUNTS),
        state=state,
        may_undo=state != "undone" and bool(batch.inserted or batch.updated),
    )


def _rejected(path: Path) -> Iterator[RejectedRow]:
    with path.open(encoding="utf-8") as lines:
        for written, _ in zip(lines, range(_MOST_REJECTED), strict=False):
            row = json.loads(written)
            field = str(row["field"] or "")
            yield RejectedRow(int(row["line"]), field, fault_words(str(row["reason"]).removeprefix(f"{field}: ")))
