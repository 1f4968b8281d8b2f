"""What an import or its undoing came to."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ImportReport:
    """Counts of one import: read = inserted + updated + unchanged + rejected."""

    kind: str
    read: int
    inserted: int
    updated: int
    unchanged: int
    rejected: int
    # None when no row was rejected, or none is kept.
    reject_file: str | None
    # '' for a dry run.
    batch_id: str = ""
    dry_run: bool = False
    ignored_columns: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Give the shape of the contract, nothing else."""
        names = ("kind", "read", "inserted", "updated", "unchanged", "rejected", "reject_file")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True)
class KeptRow:
    """A row that an undo left alone, and why."""

    key: tuple[Any, ...]
    reason: str


@dataclass(frozen=True)
class UndoReport:
    """What was undone; `kept` shows the first rows left alone, `kept_count` all of them."""

    batch_id: str
    kind: str
    restored: int
    deleted: int
    kept_count: int
    kept: tuple[KeptRow, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Give plain values."""
        kept = [{"key": list(row.key), "reason": row.reason} for row in self.kept]
        counts = ("batch_id", "kind", "restored", "deleted", "kept_count")
        return {name: getattr(self, name) for name in counts} | {"kept": kept}
