"""Where the index stands: in this process, or on a Chroma server with this process as the place of refuge."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge.index.chroma import ChromaServer
from knowledge.index.shelves import Index, Near, Shelf, ShelfGone
from tools.embedder import Embedder, Vectors
from tools.errors import Unavailable


@dataclass(frozen=True)
class IndexState:
    """Where searches look now, and what is wrong with the place they should look in ('' when nothing is)."""

    place: str
    trouble: str = ""
    fix: str = ""


class Places:
    """Builds shelves where it can and asks each where it stands.

    A server that fails is left alone for a while, so that one hanging search is not followed by many.
    """

    def __init__(
        self, embedder: Embedder, *, server: ChromaServer | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Open nothing yet."""
        self._server = server
        self._home = Index(embedder, server=server)
        self._refuge = Index(embedder) if server else self._home
        self._clock = clock
        self._patience_s = server.retry_s if server else 0.0
        self._lost: Unavailable | None = None
        self._retry_at = 0.0

    def build(self, keys: Sequence[str], vectors: Vectors) -> Shelf:
        """Make a shelf on the server, or in this process while the server is away. Raises Unavailable."""
        if self._server is None:
            return self._home.build(keys, vectors)
        if self._lost is None or self._is_time():
            try:
                shelf = self._home.build(keys, vectors)
            except Unavailable as error:
                self._lose(error)
            else:
                self._lost = None
                return shelf
        return self._refuge.build(keys, vectors)

    def nearest(self, shelf: Shelf, vector: Vectors, limit: int) -> list[Near]:
        """Return the passages nearest in meaning, best first. Raises Unavailable."""
        if not shelf.on_server:
            return self._refuge.nearest(shelf, vector, limit)
        if self._lost is not None:
            raise Unavailable(self._lost.message, fix=self._lost.fix)
        try:
            return self._home.nearest(shelf, vector, limit)
        except ShelfGone:
            raise
        except Unavailable as error:
            self._lose(error)
            raise

    def holds(self, shelf: Shelf) -> bool:
        """Ask for a shelf's collection; False when it was deleted and has to be built again.

        Searches that need no collection do not notice; a server that fails is noted as lost.
        """
        if not shelf.on_server:
            return self._refuge.holds(shelf)
        try:
            is_there = self._home.holds(shelf)
        except Unavailable as error:
            self._lose(error)
            return True
        if is_there:
            self._lost = None
        return is_there

    def can_go_home(self, shelf: Shelf) -> bool:
        """Tell whether a shelf stands in the refuge and it is time to ask the server again."""
        return self._server is not None and not shelf.on_server and self._is_time()

    def is_home_well(self) -> bool:
        """Ask the server for a sign of life unless it was lost a moment ago; in the process all is well."""
        if self._server is None:
            return True
        if self._lost is not None and not self._is_time():
            return False
        try:
            self._home.check()
        except Unavailable as error:
            self._lose(error)
            return False
        return True

    def state(self) -> IndexState:
        """Return where searches look now."""
        if self._server is None:
            return IndexState("in process")
        where = f"Chroma server {self._server.host}:{self._server.port}"
        if self._lost is None:
            return IndexState(where)
        return IndexState("in process", self._lost.message, self._lost.fix)

    def _is_time(self) -> bool:
        return self._clock() >= self._retry_at

    def _lose(self, error: Unavailable) -> None:
        self._lost, self._retry_at = error, self._clock() + self._patience_s

    def close(self) -> None:
        """Let go of both places."""
        self._home.close()
        self._refuge.close()


class Nowhere(Places):
    """No collection and none of its threads: for a short-lived process whose library fits into memory."""

    def __init__(self, embedder: Embedder, *, most: int) -> None:
        """Keep no collection of at most `most` passages; a larger library has one in this process."""
        super().__init__(embedder)
        self._most = most

    def build(self, keys: Sequence[str], vectors: Vectors) -> Shelf:
        """Note what there is, and keep a collection of it only if it is too large for memory. Raises Unavailable."""
        if len(keys) > self._most:
            return super().build(keys, vectors)
        return Shelf("in memory", frozenset(keys), collection=None)

    def holds(self, shelf: Shelf) -> bool:
        """Miss nothing where nothing is kept. Raises Unavailable."""
        return shelf.collection is None or super().holds(shelf)
