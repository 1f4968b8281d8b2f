"""Keeps the catalogue in step with the library in SQL, whichever process changed it."""

from functools import cached_property
from threading import Lock

from knowledge import library
from knowledge.catalogue import Catalogue, build_catalogue
from knowledge.directions import SHIPPED_DIRECTIONS, Directions, read_directions
from knowledge.index import ChromaServer, Index
from knowledge.passages import passages_of
from knowledge.playbook import Playbook
from knowledge.shelf import published_marks
from knowledge.vectors import texts_to_encode, vectors_for
from tools.database import Database
from tools.embedder import Embedder

Marks = tuple[tuple[str, str, str], ...]


class Holdings:
    """The pages in use and the catalogue built of them; both follow the marks of the published rows."""

    def __init__(
        self,
        database: Database,
        embedder: Embedder,
        *,
        server: ChromaServer | None = None,
        directions: Directions | None = None,
    ) -> None:
        """Load nothing yet; `directions` None means the shipped ones."""
        self._given = directions
        self.index = Index(embedder, server=server)
        self._database = database
        self._embedder = embedder
        self._building = Lock()
        self._known: tuple[Marks, dict[str, Playbook]] = ((), {})
        self._built: tuple[Marks, Catalogue] | None = None

    def pages(self) -> dict[str, Playbook]:
        """Return id → page of everything published at this moment. Raises Unavailable."""
        return self._read()[1]

    def _read(self) -> tuple[Marks, dict[str, Playbook]]:
        with self._database.reading() as session:
            marks = tuple(published_marks(session))
            known = self._known
            if known[0] != marks:
                known = (marks, {page.id: page for page in library.published(session)})
                self._known = known
            return known

    def catalogue(self) -> Catalogue | None:
        """Return the catalogue of the library as it is now, None for an empty library. Raises Unavailable.

        While another thread builds, the one before is returned: a search should not wait for an edit.
        """
        return self.current()[0]

    def current(self) -> tuple[Catalogue | None, dict[str, Playbook]]:
        """Return the catalogue and, read at the same moment, what is published; one reading of the marks for both."""
        marks, pages = self._read()
        return self._of(marks, pages), pages

    def _of(self, marks: Marks, pages: dict[str, Playbook]) -> Catalogue | None:
        built = self._built
        if not pages or (built is not None and built[0] == marks):
            return built[1] if pages and built is not None else None
        if not self._building.acquire(blocking=built is None):
            return built[1] if built is not None else None
        try:
            return self._build(marks, pages)
        finally:
            self._building.release()

    def rebuilt(self, *, instead_of: Catalogue) -> Catalogue:
        """Return a catalogue built anew in place of a broken one, once for all threads. Raises Unavailable."""
        with self._building:
            built = self._built
            if built is not None and built[1] is not instead_of:
                return built[1]
            self._built = None
            return self._build(*self._read())

    def _build(self, marks: Marks, pages: dict[str, Playbook]) -> Catalogue:
        built = self._built
        if built is not None and built[0] == marks:
            return built[1]
        in_order = [pages[page_id] for page_id in sorted(pages)]
        passages = [passages_of(page) for page in in_order]
        vectors = vectors_for(self._database, self._embedder, texts_to_encode(passages))
        catalogue = build_catalogue(in_order, passages, vectors, self.index, self.directions)
        self._built = (marks, catalogue)
        return catalogue

    @cached_property
    def directions(self) -> Directions | None:
        """Return what was learned for this encoder; None when nothing was."""
        return self._given or read_directions(SHIPPED_DIRECTIONS, self._embedder.name)

    def close(self) -> None:
        """Let go of the index."""
        with self._building:
            self._built = None
            self.index.close()
