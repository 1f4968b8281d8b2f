"""What a dry run would have written so far, on disk and not in memory: later rows of the file must see it."""

import json
import sqlite3
from collections.abc import Collection
from typing import Self

from tools.importing.kinds import Key, Kind, Row
from tools.importing.writing.store import plain, revived, written_key


class Scratch:
    """A private temporary table of keys and rows; it vanishes when it is closed."""

    def __init__(self, kind: Kind) -> None:
        """Open an empty one."""
        self._kind = kind
        self._connection = sqlite3.connect("", isolation_level=None)
        self._connection.execute("CREATE TABLE seen (key TEXT PRIMARY KEY, content TEXT)")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_reason: object) -> None:
        self._connection.close()

    def overlay(self, existing: dict[Key, Row], keys: Collection[Key]) -> None:
        """Lay what was seen before over what the store holds."""
        for key in set(keys):
            found = self._connection.execute("SELECT content FROM seen WHERE key = ?", (written_key(key),)).fetchone()
            if found:
                existing[key] = {**existing.get(key, {}), **revived(self._kind.table, json.loads(found[0]))}

    def remember(self, existing: dict[Key, Row], changed: Collection[Key]) -> None:
        """Keep the rows that this chunk would have written."""
        rows = [(written_key(key), json.dumps(plain(existing[key]))) for key in changed]
        self._connection.execute("BEGIN")
        self._connection.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?)", rows)
        self._connection.execute("COMMIT")
