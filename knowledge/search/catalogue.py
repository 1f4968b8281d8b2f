"""The library made findable: its pages with their passages, words, learned directions and the vector collection."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from knowledge.index.at_hand import Nearest, exactly_nearest
from knowledge.index.passages import Passage, elsewhere_texts, hash_of
from knowledge.index.places import Places
from knowledge.index.shelves import Shelf
from knowledge.playbook import Playbook, StageWindow
from knowledge.search.directions import Directions
from knowledge.search.lexical import WordIndex, index_words
from knowledge.search.meaning import Meaning, learn
from knowledge.search.ranking import Evidence, Row, is_searchable, near_by_page, stage_log_odds, weights
from knowledge.search.subjects import Subjects
from knowledge.stage import MemberStage, distance, fits_life
from tools.embedder import Vectors

# An "elsewhere" line this like a passage is answered here after all.
_SAME_SUBJECT = 0.7

# Page → row of its nearest passage, both counted from 0.
Quotes = Mapping[int, int]
# What a page is found by (its title, its questions) → how alike it is in meaning (cosine).
Nearness = Mapping[str, float]


@dataclass(frozen=True)
class Life:
    """What a member's stage of life says of each page, arrays of shape (pages,).

    away: how far the page is from it (0-1); log_odds: what it says for or against the page, 0 where a page asks none.
    """

    away: Row
    log_odds: Row


@dataclass(frozen=True)
class Catalogue:
    """One state of the library, never changed after it is built."""

    pages: tuple[Playbook, ...]
    # Row by row: the passage, its key in the collection, and the page it belongs to.
    passages: tuple[Passage, ...]
    keys: tuple[str, ...]
    owners: NDArray[np.intp]
    words: WordIndex
    meaning: Meaning
    shelf: Shelf
    subjects: Subjects
    # The vectors of these passages, shape (passages, dimension); None for a library too large to keep them.
    at_hand: Vectors | None

    @cached_property
    def searchable(self) -> NDArray[np.bool_]:
        """Tell of each page whether a question may find it, shape (pages,)."""
        return np.array([is_searchable(page) for page in self.pages])

    @cached_property
    def _windows(self) -> tuple[tuple[StageWindow, ...], NDArray[np.intp]]:
        """Return the different windows, and which of them each page has: many pages share one."""
        place = {window: at for at, window in enumerate(dict.fromkeys(page.stage for page in self.pages))}
        return tuple(place), np.array([place[page.stage] for page in self.pages], dtype=np.intp)

    @cached_property
    def _row(self) -> dict[str, int]:
        """Return key → row: a collection answers with keys."""
        return {key: row for row, key in enumerate(self.keys)}

    def life(self, member: MemberStage) -> Life:
        """Return what a stage of life says about each page."""
        windows, which = self._windows
        away = [distance(window, member) for window in windows]
        odds = [
            stage_log_odds(fits_life(window, member), far) if window.is_about_life else 0.0
            for window, far in zip(windows, away, strict=True)
        ]
        return Life(np.array(away)[which], np.array(odds)[which])

    def quotes(self, nearest: Nearest) -> Quotes:
        """Return page → row of its passage that is nearest of all that were found."""
        first, at = np.unique(self.owners[nearest.rows], return_index=True)
        return dict(zip(first.tolist(), nearest.rows[at].tolist(), strict=True))

    def nearness(self, page_id: str, vector: Vectors, nearest: Nearest) -> Nearness:
        """Return how near a text is to each title and question of a page, {} for a page that is not here.

        Where the vectors are not at hand, what is not among the nearest passages counts as the last of them.
        """
        rows = self._asked.get(page_id)
        if rows is None:
            return {}
        if self.at_hand is not None:
            similar = np.vecdot(self.at_hand[rows], vector).tolist()
        else:
            known = dict(zip(nearest.rows.tolist(), nearest.similarities.tolist(), strict=True))
            last = float(nearest.similarities.min(initial=1.0))
            similar = [known.get(row, last) for row in rows.tolist()]
        return {self.passages[row].text: near for row, near in zip(rows.tolist(), similar, strict=True)}

    @cached_property
    def _asked(self) -> dict[str, NDArray[np.intp]]:
        """Return page → the rows of its titles and questions."""
        rows: dict[str, list[int]] = {}
        for row, passage in enumerate(self.passages):
            if passage.kind in ("title", "question"):
                rows.setdefault(passage.playbook_id, []).append(row)
        return {page_id: np.array(found, dtype=np.intp) for page_id, found in rows.items()}

    def look(self, plain: str, vector: Vectors, nearest: Nearest, life: Life | None = None) -> Evidence:
        """Return the evidence for every page, of a text and the passages nearest to it.

        `life` is what the member's stage of life says, None when nobody is known.
        """
        subject, lead, nothing = self.subjects.lean(plain, vector, life.away if life else None)
        return Evidence(
            lean=self.meaning.lean(vector),
            words=self.words.scores(plain).astype(np.float64),
            near=near_by_page(self.owners[nearest.rows], nearest.similarities, len(self.pages)),
            belonging=self.meaning.belonging(vector),
            subject=subject,
            lead=lead,
            nothing=nothing,
        )

    def nearest(self, index: Places, vector: Vectors) -> Nearest:
        """Return the passages nearest to a vector. Raises Unavailable."""
        limit = weights()["neighbours"]
        if self.at_hand is not None:
            return exactly_nearest(self.at_hand, vector, limit)
        found = index.nearest(self.shelf, vector, limit)
        rows = np.array([self._row[near.key] for near in found], dtype=np.intp)
        return Nearest(rows, np.array([near.similarity for near in found]))


def build_catalogue(
    pages: Sequence[Playbook],
    passages: Sequence[Sequence[Passage]],
    vectors: Mapping[str, Vectors],
    index: Places,
    directions: Directions | None = None,
    *,
    at_hand: int | None = None,
) -> Catalogue:
    """Make some pages findable; `vectors` holds every passage's and elsewhere line's. Raises Unavailable.

    The vectors of at most `at_hand` passages are kept beside the collection, None for as many as search.yaml says.
    """
    owned = [(place, passage) for place, found in enumerate(passages) for passage in found]
    matrix = np.stack([vectors[passage.text_hash] for _, passage in owned])
    keys = [f"{passage.playbook_id}:{passage.text_hash}" for _, passage in owned]
    most = weights()["at_hand"] if at_hand is None else at_hand
    texts = [" ".join(passage.plain for passage in found) for found in passages]
    with ThreadPoolExecutor(1) as builder:
        # Chroma builds outside Python's lock: the rest of a start fits into the same second.
        shelf = builder.submit(index.build, keys, matrix)
        return Catalogue(
            pages=tuple(pages),
            passages=tuple(passage for _, passage in owned),
            keys=tuple(keys),
            owners=np.array([place for place, _ in owned], dtype=np.intp),
            words=index_words(texts),
            meaning=learn(matrix, [place for place, _ in owned], len(pages), _elsewhere(vectors, matrix)),
            subjects=Subjects(pages, directions),
            at_hand=matrix if len(keys) <= most else None,
            shelf=shelf.result(),
        )


def _elsewhere(vectors: Mapping[str, Vectors], ours: Vectors) -> Vectors:
    lines = np.stack([vectors[hash_of(line)] for line in elsewhere_texts()])
    return np.asarray(lines[(lines @ ours.T).max(axis=1) < _SAME_SUBJECT])
