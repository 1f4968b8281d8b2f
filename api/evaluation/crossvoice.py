"""Learns from the collected questions, and judges search on every voice by what all the others teach."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from api.evaluation.retrieval import Case, evaluate_cases
from api.evaluation.stores import fresh_store
from knowledge.index.passages import hash_of
from knowledge.index.places import Nowhere
from knowledge.index.vectors import vectors_for
from knowledge.learning.calibrating import Fold, Trials, calibrate, folds, try_out
from knowledge.learning.questions import SHIPPED_QUESTIONS, Question, read_questions
from knowledge.learning.training import learn_directions, lessons_from, pages_to_learn
from knowledge.search import Librarian
from knowledge.search.catalogue import Catalogue
from knowledge.search.directions import WORDS_ALONE, Directions, write_directions
from knowledge.search.holdings import Holdings
from knowledge.search.ranking import weights
from tools.clock import shanghai_day
from tools.database import Database
from tools.embedder import Embedder, Vectors
from tools.errors import BadInput

_FIGURES = ("n", "hit_at_1", "hit_at_3", "mrr", "refusal_n", "refusal_rate", "false_refusal_rate")


@dataclass(frozen=True)
class _Classroom:
    """A library nobody else uses, every question with its vector, and the day that is today."""

    database: Database
    embedder: Embedder
    holdings: Holdings
    catalogue: Catalogue
    questions: tuple[Question, ...]
    vectors: Mapping[str, Vectors]
    today: date

    def folds(self, *, with_meaning: bool = True) -> list[tuple[Fold, Trials]]:
        """Return each voice left out with what its questions showed."""
        vectors = self.vectors if with_meaning else None
        learned = folds(pages_to_learn(self.catalogue.pages), self.questions, vectors)
        return [(fold, try_out(fold, self.catalogue, self.holdings.index, self.vectors)) for fold in learned]


class _Remembering:
    """An encoder that encodes no question twice."""

    def __init__(self, embedder: Embedder, known: Mapping[str, Vectors]) -> None:
        self.name, self.dimension = embedder.name, embedder.dimension
        self._embedder, self._known = embedder, known

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape (len(texts), dimension); a blank text raises BadInput."""
        known = [self._known.get(hash_of(text)) for text in texts]
        return np.stack([self._embedder.encode([t])[0] if v is None else v for t, v in zip(texts, known, strict=True)])


def _in_memory(embedder: Embedder) -> Nowhere:
    """Keep no collection of a library that fits into memory: it finds the same, and each voice would build one."""
    return Nowhere(embedder, most=weights()["at_hand"])


@contextmanager
def _classroom(embedder: Embedder, folder: Path) -> Iterator[_Classroom]:
    questions = read_questions(folder)
    if len({question.voice for question in questions}) < 2:
        raise BadInput("There are not two voices to learn from.", fix=f"Add files to {folder}.")
    with fresh_store() as services:
        holdings = Holdings(services.database, embedder, places=_in_memory(embedder))
        catalogue = holdings.catalogue()
        if catalogue is None:
            raise BadInput("There is no page to learn.", fix="Run `zhiji playbooks check`.")
        lessons = lessons_from(pages_to_learn(catalogue.pages), questions)
        vectors = vectors_for(services.database, embedder, {hash_of(lesson.plain): lesson.plain for lesson in lessons})
        known = _Remembering(embedder, vectors)
        today = shanghai_day(services.clock())
        yield _Classroom(services.database, known, holdings, catalogue, questions, vectors, today)
        holdings.close()


def train(path: Path, embedder: Embedder, folder: Path = SHIPPED_QUESTIONS) -> dict[str, Any]:
    """Learn from every question, write the file that is shipped, and return what is in it. Raises BadInput."""
    with _classroom(embedder, folder) as room:
        learned = {
            room.embedder.name: _learned(room, with_meaning=True),
            WORDS_ALONE: _learned(room, with_meaning=False),
        }
    write_directions(path, learned)
    one = learned[WORDS_ALONE]
    return {
        "encoder": room.embedder.name,
        "voices": len({question.voice for question in room.questions}),
        "questions": len(room.questions),
        "subjects": len(one.subjects) - 1,
        "terms": len(one.terms.place),
        "bytes": path.stat().st_size,
    }


def _learned(room: _Classroom, *, with_meaning: bool) -> Directions:
    calibration = calibrate([trials for _, trials in room.folds(with_meaning=with_meaning)])
    vectors = room.vectors if with_meaning else None
    directions = learn_directions(pages_to_learn(room.catalogue.pages), room.questions, vectors)
    return replace(directions, calibration=calibration)


def evaluate_crossvoice(embedder: Embedder, folder: Path = SHIPPED_QUESTIONS) -> dict[str, Any]:
    """Return the retrieval figures of each voice, judged by what the other voices teach, and their mean.

    Directions and calibration alike are fitted without the voice they are judged on. Raises BadInput.
    """
    with _classroom(embedder, folder) as room:
        tried = room.folds()
        voices = {fold.voice: _figures(room, fold, [t for other, t in tried if other is not fold]) for fold, _ in tried}
    names = [name for name in _FIGURES if not name.endswith("n")]
    mean = {name: round(sum(figures[name] for figures in voices.values()) / len(voices), 4) for name in names}
    return {"voices": voices, "mean": mean}


def _figures(room: _Classroom, fold: Fold, heard: Sequence[Trials]) -> dict[str, Any]:
    directions = replace(fold.directions, calibration=calibrate(heard))
    librarian = Librarian(room.database, room.embedder, directions=directions, places=_in_memory(room.embedder))
    cases = [
        Case(number, question.text, frozenset(question.topics), None, room.today)
        for number, question in enumerate(fold.questions, 1)
    ]
    report = evaluate_cases(cases, librarian)
    librarian.close()
    return {name: report[name] for name in _FIGURES}
