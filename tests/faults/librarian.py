"""A librarian in a process of its own that can be made to die at one exact point of a sync or a build.

python -m tests.faults.librarian URL FOLDER PORT POINT: PORT 0 means an index in the process; POINT is one of POINTS.
"""

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chromadb.api.models.Collection import Collection

from knowledge import library
from knowledge.index import vectors
from knowledge.index.chroma import ChromaServer
from knowledge.search import Librarian, holdings
from tests.faults.sender import die
from tests.knowledge.pages import CountingEmbedder
from tools.database import open_database
from tools.embedder import Vectors

POINTS = ("in_sync", "after_sync", "in_encoding", "in_storing", "before_building", "in_filling", "after_building")


class DyingEmbedder(CountingEmbedder):
    """Dies when it is asked for vectors."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Die."""
        die()
        return super().encode(texts)


def dies_after(calls: int, action: Callable[..., Any]) -> Callable[..., Any]:
    """Let an action be done so many times and die with its last one done."""
    done = 0

    def counted(*arguments: Any, **options: Any) -> Any:
        nonlocal done
        result = action(*arguments, **options)
        done += 1
        if done == calls:
            die()
        return result

    return counted


def prepare_to_die(point: str) -> None:
    """Put the end where it was asked for."""
    if point == "in_sync":
        library._record = dies_after(2, library._record)
    elif point == "in_storing":
        vectors.store_vectors = dies_after(1, vectors.store_vectors)
    elif point == "before_building":
        holdings.build_catalogue = dies_after(1, lambda *_, **__: None)
    elif point == "in_filling":
        Collection.upsert = dies_after(1, Collection.upsert)


def run(url: str, folder: str, port: str, point: str) -> None:
    """Sync the folder and build the index, dying where it was asked to."""
    prepare_to_die(point)
    database = open_database(url)
    with database.writing() as session:
        library.sync(session, [Path(folder)], now=datetime(2026, 11, 22, tzinfo=UTC))
    if point == "after_sync":
        die()
    server = ChromaServer("127.0.0.1", int(port)) if int(port) else None
    embedder = DyingEmbedder() if point == "in_encoding" else CountingEmbedder()
    Librarian(database, embedder, server=server).warm()
    die()


if __name__ == "__main__":
    run(*sys.argv[1:])
