"""Who did what to which thing: appended to a chain of hashes, so that a changed or missing line shows."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy
from sqlmodel import Session, SQLModel, col, select

from tools.database import lock_chain
from tools.models import AuditEntry

GENESIS = "0" * 64
# Of the table, not of the class: every turn appends, and a line is never changed by the object mapper.
_LINES = SQLModel.metadata.tables["audit_entry"]
_LAST = sqlalchemy.select(_LINES.c.number, _LINES.c.hash).order_by(_LINES.c.number.desc()).limit(1)
_APPEND = _LINES.insert()
_HASHED = ("number", "at", "actor", "action", "subject", "member_id", "detail", "previous_hash")


def sum_of(words: str) -> str:
    """Return the SHA-256 in hex that stands for words in an entry."""
    return hashlib.sha256(words.encode()).hexdigest()


def record(
    session: Session,
    *,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    member_id: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Append one entry. The chain stays locked until the transaction ends, so take every other lock before.

    `detail` must be JSON and must not hold a member's words: the chain outlives an erasure. Give codes, ids,
    versions and SHA-256 sums; the words themselves stay in rows that can be blanked.
    """
    record_each(session, {subject: detail or {}}, at=at, actor=actor, action=action, member_id=member_id)


def record_each(
    session: Session,
    details: Mapping[str, Mapping[str, Any]],
    *,
    at: datetime,
    actor: str,
    action: str,
    member_id: str = "",
) -> None:
    """Append one entry per subject, told as subject → detail, the same way `record` does."""
    lock_chain(session)
    session.flush()
    number, previous = head(session)
    lines: list[dict[str, Any]] = []
    for subject, detail in details.items():
        line = {
            "number": number + len(lines) + 1,
            "at": at.astimezone(UTC),
            "actor": actor,
            "action": action,
            "subject": subject,
            "member_id": member_id,
            "detail": json.loads(json.dumps(dict(detail))),
            "previous_hash": previous,
        }
        previous = _hash(line)
        lines.append({**line, "hash": previous})
    session.connection().execute(_APPEND, lines)


def head(session: Session) -> tuple[int, str]:
    """Return (number, hash) of the last entry; kept elsewhere, it also shows a tail that was cut off."""
    last = session.connection().execute(_LAST).first()
    return (last.number, last.hash) if last is not None else (0, GENESIS)


def hash_of(entry: AuditEntry) -> str:
    """Return the SHA-256 of the entry in canonical JSON, which includes the previous hash."""
    return _hash({name: getattr(entry, name) for name in _HASHED})


def _hash(line: Mapping[str, Any]) -> str:
    content = {**line, "at": line["at"].astimezone(UTC).isoformat(timespec="microseconds")}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def verify(session: Session) -> list[str]:
    """Walk the whole chain and return its faults, one sentence each; an empty list means it is whole."""
    faults: list[str] = []
    number, previous = 0, GENESIS
    statement = select(AuditEntry).order_by(col(AuditEntry.number)).execution_options(yield_per=1000)
    for entry in session.exec(statement):
        if entry.number != number + 1:
            faults.append(f"Entry {number + 1} is missing; the next one is {entry.number}.")
        elif entry.previous_hash != previous:
            faults.append(f"Entry {entry.number} does not follow entry {number}.")
        if entry.hash != hash_of(entry):
            faults.append(f"Entry {entry.number} was changed after it was written.")
        number, previous = entry.number, entry.hash
        session.expunge(entry)
    return faults


def entries(
    session: Session,
    *,
    subject: str | None = None,
    member_id: str | None = None,
    limit: int = 50,
    before: int | None = None,
) -> list[AuditEntry]:
    """Return entries newest first, optionally of one subject or member, numbered below `before`."""
    statement = select(AuditEntry)
    if subject is not None:
        statement = statement.where(AuditEntry.subject == subject)
    if member_id is not None:
        statement = statement.where(AuditEntry.member_id == member_id)
    if before is not None:
        statement = statement.where(AuditEntry.number < before)
    return list(session.exec(statement.order_by(col(AuditEntry.number).desc()).limit(limit)).all())
