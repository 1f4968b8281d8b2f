"""Librarian: finds the page that answers a question, or says that nothing fits."""

import copy
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

import numpy as np

from knowledge import library
from knowledge.index.at_hand import Nearest
from knowledge.index.chroma import ChromaServer
from knowledge.index.passages import plain_text
from knowledge.index.places import IndexState, Places
from knowledge.playbook import Playbook
from knowledge.search.catalogue import Catalogue, Life, Nearness, Quotes
from knowledge.search.directions import Directions
from knowledge.search.holdings import Holdings
from knowledge.search.lexical import terms_of
from knowledge.search.ranking import (
    Evidence,
    Row,
    answer_log_odds,
    chance_belongs,
    is_answer,
    is_searchable,
    scores,
    weights,
)
from knowledge.search.subjects import subjects_of
from knowledge.stage import MemberStage, fits, specificity
from tools.database import Database
from tools.embedder import Embedder, Vectors
from tools.errors import Unavailable


@dataclass(frozen=True)
class Hit:
    """A page that may answer: score 0–1 is the measured chance that it does, passage the text that was nearest."""

    playbook: Playbook
    score: float
    passage: str


@dataclass(frozen=True)
class _Wish:
    """Among which pages to look."""

    kinds: Collection[str] | None
    today: date

    def allows(self, page: Playbook) -> bool:
        """Tell whether a page may be handed out: its kind is wanted and nothing of it has expired."""
        wanted = is_searchable(page) if self.kinds is None else page.kind in self.kinds
        return wanted and page.usable_until >= self.today


@dataclass(frozen=True)
class _Found:
    """What one catalogue shows for one question."""

    catalogue: Catalogue
    vector: Vectors
    nearest: Nearest
    evidence: Evidence
    life: Life | None

    @cached_property
    def _quotes(self) -> Quotes:
        return self.catalogue.quotes(self.nearest)

    def quoted(self, place: int, page: Playbook) -> str:
        """Return the passage that was nearest, the title for a page that does not hold these words any more."""
        row = self._quotes.get(place)
        is_same = row is not None and page.is_same_text(self.catalogue.pages[place])
        return self.catalogue.passages[row].text if row is not None and is_same else page.title

    def nearness(self, page_id: str) -> Nearness:
        """Return how near the question is to each title and question of a page."""
        return self.catalogue.nearness(page_id, self.vector, self.nearest)


@dataclass(frozen=True)
class Looked:
    """What the library shows for one question at one moment: pages of several kinds can be taken from one look."""

    _found: _Found | None
    _live: Mapping[str, Playbook]

    def hits(self, *, kinds: Collection[str] | None = None, today: date, limit: int = 3) -> tuple[Hit, ...]:
        """Return the pages that answer the question, best first; () when nothing fits.

        `kinds` None means every kind but fixed replies, which are chosen by route.
        """
        if self._found is None:
            return ()
        found, wish = self._found, _Wish(kinds, today)
        rated = _rate(found, wish)
        best = [place for place in np.argsort(-rated, kind="stable").tolist() if rated[place] > 0]
        pages = [one for one in _still_in_use(found.catalogue, self._live, best) if wish.allows(one[1])]
        shown = sorted(pages, key=_sisters_later(pages, rated))[:limit]
        return tuple(Hit(page, float(rated[place]), found.quoted(place, page)) for place, page in shown)

    def nearness(self, page: Playbook) -> Nearness:
        """Return how near the question is in meaning to a page's title and to each question it is asked."""
        return {} if self._found is None else self._found.nearness(page.id)

    def named(self, playbook_id: str, today: date) -> Playbook | None:
        """Return the page of this id as it was published at that moment, if it may be used today."""
        page = self._live.get(playbook_id)
        return page if page is not None and page.usable_until >= today else None


