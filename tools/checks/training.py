"""Learns the classifier from the corpus: one linear model a direction, tuned only on voices it has not read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from tools.checks.ear import Weights, softened
from tools.checks.features import BUCKETS, VECTOR_VOICE, Sight, Sparse, plainly, sparse
from tools.checks.idioms import plainly_meant
from tools.checks.inspection import Kind
from tools.checks.inspection import sight_of as sight_of_draft
from tools.checks.inspection import spoken_rules as rules_on_draft
from tools.checks.judged import LABELS, Judged
from tools.checks.labels import setting_of
from tools.checks.matching import Hit
from tools.checks.memory import remember
from tools.checks.normalise import readable
from tools.checks.triage import sight_of as sight_of_message
from tools.checks.triage import spoken_rules as rules_on_message
from tools.embedder import Embedder

FOLDS = 6
GRAVEST_FIRST = (
    "crisis", "illegal_ad", "bereavement", "medical_risk", "complaint", "privacy", "opt_out", "sales", "asks_products",
    "benign", "care",
)  # fmt: skip
SAFETY = frozenset({"medical_risk", "crisis", "bereavement"})
SAFETY_AIM = 0.98
ALARM_AIMS = {"care": 0.03, "benign": 0.08}
# What must not go out; a miss beyond the aim counts a quarter of an alarm beyond its own.
RECALL_AIMS = {"sales": 0.95, "illegal_ad": 0.95}
_COST_OF_MISSES = 0.25
# A missed danger is worse than a person called for nothing; a draft that is stopped costs her nothing.
_COST_OF_ALARMS = {"care": 1.0, "benign": 0.75}
_SOFTNESS = 0.07
_HEATS = np.arange(0.1, 2.0, 0.05)
_STEPS = (0.8, 0.4, 0.4, 0.2, 0.2, 0.1, 0.1)


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
        replace(sight, rules=()) if is_blind else sight for (sight, _), is_blind in zip(seen, blind, strict=True)
    )
    vectors = np.concatenate([embedder.encode(part) for part in _parts([plainly(sight.text) for sight in sights])])
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
    source = readable(line.text)
    spoken: Sequence[Hit]
    if line.direction == "out":
        text = source.text
        setting = setting_of(cast(Kind, line.kind) if line.kind else None, line.context)
        spoken = rules_on_draft(text, setting)
        sight = sight_of_draft(text, spoken, setting)
    else:
        text = plainly_meant(source).text
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


@dataclass(frozen=True)
class Line:
    """A fitted linear model: `coef` (k, features) and `intercept` (k,)."""

    coef: NDArray[np.float64]
    intercept: NDArray[np.float64]

    def scores(self, features: Any) -> NDArray[np.float64]:
        """Raw scores of shape (n, k)."""
        return np.asarray(features @ self.coef.T + self.intercept)


def fit(features: Any, wanted: NDArray[np.int64], k: int) -> Line:
    """The mean of two linear machines: on the features as they are, and on them as loud as they tell labels apart."""
    plain, telling = _machine(features, wanted, k), _machine(features, wanted, k, _telling)
    return Line((plain.coef + telling.coef) / 2, (plain.intercept + telling.intercept) / 2)


def _machine(
    features: Any, wanted: NDArray[np.int64], k: int, louder: Callable[[Any, NDArray[np.bool_]], Any] | None = None
) -> Line:
    """One support-vector machine a label against the rest, rare labels as heavy as frequent ones."""
    from scipy.sparse import diags
    from sklearn.svm import LinearSVC

    counts = np.maximum(np.bincount(wanted, minlength=k), 1)
    coef, intercept = np.zeros((k, features.shape[1])), np.full(k, -1.0)
    for place in np.unique(wanted):
        mine = wanted == place
        loudness = louder(features, mine) if louder else None
        weight = (len(wanted) / (k * counts))[wanted]
        machine = LinearSVC(C=_SOFTNESS, random_state=0, max_iter=4000)
        machine.fit(features if loudness is None else features @ diags(loudness), mine, sample_weight=weight)
        coef[place] = machine.coef_[0] if loudness is None else machine.coef_[0] * loudness
        intercept[place] = machine.intercept_[0]
    return Line(coef, intercept)


def _telling(features: Any, mine: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How much each hashed feature tells a label's lines from others (naive Bayes); vectors stay as they are."""
    dimension = features.shape[1] - BUCKETS
    seen = features[:, dimension:] > 0
    inside, everywhere = (np.asarray(part.sum(axis=0)).ravel() for part in (seen[mine], seen))
    others = len(mine) - mine.sum()
    ratio = np.log((inside + 0.5) / (mine.sum() + 1)) - np.log((everywhere - inside + 0.5) / (others + 1))
    usual = np.sqrt((ratio[everywhere > 0] ** 2).mean())
    return np.concatenate([np.ones(dimension), np.clip(np.abs(ratio) / usual, 0, 3)])


def unseen_logits(exercise: Exercise, features: Any) -> NDArray[np.float64]:
    """For each line the logits (n, k) of a model that has read none of its voice."""
    k = len(exercise.labels)
    raw = np.zeros((len(exercise.lines), k))
    for fold in range(FOLDS):
        left_out = exercise.fold == fold
        if left_out.any():
            model = fit(features[~left_out], exercise.wanted[~left_out], k)
            words = hashed(features)
            memory = remember(exercise.vectors[~left_out], words[~left_out], exercise.wanted[~left_out], k)
            likeness = memory.likeness(exercise.vectors[left_out], _said(words[left_out]))
            raw[left_out] = model.scores(features[left_out]) + likeness
    return raw


