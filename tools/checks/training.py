"""Learns the classifier from the corpus: one linear model a direction, tuned only on voices it has not read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from tools.checks.ear import Weights, softened
from tools.checks.features import BUCKETS, VECTOR_VOICE, Sight, sparse
from tools.checks.inspection import Kind
from tools.checks.inspection import sight_of as sight_of_draft
from tools.checks.inspection import spoken_rules as rules_on_draft
from tools.checks.judged import LABELS, Judged
from tools.checks.labels import setting_of
from tools.checks.matching import Hit
from tools.checks.normalise import readable
from tools.checks.triage import sight_of as sight_of_message
from tools.checks.triage import spoken_rules as rules_on_message
from tools.embedder import Embedder

FOLDS = 6
_SOFTNESS = 1.0
_HEATS = np.arange(0.6, 2.6, 0.1)
_STEPS = (0.8, 0.4, 0.2, 0.1)


@dataclass(frozen=True)
class Exercise:
    """The lines of one direction, ready to learn: features (n, buckets), vectors (n, dimension), places of labels (n).

    `firm` holds the labels that firm rules give each line; `fold` says with which voices a line is left out, -1 never.
    """

    labels: tuple[str, ...]
    lines: tuple[Judged, ...]
    sights: tuple[Sight, ...]
    vectors: NDArray[np.float32]
    wanted: NDArray[np.int64]
    firm: tuple[frozenset[str], ...]
    fold: NDArray[np.int64]


def prepare(lines: Sequence[Judged], direction: str, embedder: Embedder, *, unlearned: frozenset[str]) -> Exercise:
    """See every line of one direction as the checks do; rules count for nothing in `unlearned` voices."""
    mine = tuple(line for line in lines if line.direction == direction and readable(line.text).text.strip())
    seen = [_see(line) for line in mine]
    blind = [line.voice in unlearned for line in mine]
    sights = tuple(
        Sight(sight.text, () if is_blind else sight.rules, sight.moment)
        for (sight, _), is_blind in zip(seen, blind, strict=True)
    )
    vectors = np.concatenate([embedder.encode(part) for part in _parts([sight.text for sight in sights])])
    labels = LABELS[direction]
    voices = sorted({line.voice for line in mine} - unlearned)
    fold_of = {voice: place % FOLDS for place, voice in enumerate(voices)}
    return Exercise(
        labels=labels,
        lines=mine,
        sights=sights,
        vectors=vectors,
        wanted=np.array([labels.index(line.label) for line in mine]),
        firm=tuple(firm for _, firm in seen),
        fold=np.array([fold_of.get(line.voice, -1) for line in mine]),
    )


def _parts(texts: Sequence[str], size: int = 64) -> list[Sequence[str]]:
    return [texts[start : start + size] for start in range(0, len(texts), size)]


def _see(line: Judged) -> tuple[Sight, frozenset[str]]:
    text = readable(line.text).text
    spoken: Sequence[Hit]
    if line.direction == "out":
        setting = setting_of(cast(Kind, line.kind) if line.kind else None, line.context)
        spoken = rules_on_draft(text, setting)
        sight = sight_of_draft(text, spoken, setting)
    else:
        spoken = rules_on_message(text, line.context)
        sight = sight_of_message(text, spoken, line.context)
    return sight, frozenset(hit.rule.meaning for hit in spoken if hit.is_firm and hit.rule.meaning)


def matrix(sights: Sequence[Sight], vectors: NDArray[np.float32]) -> Any:
    """Features of shape (n, dimension + buckets), sparse."""
    from scipy.sparse import csr_matrix, hstack

    found = [sparse(sight) for sight in sights]
    rows = np.repeat(np.arange(len(found)), [len(one.buckets) for one in found])
    columns = np.concatenate([one.buckets for one in found])
    values = np.concatenate([one.values for one in found])
    hashed = csr_matrix((values, (rows, columns)), shape=(len(found), BUCKETS))
    return hstack([csr_matrix(vectors * VECTOR_VOICE), hashed]).tocsr()


def fit(features: Any, wanted: NDArray[np.int64]) -> Any:
    """A multinomial logistic regression on rows of features."""
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=_SOFTNESS, max_iter=400).fit(features, wanted)


def unseen_logits(exercise: Exercise, features: Any) -> NDArray[np.float64]:
    """For each line the logits (n, k) of a model that has read none of its voice."""
    raw = np.zeros((len(exercise.lines), len(exercise.labels)))
    for fold in range(FOLDS):
        left_out = exercise.fold == fold
        if left_out.any():
            model = fit(features[~left_out], exercise.wanted[~left_out])
            raw[left_out] = model.decision_function(features[left_out])
    return raw


def cooled(raw: NDArray[np.float64], wanted: NDArray[np.int64]) -> float:
    """The heat under which the probabilities of unseen lines are most honest (least log loss)."""

    def loss(heat: float) -> float:
        return -float(np.log(softened(raw, heat)[np.arange(len(wanted)), wanted] + 1e-12).mean())

    return float(min(_HEATS, key=loss))


def packed(model: Any, labels: tuple[str, ...], heat: float, lean: NDArray[np.float64]) -> Weights:
    """The model with its table in one byte a weight."""
    dimension = model.coef_.shape[1] - BUCKETS
    dense, table = model.coef_[:, :dimension].T, model.coef_[:, dimension:].T
    scale = np.maximum(np.abs(table).max(axis=0), 1e-9) / 127
    small = np.round(table / scale).astype(np.int8)
    as_float = {"dense": dense.astype(np.float16).astype(np.float32), "scale": scale.astype(np.float32)}
    return Weights(labels, table=small, bias=model.intercept_.astype(np.float32), lean=lean.astype(np.float32), heat=heat, **as_float)
