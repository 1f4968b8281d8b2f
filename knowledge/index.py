"""The vector index: Chroma, always rebuildable from SQL and always with our own vectors."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np

from tools.embedder import Embedder, Vectors
from tools.errors import Unavailable

# More than the index needs to find the nearest hundred of some thousand passages without a miss.
_SEARCH_BREADTH = 400
_BATCH = 2_000


@dataclass(frozen=True)
class ChromaServer:
    """Where a Chroma HTTP server listens."""

    host: str
    port: int = 8000
    ssl: bool = False


@dataclass(frozen=True)
class Shelf:
    """One built collection; `name` carries the encoder and the fingerprint of what lies in it."""

    name: str
    size: int
    collection: Any


@dataclass(frozen=True)
class Near:
    """A passage found by meaning: its key and its cosine similarity."""

    key: str
    similarity: float


class Index:
    """Builds collections and asks them; the one before the newest is kept for searches still under way."""

    def __init__(self, embedder: Embedder, *, server: ChromaServer | None = None) -> None:
        """Open nothing yet."""
        self._embedder = embedder
        self._server = server
        self._lock = Lock()
        self._client: Any = None
        self._built: list[str] = []

    def build(self, keys: Sequence[str], vectors: Vectors) -> Shelf:
        """Make a collection of these passages, vectors of shape (len(keys), dimension). Raises Unavailable."""
        with self._lock:
            try:
                return self._build(keys, vectors)
            except _chroma_faults() as error:
                raise _unavailable(self._server) from error

    def _build(self, keys: Sequence[str], vectors: Vectors) -> Shelf:
        client = self._open()
        name = self._name_for(keys)
        collection = client.get_or_create_collection(
            name,
            embedding_function=None,
            metadata={"encoder": self._embedder.name, "passages": len(keys)},
            configuration={"hnsw": {"space": "cosine", "ef_search": _SEARCH_BREADTH}},
        )
        if collection.count() != len(keys):
            for start in range(0, len(keys), _BATCH):
                chunk = slice(start, start + _BATCH)
                collection.upsert(ids=list(keys[chunk]), embeddings=np.asarray(vectors[chunk], dtype=np.float32))
        self._retire(client, name)
        return Shelf(name, len(keys), collection)

    def nearest(self, shelf: Shelf, vector: Vectors, limit: int) -> list[Near]:
        """Return the passages nearest in meaning, best first. Raises Unavailable when the collection is gone."""
        if not shelf.size:
            return []
        try:
            answer = shelf.collection.query(
                query_embeddings=[np.asarray(vector, dtype=np.float32)],
                n_results=min(limit, shelf.size),
                include=["distances"],
            )
        except _chroma_faults() as error:
            raise _unavailable(self._server) from error
        pairs = zip(answer["ids"][0], answer["distances"][0], strict=True)
        return [Near(str(key), 1.0 - float(distance)) for key, distance in pairs]

    def _open(self) -> Any:
        if self._client is None:
            import chromadb
            from chromadb.config import Settings

            quiet = Settings(anonymized_telemetry=False)
            at = self._server
            self._client = (
                chromadb.HttpClient(host=at.host, port=at.port, ssl=at.ssl, settings=quiet)
                if at
                else chromadb.EphemeralClient(settings=quiet)
            )
        return self._client

    def _name_for(self, keys: Sequence[str]) -> str:
        content = hashlib.sha256("\n".join(keys).encode()).hexdigest()[:16]
        name = f"playbooks-{self._embedder.name}-{content}"
        # In-process clients share their state, so two builds of the same library must not share a name;
        # on a server the same library is meant to be shared.
        return name if self._server else f"{name}-{secrets.token_hex(4)}"

    def _retire(self, client: Any, name: str) -> None:
        self._built = [built for built in self._built if built != name] + [name]
        while len(self._built) > 2:
            _drop(client, self._built.pop(0))

    def close(self) -> None:
        """Drop what lies in this process; a server keeps its collections for the other hosts."""
        with self._lock:
            if self._client is not None:
                for name in [] if self._server else self._built:
                    _drop(self._client, name)
                _hang_up(self._client)
            self._built, self._client = [], None


def _chroma_faults() -> tuple[type[Exception], ...]:
    """Return what Chroma, its HTTP client and its connection check raise."""
    import httpx
    from chromadb.errors import ChromaError

    return (ChromaError, httpx.HTTPError, ValueError, OSError)


def _hang_up(client: Any) -> None:
    # Chroma 1.5 stops its two clients without closing the HTTP connections they hold.
    servers = [getattr(part, "_server", None) for part in (client, getattr(client, "_admin_client", None))]
    client.close()
    for server in servers:
        session = getattr(server, "_session", None)
        if session is not None:
            session.close()


def _drop(client: Any, name: str) -> None:
    from chromadb.errors import NotFoundError

    try:
        client.delete_collection(name)
    except NotFoundError:
        return


def _unavailable(server: ChromaServer | None) -> Unavailable:
    if server is None:
        return Unavailable("The search index could not be built in this process.", fix="Run `zhiji doctor`.")
    return Unavailable(
        f"The Chroma server at {server.host}:{server.port} does not answer as it should.",
        fix="Start it, or leave its host unset to search inside this process.",
    )
