"""Keeps the catalogue in step with the library in SQL, whichever process changed it."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from threading import Lock, Thread

from knowledge import library
from knowledge.index.chroma import ChromaServer
from knowledge.index.passages import Passage, passages_of
from knowledge.index.places import IndexState, Places
from knowledge.index.vectors import texts_to_encode, vectors_for
from knowledge.playbook import Playbook
from knowledge.rows import Session, published_marks, published_seal
from knowledge.search.catalogue import Catalogue, build_catalogue
from knowledge.search.directions import SHIPPED_DIRECTIONS, Directions, read_directions
from tools.database import Database
from tools.embedder import Embedder
from tools.errors import ServiceError

Marks = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class _Known:
    """The published pages as they were read last."""

    seal: str
    marks: Marks
    pages: dict[str, Playbook]


class Holdings:
    """The pages in use and the catalogue built of them; both follow the marks of the published rows."""

    def __init__(
        self,
        database: Database,
        embedder: Embedder,
        *,
        server: ChromaServer | None = None,
        directions: Directions | None = None,
        at_hand: int | None = None,
        places: Places | None = None,
    ) -> None:
        """Load nothing yet; `directions` None means the shipped ones, `at_hand` None as many as search.yaml says."""
        self._given, self._at_hand = directions, at_hand
        self.index = places or Places(embedder, server=server)
        self._database = database
        self._embedder = embedder
        self._new_locks()
        self._known = _Known("", (), {})
        self._built: tuple[Marks, Catalogue] | None = None
        self._cut: dict[str, tuple[Playbook, tuple[Passage, ...]]] = {}

    def _new_locks(self) -> None:
        self._building, self._moving = Lock(), Lock()

    def over(self, database: Database) -> "Holdings":
        """Return these holdings over a copy of their store: what was read and built is not done again."""
        same = copy.copy(self)
        same._database = database
        same._new_locks()
        return same

    def pages(self) -> dict[str, Playbook]:
        """Return id → page of everything published at this moment. Raises Unavailable."""
        return self._read()[1]

    def _read(self) -> tuple[Marks, dict[str, Playbook]]:
        with self._database.reading() as session:
            seal, known = published_seal(session), self._known
            if known.seal != seal:
                marks = tuple(published_marks(session))
                known = self._known = _Known(seal, marks, _caught_up(session, marks, known))
            return known.marks, known.pages

    def catalogue(self) -> Catalogue | None:
        """Return the catalogue of the library as it is now, built while you wait; None for an empty library.

        Raises Unavailable.
        """
        with self._building:
            marks, pages = self._read()
            return self._build(marks, pages) if pages else None

    def present(self) -> tuple[Catalogue | None, dict[str, Playbook]]:
        """Return the catalogue and the pages published at this moment, read once. Raises Unavailable.

        After an edit the catalogue before is returned until a thread beside the searches has built the new one: no
        search waits for an edit, and the pages tell what of the old one still holds.
        """
        marks, pages = self._read()
        return self._catalogue_of(marks, pages), pages

    def _catalogue_of(self, marks: Marks, pages: dict[str, Playbook]) -> Catalogue | None:
        built = self._built
        if built is not None and self.index.can_go_home(built[1].shelf):
            self._beside(self._move)
        if not pages:
            return None
        if built is None:
            with self._building:
                return self._build(marks, pages)
        if built[0] != marks:
            self._beside(self.catalogue)
        return built[1]

    def rebuilt(self, *, instead_of: Catalogue) -> Catalogue:
        """Return a catalogue built anew in place of a broken one, once for all threads. Raises Unavailable."""
        with self._building:
            built = self._built
            if built is not None and built[1] is not instead_of:
                return built[1]
            self._built = None
            return self._build(*self._read())

    def state(self) -> IndexState:
        """Return where searches look now; a lost or returned server, or a deleted collection, is noticed by asking.

        Raises Unavailable.
        """
        if self.index.is_home_well():
            catalogue = self.catalogue()
            if catalogue is not None and not self.index.holds(catalogue.shelf):
                self.rebuilt(instead_of=catalogue)
        return self.index.state()

    def _beside(self, work: Callable[[], object]) -> None:
        """Do one piece of work at a time beside the searches, which go on with what stands until it is done."""
        if self._moving.acquire(blocking=False):
            Thread(target=self._worked, args=(work,), name="index-work", daemon=True).start()

    def _worked(self, work: Callable[[], object]) -> None:
        try:
            work()
        except ServiceError:
            # What stands goes on answering, and the next search tries once more.
            return
        finally:
            self._moving.release()

    def _move(self) -> None:
        """Move back to the server."""
        if self.index.is_home_well():
            with self._building:
                marks, pages = self._read()
                self._built = (marks, self._make(pages)) if pages else None

    def _build(self, marks: Marks, pages: dict[str, Playbook]) -> Catalogue:
        built = self._built
        if built is not None and built[0] == marks:
            return built[1]
        catalogue = self._make(pages)
        self._built = (marks, catalogue)
        return catalogue

    def _make(self, pages: dict[str, Playbook]) -> Catalogue:
        in_order = [pages[page_id] for page_id in sorted(pages)]
        passages = [self._passages_of(page) for page in in_order]
        vectors = vectors_for(self._database, self._embedder, texts_to_encode(passages))
        return build_catalogue(in_order, passages, vectors, self.index, self.directions, at_hand=self._at_hand)

    def _passages_of(self, page: Playbook) -> tuple[Passage, ...]:
        """Return a page's passages, those of an unchanged page from the build before."""
        known = self._cut.get(page.id)
        if known is None or known[0] is not page:
            known = self._cut[page.id] = (page, passages_of(page))
        return known[1]

    @cached_property
    def directions(self) -> Directions | None:
        """Return what was learned for this encoder; None when nothing was."""
        return self._given or read_directions(SHIPPED_DIRECTIONS, self._embedder.name)

    def close(self) -> None:
        """Let go of the index, after work under way."""
        with self._moving, self._building:
            self._built = None
            self.index.close()


def _caught_up(session: Session, marks: Marks, known: _Known) -> dict[str, Playbook]:
    """Return id → page as the marks say; what has not changed since the known state is not read again."""
    before, pages = set(known.marks), known.pages
    changed = [mark[0] for mark in marks if mark not in before]
    kept = {mark[0]: pages[mark[0]] for mark in marks if mark in before and mark[0] in pages}
    # What was withdrawn since the marks were read is in neither.
    return kept | {page.id: page for page in library.published(session, changed) if page.id not in kept}
