"""From how near a page lies in meaning and in words to two chances: that it is ours, and that this page answers."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.schema import read_yaml

Row = NDArray[np.float64]


@dataclass(frozen=True)
class Evidence:
    """What one question shows about each page, arrays of shape (pages,).

    lean: learned direction; words: share of the question's words; near: mean similarity of the three nearest
    passages; belonging: about 1 for a question like those of the library, about -1 for one from elsewhere.
    """

    lean: Row
    words: Row
    near: Row
    belonging: float


def weights() -> dict[str, Any]:
    """Return the measured weights of search."""
    return read_yaml("search.yaml")


def chance_belongs(evidence: Evidence) -> float:
    """Return the chance that the library has an answer at all."""
    table = weights()["belongs"]
    words = float(evidence.words.max(initial=0.0)) / weights()["words_unit"]
    return float(_sigmoid(np.float64(table["bias"] + table["scope"] * evidence.belonging + table["words"] * words)))


def answer_terms(evidence: Evidence, rivals: NDArray[np.bool_]) -> Row:
    """Return shape (pages, 4): lean, words, near, and the lead over the best other page among `rivals`."""
    table = weights()
    lean, words = evidence.lean / table["lean_unit"], evidence.words / table["words_unit"]
    fused = lean + table["words_weight"] * words
    return np.stack([lean, words, evidence.near, fused - _best_other(fused, rivals)], axis=-1)


def _best_other(fused: Row, rivals: NDArray[np.bool_]) -> Row:
    """Return for each page the best value among the rivals, itself left out."""
    ranked = np.where(rivals, fused, -np.inf)
    if rivals.sum() < 2:
        return fused
    second, best = np.sort(ranked)[-2:]
    return np.asarray(np.where(ranked == best, second, best))


def answer_log_odds(evidence: Evidence, rivals: NDArray[np.bool_]) -> Row:
    """Return each page's log-odds of answering a question that belongs here, shape (pages,)."""
    table = weights()["answers"]
    slopes = np.array([table["lean"], table["words"], table["near"], table["lead"]])
    return np.asarray(answer_terms(evidence, rivals) @ slopes + table["bias"])


def stage_log_odds(fits: bool, distance: float) -> float:
    """Return what a member's stage of life adds for a page that fits it, or takes for one `distance` (0–1) away."""
    table = weights()["stage"]
    return float(table["fits"] if fits else -table["apart"] * distance)


def scores(belongs: float, log_odds: Row) -> Row:
    """Return each page's score: the chance that the question belongs here and this page answers it."""
    return np.asarray(belongs * _sigmoid(log_odds))


def _sigmoid(value: Row | np.float64) -> Row:
    return np.asarray(1 / (1 + np.exp(-np.clip(value, -40, 40))))


def near_by_page(pairs: Collection[tuple[int, float]], page_count: int) -> Row:
    """Return each page's mean of its three nearest passages; what was not among the neighbours counts as the last.

    `pairs` are (page, similarity), best first.
    """
    floor = min((similarity for _, similarity in pairs), default=0.0)
    near = np.full((page_count, 3), floor)
    filled = np.zeros(page_count, dtype=int)
    for page, similarity in pairs:
        if filled[page] < 3:
            near[page, filled[page]] = similarity
            filled[page] += 1
    return np.asarray(near.mean(axis=1))
