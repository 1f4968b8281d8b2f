"""When and how a member's fields got their present values, read from what imports wrote."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from tools.models import ImportBatch, ImportChange


@dataclass(frozen=True)
class FieldChange:
    """The last change of one field: when, by which file, and by whom."""

    at: datetime
    how: str
    by: str


def last_changes(session: Session, member_id: str) -> dict[str, FieldChange]:
    """Return field → its last change; a field that no import on record wrote is absent."""
    statement = select(ImportChange, ImportBatch).join(ImportBatch, col(ImportBatch.id) == ImportChange.batch_id)
    statement = statement.where(
        ImportBatch.kind == "members",
        ImportChange.key == json.dumps([member_id], ensure_ascii=False),
        col(ImportBatch.undone_at).is_(None),
    )
    found: dict[str, FieldChange] = {}
    for change, batch in session.exec(statement.order_by(col(ImportBatch.started_at).desc())).all():
        written = FieldChange(batch.started_at, batch.file_name, batch.imported_by)
        for name, value in (change.after or {}).items():
            if value not in (None, "", [], {}) or name in (change.before or {}):
                found.setdefault(name, written)
    return found
