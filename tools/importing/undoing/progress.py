"""One undoing on its way: what it came to so far, and how new rows go."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session

from tools.errors import Conflict
from tools.importing.batches import get_batch
from tools.importing.kinds import Key, Kind
from tools.importing.report import KeptRow
from tools.importing.undoing.dependants import delete_derived, dependants

_MOST_SHOWN = 1000


@dataclass
class Undoing:
    """One undoing on its way."""

    kind: Kind
    batch_id: str
    now: datetime
    restored: int = 0
    deleted: int = 0
    kept_count: int = 0
    kept: list[KeptRow] = field(default_factory=list)

    def keep(self, key: Key, reason: str) -> None:
        """Leave a row alone and remember why."""
        self.kept_count += 1
        if len(self.kept) < _MOST_SHOWN:
            self.kept.append(KeptRow(key, reason))


def refuse_undone(session: Session, batch_id: str) -> None:
    """Raise Conflict when somebody undid the batch already."""
    if get_batch(session, batch_id).undone_at is not None:
        raise Conflict(f"Import {batch_id} was undone already.", fix="Import the file again if you want it back.")


def delete_new(session: Session, undo: Undoing, keys: list[Key]) -> list[Key]:
    """Delete rows that nothing refers to, keep the others, and return the keys that went."""
    needed_by = dependants(session, undo.kind, keys)
    free = [key for key in keys if key not in needed_by]
    for key, noun in needed_by.items():
        undo.keep(key, f"Something else refers to it ({noun}). Undo or remove that first.")
    delete_derived(session, undo.kind, free)
    if free:
        table = undo.kind.table
        parts = zip(undo.kind.key, zip(*free, strict=True), strict=True)
        if len(undo.kind.key) == 1:
            session.connection().execute(delete(table).where(*(table.c[name].in_(part) for name, part in parts)))
        else:
            _delete_one_by_one(session, undo.kind, free)
    undo.deleted += len(free)
    return free


def _delete_one_by_one(session: Session, kind: Kind, keys: list[Key]) -> None:
    for key in keys:
        here = (kind.table.c[name] == part for name, part in zip(kind.key, key, strict=True))
        session.connection().execute(delete(kind.table).where(*here))
