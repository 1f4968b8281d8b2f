"""Every query of this floor: playbook versions and the vectors of their passages."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import sqlalchemy
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col, select

from tools.embedder import Vectors
from tools.models import PassageVector, PlaybookVersion

__all__ = ["Session"]

_CHUNK = 500
_DAMAGED = 1e-2
_ROWS = SQLModel.metadata.tables["playbook_version"].c
# Of the table's columns, not of the class: what every search asks need not pass the object mapper.
_IN_USE = (_ROWS.current, _ROWS.status == "published")
_MARKS = (
    sqlalchemy.select(_ROWS.playbook_id, _ROWS.version, _ROWS.content_hash).where(*_IN_USE).order_by(_ROWS.playbook_id)
)
_VERSIONS = sqlalchemy.select(
    _ROWS.playbook_id, _ROWS.current, _ROWS.version, _ROWS.content_hash, _ROWS.page["status"].as_string()
)
_SEAL = sqlalchemy.select(
    sqlalchemy.func.aggregate_strings(_ROWS.playbook_id + " " + _ROWS.version + " " + _ROWS.content_hash, "\n")
).where(*_IN_USE)


def recorded_rows(session: Session, *, leaving_out: Collection[str] = ()) -> dict[str, list[PlaybookVersion]]:
    """Return every recorded version by playbook id, in order of recording; of some ids none."""
    rows: dict[str, list[PlaybookVersion]] = {}
    query = select(PlaybookVersion).order_by(col(PlaybookVersion.recorded_at), col(PlaybookVersion.version))
    if leaving_out:
        query = query.where(col(PlaybookVersion.playbook_id).not_in(leaving_out))
    for row in session.exec(query):
        rows.setdefault(row.playbook_id, []).append(row)
    return rows


def only_versions(session: Session) -> dict[str, tuple[str, str, str]]:
    """Return (version, content hash, status in its file) of every playbook that has one version, and that in use."""
    found: dict[str, tuple[str, str, str]] = {}
    several = set[str]()
    for playbook_id, is_current, *mark in session.connection().execute(_VERSIONS):
        if playbook_id in found or not is_current:
            several.add(playbook_id)
        found[playbook_id] = (mark[0], mark[1], mark[2])
    return {playbook_id: mark for playbook_id, mark in found.items() if playbook_id not in several}


def rows_of(session: Session, playbook_id: str) -> list[PlaybookVersion]:
    """Return every recorded version of one playbook, in order of recording."""
    query = select(PlaybookVersion).where(PlaybookVersion.playbook_id == playbook_id)
    return list(session.exec(query.order_by(col(PlaybookVersion.recorded_at))))


def published_rows(session: Session, ids: Sequence[str] | None = None) -> list[PlaybookVersion]:
    """Return the current published versions, by id; of some ids or of all."""
    query = select(PlaybookVersion).where(col(PlaybookVersion.current), PlaybookVersion.status == "published")
    if ids is not None and len(ids) <= _CHUNK:
        query = query.where(col(PlaybookVersion.playbook_id).in_(ids))
    return list(session.exec(query.order_by(PlaybookVersion.playbook_id)))


def published_marks(session: Session) -> list[tuple[str, str, str]]:
    """Return (id, version, content hash) of every current published page, by id."""
    return [(row[0], row[1], row[2]) for row in session.connection().execute(_MARKS)]


def published_seal(session: Session) -> str:
    """Return the same in one text, the pages in any order: as long as it stays equal, the marks do; '' for none.

    One row instead of hundreds: each search asks for it.
    """
    return session.connection().execute(_SEAL).scalar() or ""


def stored_vectors(session: Session, encoder: str, hashes: Sequence[str], dimension: int) -> dict[str, Vectors]:
    """Return text hash → unit vector for those stored; a damaged one counts as missing."""
    found: dict[str, Vectors] = {}
    for start in range(0, len(hashes), _CHUNK):
        wanted = col(PassageVector.text_hash).in_(hashes[start : start + _CHUNK])
        # Columns, not objects: thousands of rows are read at every start.
        columns = select(PassageVector.text_hash, PassageVector.vector)
        for text_hash, raw in session.exec(columns.where(PassageVector.encoder == encoder, wanted)):
            vector = np.frombuffer(raw, dtype=np.float32) if len(raw) == 4 * dimension else None
            if vector is not None and _is_unit(vector):
                found[text_hash] = vector
    return found


def _is_unit(vector: Vectors) -> bool:
    # Every encoder gives unit vectors, and random bytes hardly ever are one.
    with np.errstate(over="ignore", invalid="ignore"):
        return bool(abs(float(np.vdot(vector, vector)) - 1.0) < _DAMAGED)


def store_vectors(session: Session, encoder: str, vectors: Mapping[str, Vectors]) -> None:
    """Keep vectors by text hash; one that another process stored first is replaced by the same."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    rows = [
        {"text_hash": text_hash, "encoder": encoder, "vector": np.asarray(vector, dtype=np.float32).tobytes()}
        for text_hash, vector in vectors.items()
    ]
    for start in range(0, len(rows), _CHUNK):
        statement = insert(PassageVector).values(rows[start : start + _CHUNK])
        replaced = {"vector": statement.excluded.vector}
        session.exec(statement.on_conflict_do_update(index_elements=["text_hash", "encoder"], set_=replaced))
