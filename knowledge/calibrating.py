"""Fits chances to evidence on voices that were not learned from, and leaves each voice out in turn."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from knowledge.catalogue import Catalogue
from knowledge.directions import Directions
from knowledge.index import Index
from knowledge.passages import hash_of
from knowledge.playbook import Playbook
from knowledge.questions import Question
from knowledge.ranking import Row, belonging_terms, is_searchable, learned_terms
from knowledge.subjects import Subjects
from knowledge.training import learn_directions
from tools.embedder import Vectors

_NEUTRAL: Mapping[str, Sequence[float]] = {"belongs": [0.0] * 6, "answers": [0.0] * 7}


@dataclass(frozen=True)
class Trials:
    """What unheard questions showed: terms of belonging (n, 5) and answering (m, 6), and whether it was so."""

    belonging: Row
    belongs: Row
    answering: Row
    answers: Row


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


def try_out(fold: Fold, catalogue: Catalogue, index: Index, vectors: Mapping[str, Vectors]) -> Trials:
    """Ask the left-out questions and note what they show. Raises Unavailable."""
    learned = replace(fold.directions, calibration=_NEUTRAL)
    asked = replace(catalogue, subjects=Subjects(catalogue.pages, learned))
    searchable = np.array([is_searchable(page) for page in catalogue.pages])
    belonging, answering, answers = [], [], []
    for question in fold.questions:
        evidence, _ = asked.look(index, question.plain, vectors[hash_of(question.plain)])
        belonging.append(belonging_terms(evidence))
        if question.topics:
            judged = searchable & evidence.is_learned
            answering.append(learned_terms(evidence, searchable)[judged])
            right = np.array([bool(set(page.topics) & set(question.topics)) for page in catalogue.pages])
            answers.append(right[judged])
    return Trials(
        belonging=np.array(belonging),
        belongs=np.array([bool(question.topics) for question in fold.questions], dtype=float),
        answering=np.concatenate(answering),
        answers=np.concatenate(answers).astype(float),
    )


def calibrate(trials: Sequence[Trials]) -> dict[str, list[float]]:
    """Fit bias and slopes of belonging and of answering to everything that was tried out."""
    belonging = np.concatenate([trial.belonging for trial in trials])
    belongs = np.concatenate([trial.belongs for trial in trials])
    answering = np.concatenate([trial.answering for trial in trials])
    answers = np.concatenate([trial.answers for trial in trials])
    return {"belongs": _logistic(belonging, belongs), "answers": _logistic(answering, answers)}


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
