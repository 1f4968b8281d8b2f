"""Fits chances to evidence on voices that were not learned from, and leaves each voice out in turn."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from knowledge.index.passages import hash_of
from knowledge.index.places import Places
from knowledge.learning.questions import Question
from knowledge.learning.training import learn_directions
from knowledge.playbook import Playbook
from knowledge.search.catalogue import Catalogue
from knowledge.search.directions import Directions
from knowledge.search.ranking import Row, belonging_terms, is_searchable, learned_terms, newcomer_terms
from knowledge.search.subjects import Subjects, subjects_of
from tools.embedder import Vectors

_NEUTRAL: Mapping[str, Sequence[float]] = {"belongs": [0.0] * 6, "answers": [0.0] * 7, "newcomers": [0.0] * 6}


@dataclass(frozen=True)
class Trials:
    """What unheard questions showed: terms of belonging (n, 5), of answering (m, 6) and of newcomers (k, 5), each
    with whether it was so.
    """

    belonging: Row
    belongs: Row
    answering: Row
    answers: Row
    newcomer: Row
    welcome: Row


@dataclass(frozen=True)
class Fold:
    """One voice left out: its questions, and what all others teach."""

    voice: str
    questions: tuple[Question, ...]
    directions: Directions


def folds(
    pages: Sequence[Playbook], questions: Sequence[Question], vectors: Mapping[str, Vectors] | None
) -> Iterator[Fold]:
    """Leave each voice out in turn; directions carry no calibration yet."""
    for voice in sorted({question.voice for question in questions}):
        heard = [question for question in questions if question.voice != voice]
        unheard = tuple(question for question in questions if question.voice == voice)
        yield Fold(voice, unheard, learn_directions(pages, heard, vectors))


def try_out(fold: Fold, catalogue: Catalogue, index: Places, vectors: Mapping[str, Vectors]) -> Trials:
    """Ask the left-out questions and note what they show. Raises Unavailable."""
    learned = replace(fold.directions, calibration=_NEUTRAL)
    asked = replace(catalogue, subjects=Subjects(catalogue.pages, learned))
    noted = [_note(asked, index, question, vectors[hash_of(question.plain)]) for question in fold.questions]
    ours = [note for note, question in zip(noted, fold.questions, strict=True) if question.topics]
    return Trials(
        belonging=np.array([note.belonging for note in noted]),
        belongs=np.array([bool(question.topics) for question in fold.questions], dtype=float),
        answering=np.concatenate([note.answering for note in ours]),
        answers=np.concatenate([note.is_right for note in ours]),
        newcomer=np.concatenate([note.newcomer for note in noted]),
        welcome=np.concatenate([note.is_right for note in noted]),
    )


@dataclass(frozen=True)
class _Note:
    """What one question showed of every page whose subject was learned."""

    belonging: tuple[float, ...]
    answering: Row
    newcomer: Row
    is_right: Row


def _note(catalogue: Catalogue, index: Places, question: Question, vector: Vectors) -> _Note:
    evidence = catalogue.look(question.plain, vector, catalogue.nearest(index, vector))
    searchable = np.array([is_searchable(page) for page in catalogue.pages])
    judged = searchable & evidence.is_learned
    right = np.array([bool(set(subjects_of(page)) & set(question.topics)) for page in catalogue.pages], dtype=float)
    return _Note(
        belonging=belonging_terms(evidence),
        answering=learned_terms(evidence, searchable)[judged],
        newcomer=newcomer_terms(evidence, searchable)[judged],
        is_right=right[judged],
    )


def calibrate(trials: Sequence[Trials]) -> dict[str, list[float]]:
    """Fit bias and slopes of belonging, of answering and of newcomers to everything that was tried out."""

    def fitted(terms: str, outcomes: str) -> list[float]:
        parts = [(getattr(trial, terms), getattr(trial, outcomes)) for trial in trials]
        return _logistic(np.concatenate([one for one, _ in parts]), np.concatenate([two for _, two in parts]))

    return {
        "belongs": fitted("belonging", "belongs"),
        "answers": fitted("answering", "answers"),
        "newcomers": fitted("newcomer", "welcome"),
    }


def _logistic(terms: Row, outcomes: Row, rounds: int = 25) -> list[float]:
    """Fit by Newton's method, very slightly stiffened; both outcomes weigh as often as they came."""
    spread = terms.std(axis=0) + 1e-9
    design = np.column_stack([np.ones(len(terms)), terms / spread])
    slopes = np.zeros(design.shape[1])
    for _ in range(rounds):
        chances = 1 / (1 + np.exp(-np.clip(design @ slopes, -30, 30)))
        gram = (design * (chances * (1 - chances))[:, None]).T @ design + 1e-3 * np.eye(len(slopes))
        slopes += np.linalg.solve(gram, design.T @ (outcomes - chances) - 1e-3 * slopes)
    return [round(float(slope), 4) for slope in [slopes[0], *(slopes[1:] / spread)]]