class Librarian:
    """Searches the published library; notices by itself when another process changed it. Safe to share by threads.

    Reads and, for new passages, writes the database: never call it inside an open writing() transaction.
    """

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
        """Load nothing yet; `directions` None means those shipped for this encoder.

        The vectors of at most `at_hand` passages are kept in memory, None for as many as search.yaml says; `places`
        None means Chroma, on `server` or in this process.
        """
        self._database = database
        self._embedder = embedder
        self._holdings = Holdings(
            database, embedder, server=server, directions=directions, at_hand=at_hand, places=places
        )

    def over(self, database: Database) -> "Librarian":
        """Return this librarian over a copy of the store: what was built stays in use."""
        same = copy.copy(self)
        same._database, same._holdings = database, self._holdings.over(database)
        return same

    def warm(self) -> None:
        """Build the index now, so that the first question does not wait. Raises Unavailable."""
        self._holdings.catalogue()

    def catch_up(self) -> None:
        """Build the index for whoever edits, who finds the page at once; what fails is tried again at a search."""
        with suppress(Unavailable):
            self.warm()

    def index_state(self) -> IndexState:
        """Return where searches look now, and what ails the place they should look in. Raises Unavailable."""
        return self._holdings.state()

    def search(
        self,
        query: str,
        *,
        member: MemberStage | None = None,
        kinds: Collection[str] | None = None,
        today: date,
        limit: int = 3,
    ) -> tuple[Hit, ...]:
        """Return the pages that answer a question, best first; () when nothing fits.

        `kinds` None means every kind but fixed replies, which are chosen by route. Raises Unavailable.
        """
        return self.look(query, member=member).hits(kinds=kinds, today=today, limit=limit)

    def look(self, query: str, *, member: MemberStage | None = None) -> Looked:
        """Return what the library shows for a question now, whatever kinds of page are wanted. Raises Unavailable."""
        plain = plain_text(query[: weights()["longest_query"]])
        if not any(terms_of(plain)):
            return Looked(None, self._holdings.pages())
        # Encoded first: a remote encoder takes its time, and what is withdrawn meanwhile must not be found.
        vector = self._embedder.encode([plain])[0]
        catalogue, live = self._holdings.present()
        if catalogue is None:
            return Looked(None, live)
        return Looked(self._look(catalogue, plain, vector, member), live)

    def _look(self, catalogue: Catalogue, plain: str, vector: Vectors, member: MemberStage | None) -> _Found:
        try:
            return self._found(catalogue, plain, vector, member)
        except Unavailable:
            # The collection is gone (a restarted server): SQL has everything to build it once more.
            return self._found(self._holdings.rebuilt(instead_of=catalogue), plain, vector, member)

    def _found(self, catalogue: Catalogue, plain: str, vector: Vectors, member: MemberStage | None) -> _Found:
        # What her stage of life says about each page, None when nobody is known.
        life = None if member is None else catalogue.life(member)
        nearest = catalogue.nearest(self._holdings.index, vector)
        return _Found(catalogue, vector, nearest, catalogue.look(plain, vector, nearest, life), life)

    def matching(self, stage: MemberStage, today: date, *, kinds: Collection[str]) -> tuple[Playbook, ...]:
        """Return the pages whose windows hold for this stage today, most specific first. Raises Unavailable."""
        pages = [page for page in self._usable(today) if page.kind in kinds]
        fitting = [page for page in pages if fits(page, stage, today)]
        return tuple(sorted(fitting, key=lambda page: (-specificity(page), page.id)))

    def fixed_replies(self, today: date) -> tuple[Playbook, ...]:
        """Return the fixed replies in use, to be picked by route and cause. Raises Unavailable."""
        return tuple(page for page in self._usable(today) if not is_searchable(page))

    def of_topic(self, topic: str, today: date) -> tuple[Playbook, ...]:
        """Return the pages of a topic that may be used today. Raises Unavailable."""
        return tuple(page for page in self._usable(today) if topic in page.topics)

    def in_use(self, playbook_id: str, today: date) -> Playbook | None:
        """Return the published page of this id if it may be used today. Raises Unavailable."""
        page = self._holdings.pages().get(playbook_id)
        return page if page is not None and page.usable_until >= today else None

    def get(self, playbook_id: str, version: str | None = None) -> Playbook:
        """Return a page, also one no longer in use. Raises NotFound."""
        with self._database.reading() as session:
            return library.get(session, playbook_id, version)

    @property
    def knows_subjects(self) -> Literal["by meaning", "by words", "not at all"]:
        """Tell what the collected questions taught for this encoder."""
        directions = self._holdings.directions
        if directions is None:
            return "not at all"
        return "by words" if directions.by_meaning is None else "by meaning"

    def close(self) -> None:
        """Let go of the index."""
        self._holdings.close()

    def _usable(self, today: date) -> list[Playbook]:
        return [page for page in self._holdings.pages().values() if page.usable_until >= today]


def _still_in_use(catalogue: Catalogue, live: Mapping[str, Playbook], places: list[int]) -> list[tuple[int, Playbook]]:
    """Leave out what was suspended since the catalogue was built; of what was replaced, hand out the new version.

    Its passages lie in the next catalogue, about a second away; until then its old ones lead to it.
    """
    pages = [(place, live.get(catalogue.pages[place].id)) for place in places]
    return [(place, page) for place, page in pages if page is not None]


def _sisters_later(pages: Sequence[tuple[int, Playbook]], rated: Row) -> Callable[[tuple[int, Playbook]], float]:
    """Return a sorting key: by score, but a further page of one subject counts less, as it is wrong together."""
    first: dict[str, int] = {}
    for place, page in pages:
        for subject in subjects_of(page):
            first.setdefault(subject, place)
    share = weights()["sister"]

    def key(found: tuple[int, Playbook]) -> float:
        place, page = found
        is_first = any(first[subject] == place for subject in subjects_of(page))
        return -float(rated[place]) * (1.0 if is_first else share)

    return key


def _rate(found: _Found, wish: _Wish) -> Row:
    """Return each page's score, 0 for one that does not answer."""
    catalogue, evidence = found.catalogue, found.evidence
    calibration = catalogue.subjects.calibration
    rivals = catalogue.searchable if wish.kinds is None else np.ones(len(catalogue.pages), dtype=bool)
    belongs = chance_belongs(evidence, calibration)
    odds = answer_log_odds(evidence, rivals, calibration)
    rated = scores(belongs, odds if found.life is None else odds + found.life.log_odds)
    return np.where(is_answer(evidence, belongs, rated, calibration), rated, 0.0)
