"""Rows that nobody wrote since their import, as PostgreSQL itself knows it: no cell has to be fetched or compared.

A part of the record is written in one transaction with the rows that it names, and PostgreSQL marks every version of a
row with the transaction that wrote it (`xmin`). While both carry the same mark, nobody has written the row again. The
book's line of the import is closed in a transaction of its own: where it carries that mark as well, all of them were
restored from a dump at once, and the marks say nothing.
"""

from sqlalchemy import text
from sqlmodel import Session

from tools.importing.kinds import Kind
from tools.importing.writing.bulk import is_sqlite, key_in_json
from tools.importing.writing.new_rows import FINGERPRINT_BYTES

_WHOLE_PARTS = """
SELECT p.part
FROM import_batch AS b
JOIN import_new_rows AS p ON p.batch_id = b.id AND p.xmin <> b.xmin
CROSS JOIN LATERAL json_array_elements(p.keys) AS k(key)
CROSS JOIN LATERAL (SELECT 1 FROM {table} AS t WHERE {same} AND t.xmin = p.xmin LIMIT 1) AS o
WHERE b.id = :batch_id
GROUP BY p.part, p.batch_id
HAVING count(*) = min(octet_length(p.fingerprints)) / :mark_bytes
"""


def parts_untouched(session: Session, kind: Kind, batch_id: str) -> set[int]:
    """Return the parts of an import of which every row carries its mark; on SQLite, which keeps no marks, none."""
    if is_sqlite(session):
        return set()
    query = _WHOLE_PARTS.format(table=f'"{kind.table.name}"', same=key_in_json(kind))
    bound = {"batch_id": batch_id, "mark_bytes": FINGERPRINT_BYTES}
    return set(session.connection().execute(text(query), bound).scalars())
