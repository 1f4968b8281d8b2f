"""The same file again: when every row it brought is still as it was, nothing needs to be read.

Where the database can tell that nobody wrote them since, it is asked; else the keys and fingerprints of the first
import are held against the store. Any doubt, one row that changed included, means that the file is read as if for the
first time.
"""

import json
from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sqlalchemy import Table, or_, select
from sqlmodel import Session, SQLModel

from tools.database import Database
from tools.importing.kinds import Kind
from tools.importing.writing.new_rows import Part, fingerprints_in_store, next_part, part_sizes
from tools.importing.writing.untouched import parts_untouched


def reading_mark(mapping: Mapping[str, str], sheet: str) -> str:
    """Return what decides, beside the file itself, which rows are read from it: the choices made and this program."""
    chosen = json.dumps([sorted(mapping.items()), sheet, _program_mark()], ensure_ascii=False)
    return blake2b(chosen.encode(), digest_size=16).hexdigest()


@cache
def _program_mark() -> str:
    digest = blake2b(digest_size=16)
    for path in sorted(Path(__file__).parent.rglob("*")):
        if path.suffix in {".py", ".yaml"}:
            digest.update(path.read_bytes())
    return digest.hexdigest()


def rows_known(database: Database, kind: Kind, sha256: str, mark: str) -> int:
    """Count the rows of a file that all came in with one earlier import and stand as it left them; 0 when in doubt."""
    with database.reading() as session:
        earlier = _earlier_batch(session, kind, sha256, mark)
        if earlier is None or _people_changed(session, earlier["started_at"]):
            return 0
        read = int(earlier["read"])
        return read if _all_stand(session, kind, earlier["id"], read) else 0


def _all_stand(session: Session, kind: Kind, batch_id: str, read: int) -> bool:
    sizes = part_sizes(session, batch_id)
    if sum(sizes.values()) != read:
        return False
    in_doubt = sorted(sizes.keys() - parts_untouched(session, kind, batch_id))
    parts = (next_part(session, batch_id, after=number - 1) for number in in_doubt)
    return all(part is not None and _stands(session, kind, part) for part in parts)


def _earlier_batch(session: Session, kind: Kind, sha256: str, mark: str) -> Any:
    batches = _table("import_batch")
    same = (batches.c.kind == kind.name, batches.c.file_sha256 == sha256, batches.c.read_as == mark)
    whole = (
        batches.c.finished_at.is_not(None),
        batches.c.undone_at.is_(None),
        batches.c.inserted == batches.c.read,
    )
    newest = select(batches).where(*same, *whole).order_by(batches.c.started_at.desc()).limit(1)
    return session.connection().execute(newest).mappings().first()


def _people_changed(session: Session, since: Any) -> bool:
    """Tell whether anybody was erased or put on hold since: then a row may be refused or kept that was not before."""
    members, holds = _table("member"), _table("hold")
    erased = select(members.c.member_id).where(members.c.erased_at.is_not(None))
    held = select(holds.c.member_id).where(or_(holds.c.opened_at >= since, holds.c.released_at >= since))
    return any(session.connection().execute(one.limit(1)).first() is not None for one in (erased, held))


def _stands(session: Session, kind: Kind, part: Part) -> bool:
    return fingerprints_in_store(session, kind, part) == part.rows


def _table(name: str) -> Table:
    return SQLModel.metadata.tables[name]
