"""Learns the directions of every subject from the questions of many voices and from the pages' own passages."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from knowledge.index.passages import elsewhere_texts, hash_of, passages_of
from knowledge.learning.questions import Question, fingerprint
from knowledge.playbook import Playbook
from knowledge.schema import table_of
from knowledge.search.directions import LONGEST_TERM, NOTHING, Directions, Matrix, Terms
from knowledge.search.lexical import terms_of
from knowledge.search.ranking import is_searchable
from knowledge.search.subjects import subjects_of
from tools.embedder import Vectors


@dataclass(frozen=True)
class Lesson:
    """One text and the subjects it speaks of; () speaks of nothing we answer. What pages say counts for less."""

    plain: str
    subjects: tuple[str, ...]
    weight: float = 1.0


def pages_to_learn(pages: Sequence[Playbook]) -> list[Playbook]:
    """Return the pages a question may find."""
    return [page for page in pages if is_searchable(page)]


def lessons_from(pages: Sequence[Playbook], questions: Sequence[Question]) -> list[Lesson]:
    """Return everything there is to learn from: the questions, each page's passages, and other people's subjects."""
    asked = [Lesson(question.plain, question.topics) for question in questions]
    weight = float(table_of("search.yaml")["learning"]["written"])
    written = [Lesson(passage.plain, subjects_of(page), weight) for page in pages for passage in passages_of(page)]
    return asked + written + [Lesson(line, ()) for line in elsewhere_texts()]


def learn_directions(
    pages: Sequence[Playbook], questions: Sequence[Question], vectors: Mapping[str, Vectors] | None
) -> Directions:
    """Learn from questions and pages; `vectors` holds each lesson's vector by the hash of its text.

    Without vectors only words are learned, which serves any encoder.
    """
    table = table_of("search.yaml")["learning"]
    lessons = lessons_from(pages, questions)
    subjects = [*sorted({subject for lesson in lessons for subject in lesson.subjects}), NOTHING]
    targets = _targets(lessons, subjects)
    terms = _terms([lesson.plain for lesson in lessons], table["rarest_term"])
    meaning = np.stack([vectors[hash_of(lesson.plain)] for lesson in lessons]) if vectors else None
    weights = np.array([lesson.weight for lesson in lessons], dtype=np.float32)
    centre, base = _mean(meaning, weights), _mean(targets, weights)
    texts = _Texts(_words(terms, lessons), None if meaning is None else meaning - centre, weights)
    found = _ridge(texts, texts.weighed(targets - base), table["stiffness"], table["rounds"])
    by_words = found[: len(terms.place)]
    step = float(np.abs(by_words).max()) / 127
    return Directions(
        subjects=tuple(subjects),
        terms=terms,
        by_words=np.rint(by_words / step).astype(np.int8),
        step=step,
        base=base,
        by_meaning=None if meaning is None else found[len(terms.place) :],
        centre=centre,
        questions=fingerprint(questions),
    )


def _mean(rows: Matrix | None, weights: Matrix) -> Matrix:
    """Return the weighted mean of some rows, empty where there are none."""
    return np.zeros(0, dtype=np.float32) if rows is None else np.asarray(weights / weights.sum() @ rows)


def _targets(lessons: Sequence[Lesson], subjects: Sequence[str]) -> Matrix:
    place = {subject: at for at, subject in enumerate(subjects)}
    targets = np.zeros((len(lessons), len(subjects)), dtype=np.float32)
    for row, lesson in enumerate(lessons):
        for subject in lesson.subjects or (NOTHING,):
            targets[row, place[subject]] = 1.0
    return targets


def _terms(texts: Sequence[str], rarest: int) -> Terms:
    holders = Counter(term for text in texts for term in set(terms_of(text, LONGEST_TERM)))
    known = sorted(term for term, count in holders.items() if count >= rarest)
    rarity = [1 + math.log((1 + len(texts)) / (1 + holders[term])) for term in known]
    return Terms({term: place for place, term in enumerate(known)}, np.array(rarity, dtype=np.float32))


def _words(terms: Terms, lessons: Sequence[Lesson]) -> Any:
    from scipy.sparse import csr_array

    rows = [terms.weigh(lesson.plain) for lesson in lessons]
    starts = np.cumsum([0, *(len(places) for places, _ in rows)])
    places = np.concatenate([np.array(found, dtype=np.int64) for found, _ in rows])
    return csr_array((np.concatenate([weights for _, weights in rows]), places, starts), (len(rows), len(terms.place)))


class _Texts:
    """The lessons as one matrix of words beside meaning, never written out: the words are almost all empty.

    A weighted ridge is a plain one whose rows are stretched by the roots of their weights.
    """

    def __init__(self, words: Any, meaning: Matrix | None, weights: Matrix) -> None:
        self._stretch = np.sqrt(weights)[:, None]
        self._words = words.multiply(self._stretch).tocsr()
        self._turned = self._words.T.tocsr()
        self._meaning = None if meaning is None else meaning * self._stretch

    def weighed(self, targets: Matrix) -> Matrix:
        """Return targets stretched like the lessons, shape (lessons, subjects)."""
        return np.asarray(targets * self._stretch)

    def forward(self, directions: Matrix) -> Matrix:
        """Return each lesson's lean, shape (lessons, subjects)."""
        width = self._words.shape[1]
        lean = self._words @ directions[:width]
        return np.asarray(lean if self._meaning is None else lean + self._meaning @ directions[width:])

    def back(self, lean: Matrix) -> Matrix:
        """Return what each feature has to do with a lean, shape (features, subjects)."""
        words = self._turned @ lean
        return np.asarray(words if self._meaning is None else np.vstack([words, self._meaning.T @ lean]))


def _ridge(texts: _Texts, targets: Matrix, stiffness: float, rounds: int) -> Matrix:
    """Solve by conjugate gradients, every subject at once."""
    rest = texts.back(targets)
    found, heading, size = np.zeros_like(rest), rest.copy(), (rest * rest).sum(axis=0)
    for _ in range(rounds):
        pulled = texts.back(texts.forward(heading)) + stiffness * heading
        stride = size / np.maximum((heading * pulled).sum(axis=0), 1e-12)
        found += stride * heading
        rest -= stride * pulled
        before, size = size, (rest * rest).sum(axis=0)
        heading = rest + size / np.maximum(before, 1e-20) * heading
    return np.asarray(found)
