"""The library made findable: its pages with their passages, words, learned directions and the vector collection."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from knowledge.directions import Directions
from knowledge.index import Shelf
from knowledge.lexical import WordIndex, index_words
from knowledge.meaning import Meaning, learn
from knowledge.passages import Passage, elsewhere_texts, hash_of
from knowledge.places import Places
from knowledge.playbook import Playbook, StageWindow
from knowledge.ranking import Evidence, Row, is_searchable, near_by_page, stage_log_odds, weights
from knowledge.stage import MemberStage, distance, fits_life
from knowledge.subjects import Subjects
from tools.embedder import Vectors

# An "elsewhere" line this like a passage is answered here after all.
_SAME_SUBJECT = 0.7


@dataclass(frozen=True)
class Catalogue:
    """One state of the library, never changed after it is built."""

    pages: tuple[Playbook, ...]
    passages: Mapping[str, tuple[int, Passage]]
    words: WordIndex
    meaning: Meaning
    shelf: Shelf
    subjects: Subjects

    @cached_property
    def searchable(self) -> NDArray[np.bool_]:
        """Tell of each page whether a question may find it, shape (pages,)."""
        return np.array([is_searchable(page) for page in self.pages])

    @cached_property
    def _windows(self) -> tuple[tuple[StageWindow, ...], NDArray[np.intp]]:
        """Return the different windows, and which of them each page has: many pages share one."""
        place = {window: at for at, window in enumerate(dict.fromkeys(page.stage for page in self.pages))}
        return tuple(place), np.array([place[page.stage] for page in self.pages], dtype=np.intp)

    def away(self, member: MemberStage) -> Row:
        """Return how far each page is from a stage of life (0-1), shape (pages,)."""
        windows, which = self._windows
        return np.array([distance(window, member) for window in windows])[which]

    def stage_log_odds(self, member: MemberStage) -> Row:
        """Return what a stage of life says for or against each page, shape (pages,); 0 where a page asks for none."""
        windows, which = self._windows
        odds = [
            stage_log_odds(fits_life(window, member), distance(window, member)) if window.is_about_life else 0.0
            for window in windows
        ]
        return np.array(odds)[which]

    def look(
        self, index: Places, plain: str, vector: Vectors, away: Row | None = None
    ) -> tuple[Evidence, dict[int, str]]:
        """Return the evidence for every page and page → its nearest passage's text. Raises Unavailable.

        `away` is how far each page is from the member's stage of life, None when nobody is known.
        """
        nearest = index.nearest(self.shelf, vector, weights()["neighbours"])
        found = [(*self.passages[near.key], near.similarity) for near in nearest]
        quotes: dict[int, str] = {}
        for place, passage, _ in found:
            quotes.setdefault(place, passage.text)
        subject, lead, nothing = self.subjects.lean(plain, vector, away)
        evidence = Evidence(
            lean=self.meaning.lean(vector),
            words=self.words.scores(plain).astype(np.float64),
            near=near_by_page([(place, similarity) for place, _, similarity in found], len(self.pages)),
            belonging=self.meaning.belonging(vector),
            subject=subject,
            lead=lead,
            nothing=nothing,
        )
        return evidence, quotes


def build_catalogue(
    pages: Sequence[Playbook],
    passages: Sequence[Sequence[Passage]],
    vectors: Mapping[str, Vectors],
    index: Places,
    directions: Directions | None = None,
) -> Catalogue:
    """Make some pages findable; `vectors` holds every passage's and elsewhere line's. Raises Unavailable."""
    owned = [(place, passage) for place, found in enumerate(passages) for passage in found]
    matrix = np.stack([vectors[passage.text_hash] for _, passage in owned])
    keys = [f"{passage.playbook_id}:{passage.text_hash}" for _, passage in owned]
    texts = [" ".join(passage.plain for passage in found) for found in passages]
    with ThreadPoolExecutor(1) as builder:
        # Chroma builds outside Python's lock: the rest of a start fits into the same second.
        shelf = builder.submit(index.build, keys, matrix)
        return Catalogue(
            pages=tuple(pages),
            passages=dict(zip(keys, owned, strict=True)),
            words=index_words(texts),
            meaning=learn(matrix, [place for place, _ in owned], len(pages), _elsewhere(vectors, matrix)),
            subjects=Subjects(pages, directions),
            shelf=shelf.result(),
        )


def _elsewhere(vectors: Mapping[str, Vectors], ours: Vectors) -> Vectors:
    lines = np.stack([vectors[hash_of(line)] for line in elsewhere_texts()])
    return np.asarray(lines[(lines @ ours.T).max(axis=1) < _SAME_SUBJECT])