def hashed(features: Any) -> Any:
    """The hashed part (n, buckets) of features, without the vectors."""
    return features[:, features.shape[1] - BUCKETS :].tocsr()


def _said(rows: Any) -> list[Sparse]:
    return [
        Sparse(rows.indices[start:end].astype(np.int64), rows.data[start:end].astype(np.float32))
        for start, end in pairwise(rows.indptr)
    ]


def cooled(raw: NDArray[np.float64], wanted: NDArray[np.int64]) -> float:
    """The heat under which the probabilities of unseen lines are most honest (least log loss)."""

    def loss(heat: float) -> float:
        return -float(np.log(softened(raw, heat)[np.arange(len(wanted)), wanted] + 1e-12).mean())

    return float(min(_HEATS, key=loss))


def decided(exercise: Exercise, odds: NDArray[np.float64], lean: NDArray[np.float64]) -> NDArray[np.int64]:
    """Places of the labels that rules and classifier give together: (n,), the gravest of both."""
    chosen = (np.log(np.maximum(odds, 1e-12)) + lean).argmax(axis=1)
    rank = [GRAVEST_FIRST.index(label) for label in exercise.labels]
    said = (
        [*(exercise.labels.index(label) for label in firm), pick]
        for firm, pick in zip(exercise.firm, chosen, strict=True)
    )
    return np.array([min(places, key=lambda place: rank[place]) for places in said])


def leaned(exercise: Exercise, odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """The shift (k,) of each label's logarithm that serves unseen lines best."""
    tested = exercise.fold >= 0
    lean = np.zeros(len(exercise.labels))
    for step in _STEPS:
        for place in range(1, len(lean)):
            moves = [lean + step * direction * np.eye(len(lean))[place] for direction in (0, 1, -1, 2, -2)]
            lean = max(moves, key=lambda move: worth(exercise, decided(exercise, odds, move), tested))
    return lean


def worth(exercise: Exercise, predicted: NDArray[np.int64], tested: NDArray[np.bool_]) -> float:
    """What a choice is worth: macro-F1, less what alarms and missed safety signals go beyond the aims."""
    found = figures(exercise, predicted, tested)
    neutral = exercise.labels[0]
    alarms = max(0.0, found["neutral_false_positive_rate"] - ALARM_AIMS[neutral])
    return float(found["macro_f1"] - _COST_OF_ALARMS[neutral] * alarms - _cost_of_misses(found))


def _cost_of_misses(found: Mapping[str, Any]) -> float:
    """Inbound the safety signals missed beyond the aim, outbound the labels that have an aim of their own."""
    if "crisis" in found["labels"]:
        return float(max(0.0, SAFETY_AIM - found["safety_recall"]))
    aims = RECALL_AIMS.items()
    return float(_COST_OF_MISSES * sum(max(0.0, aim - found["labels"][label]["recall"]) for label, aim in aims))


def figures(exercise: Exercise, predicted: NDArray[np.int64], tested: NDArray[np.bool_]) -> dict[str, Any]:
    """The tally of predictions on the tested lines of an exercise."""
    return tally(exercise.labels, exercise.wanted[tested], predicted[tested])


def tally(labels: tuple[str, ...], wanted: NDArray[np.int64], said: NDArray[np.int64]) -> dict[str, Any]:
    """Precision, recall and F1 per label, macro-F1, false alarms on the neutral label, recall of safety signals."""
    shown = {label: _score(wanted == place, said == place) for place, label in enumerate(labels)}
    grave = [place for place, label in enumerate(labels) if label in SAFETY]
    return {
        "n": len(wanted),
        "labels": shown,
        "macro_f1": float(np.mean([one["f1"] for one in shown.values() if one["n"]])),
        "neutral_false_positive_rate": float((said[wanted == 0] != 0).mean()),
        "safety_recall": float(np.isin(said[np.isin(wanted, grave)], grave).mean()),
    }


def _score(wanted: NDArray[np.bool_], said: NDArray[np.bool_]) -> dict[str, float]:
    right, n, spoken = int((wanted & said).sum()), int(wanted.sum()), int(said.sum())
    precision, recall = right / max(spoken, 1), right / max(n, 1)
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return {"n": n, "precision": precision, "recall": recall, "f1": f1}


def packed(model: Line, exercise: Exercise, features: Any, heat: float, lean: NDArray[np.float64]) -> Weights:
    """The model with its table in one byte a weight, and the lines it remembers."""
    dimension = model.coef.shape[1] - BUCKETS
    dense, table = model.coef[:, :dimension].T, model.coef[:, dimension:].T
    scale = np.maximum(np.abs(table).max(axis=0), 1e-9) / 127
    small = np.round(table / scale).astype(np.int8)
    as_float = {"dense": dense.astype(np.float16).astype(np.float32), "scale": scale.astype(np.float32)}
    return Weights(
        exercise.labels,
        table=small,
        bias=model.intercept.astype(np.float32),
        lean=lean.astype(np.float32),
        heat=heat,
        remembered=remember(exercise.vectors, hashed(features), exercise.wanted, len(exercise.labels)),
        **as_float,
    )
