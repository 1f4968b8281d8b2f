"""The vector index: Chroma, always rebuildable from SQL and always with our own vectors."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np

from knowledge.index.chroma import ChromaServer, ServerClient, chroma_faults, drop, is_gone, open_in_process
from tools.embedder import Embedder, Vectors
from tools.errors import Unavailable

# More than the index needs to find the nearest hundred of some thousand passages without a miss.
_SEARCH_BREADTH = 400
# Chroma takes 100. Measured at 60 and 40 on 13,011 passages: 3.1 and 2.5 s of processor time instead of 4.6, and 1
# and 4 of 1,000 of the nearest 40 more are missed.
_BUILD_BREADTH = 50
_BATCH = 500
# With more passages of the state before among them a search would have to ask for too many.
_MOST_STRANGERS = 100


class ShelfGone(Unavailable):
    """The collection was deleted under its reader; the place it stood in is well."""


@dataclass(frozen=True)
class Shelf:
    """The passages of one state of the library, in a collection that may hold those of the state before as well.

    `name` carries the encoder, and on a server the fingerprint of what lies in the collection.
    """

    name: str
    keys: frozenset[str]
    collection: Any
    on_server: bool = False

    @property
    def size(self) -> int:
        """Return how many passages it has."""
        return len(self.keys)


@dataclass(frozen=True)
class Near:
    """A passage found by meaning: its key and its cosine similarity."""

    key: str
    similarity: float


class Index:
    """Builds collections in one place and asks them; the one before the newest is kept for searches under way."""

    def __init__(self, embedder: Embedder, *, server: ChromaServer | None = None) -> None:
        """Open nothing yet."""
        self._embedder = embedder
        self._server = server
        self._lock = Lock()
        self._client: Any = None
        # The newest shelf and the one before.
        self._shelves: list[Shelf] = []
        # How many passages lie in each collection.
        self._sizes: dict[str, int] = {}

    def build(self, keys: Sequence[str], vectors: Vectors) -> Shelf:
        """Make a collection of these passages, vectors of shape (len(keys), dimension). Raises Unavailable."""
        with self._lock:
            try:
                return self._build(keys, vectors)
            except chroma_faults() as error:
                raise _unavailable(self._server) from error

    def _build(self, keys: Sequence[str], vectors: Vectors) -> Shelf:
        client = self._open()
        wanted, before = frozenset(keys), self._grown_from(keys)
        name = before.name if before else self._name_for(keys)
        collection = client.get_or_create_collection(
            name,
            embedding_function=None,
            metadata={"encoder": self._embedder.name},
            configuration={
                "hnsw": {"space": "cosine", "ef_search": _SEARCH_BREADTH, "ef_construction": _BUILD_BREADTH}
            },
        )
        kept = before.keys if before else frozenset[str]()
        # Told before they lie there: a search under way must not find fewer of its own for them.
        self._sizes[name] = len(wanted | kept)
        _complete(collection, keys, vectors, kept)
        shelf = Shelf(name, wanted, collection, on_server=self._server is not None)
        self._put_up(client, shelf)
        return shelf

    def _grown_from(self, keys: Sequence[str]) -> Shelf | None:
        """Return the newest shelf if these passages can be added to its collection: an edit changes one page of many.

        A server's collections are shared by hosts and never change.
        """
        newest = self._shelves[-1] if self._shelves and self._server is None else None
        return newest if newest and len(newest.keys.difference(keys)) <= _MOST_STRANGERS else None

    def nearest(self, shelf: Shelf, vector: Vectors, limit: int) -> list[Near]:
        """Return the passages nearest in meaning, best first. Raises ShelfGone, Unavailable."""
        if not shelf.size:
            return []
        if not any(shelf is standing for standing in self._shelves):
            raise ShelfGone(f"The collection {shelf.name} is gone.", fix="It is built again.")
        strangers = self._sizes[shelf.name] - shelf.size
        try:
            answer = shelf.collection.query(
                query_embeddings=[np.asarray(vector, dtype=np.float32)],
                n_results=min(limit, shelf.size) + strangers,
                include=["distances"],
            )
        except chroma_faults() as error:
            if is_gone(error):
                raise ShelfGone(f"The collection {shelf.name} is gone.", fix="It is built again.") from error
            raise _unavailable(self._server) from error
        pairs = zip(answer["ids"][0], answer["distances"][0], strict=True)
        return [Near(key, 1.0 - distance) for key, distance in pairs if key in shelf.keys][:limit]

    def holds(self, shelf: Shelf) -> bool:
        """Tell whether a shelf's collection is still there with all it should hold. Raises Unavailable."""
        try:
            return bool(shelf.collection.count() >= shelf.size)
        except chroma_faults() as error:
            if is_gone(error):
                return False
            raise _unavailable(self._server) from error

    def check(self) -> None:
        """Ask the place for a sign of life. Raises Unavailable."""
        with self._lock:
            try:
                self._open().heartbeat()
            except chroma_faults() as error:
                raise _unavailable(self._server) from error

    def _open(self) -> Any:
        if self._client is None:
            self._client = ServerClient(self._server) if self._server else open_in_process()
        return self._client

    def _name_for(self, keys: Sequence[str]) -> str:
        # The encoder's own name may hold signs that Chroma does not allow in a name.
        encoder = re.sub(r"[^A-Za-z0-9._-]+", "-", self._embedder.name)[:60]
        content = "\n".join((self._embedder.name, str(self._embedder.dimension), *keys))
        name = f"playbooks-{encoder}-{self._embedder.dimension}-{hashlib.sha256(content.encode()).hexdigest()[:16]}"
        # In-process clients share their state, so two builds of the same library must not share a name;
        # on a server the same library is meant to be shared.
        return name if self._server else f"{name}-{secrets.token_hex(4)}"

    def _put_up(self, client: Any, shelf: Shelf) -> None:
        kept = [one for one in self._shelves if not (shelf.on_server and one.name == shelf.name)]
        shelves = [*kept, shelf][-2:]
        for name in {one.name for one in kept}.difference(one.name for one in shelves):
            drop(client, name)
            del self._sizes[name]
        self._shelves = shelves

    def close(self) -> None:
        """Drop what lies in this process; a server keeps its collections for the other hosts."""
        with self._lock:
            if self._client is not None:
                for name in set[str]() if self._server else {shelf.name for shelf in self._shelves}:
                    drop(self._client, name)
                self._client.close()
            self._shelves, self._client = [], None


def _complete(collection: Any, keys: Sequence[str], vectors: Vectors, kept: frozenset[str]) -> None:
    """Bring a collection, perhaps left half-filled by a host that died, to exactly these passages and those kept."""
    there = set(collection.get(include=[])["ids"])
    strange = sorted(there.difference(keys, kept))
    for start in range(0, len(strange), _BATCH):
        collection.delete(ids=strange[start : start + _BATCH])
    missing = [place for place, key in enumerate(keys) if key not in there]
    for start in range(0, len(missing), _BATCH):
        chunk = missing[start : start + _BATCH]
        collection.upsert(ids=[keys[place] for place in chunk], embeddings=np.asarray(vectors[chunk], dtype=np.float32))


def _unavailable(server: ChromaServer | None) -> Unavailable:
    if server is None:
        return Unavailable("The search index could not be built in this process.", fix="Run `zhiji doctor`.")
    return Unavailable(
        f"The Chroma server at {server.host}:{server.port} does not answer as it should.",
        fix="Start it, or leave its host unset to search inside this process.",
    )
