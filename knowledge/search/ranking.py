"""From how near a page lies in subject, meaning and words to two chances: that we answer, and that this page does."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.playbook import Playbook
from knowledge.schema import table_of

Row = NDArray[np.float64]


@dataclass(frozen=True)
class Evidence:
    """What one question shows about each page, arrays of shape (pages,).

    lean: direction learned from the passages; words: share of the question's words; near: mean similarity of the
    three nearest passages; belonging: about 1 for a question like those of the library, about -1 for one from
    elsewhere; subject: direction learned from many voices' questions, nan where a page's subject was never learned;
    lead: its lead over the best other subject; nothing: how much the question leans to no subject at all.
    """

    lean: Row
    words: Row
    near: Row
    belonging: float
    subject: Row
    lead: Row
    nothing: float

    @property
    def is_learned(self) -> NDArray[np.bool_]:
        """Tell for each page whether its subject was learned; one that is new is judged by its own passages."""
        return np.isfinite(self.subject)


@dataclass(frozen=True)
class Calibration:
    """Bias and slopes that turn evidence into chances, fitted on voices not learned from.

    `newcomers` is for pages whose subject was never learned: their own passages speak, and against them any subject.
    """

    belongs: Row
    answers: Row
    newcomers: Row


def weights() -> dict[str, Any]:
    """Return the measured weights of search."""
    return table_of("search.yaml")


def is_searchable(page: Playbook) -> bool:
    """Tell whether a question may find a page; fixed replies are chosen by route."""
    return bool(page.kind != weights()["fixed_kind"])


def chance_belongs(evidence: Evidence, calibration: Calibration | None) -> Row:
    """Return for each page the chance that the library has an answer at all, as far as that page can tell.

    A newcomer's chance of answering holds this one already, so that its chance here is 1.
    """
    if calibration is not None:
        learned = float(_sigmoid(np.float64(calibration.belongs @ [1.0, *belonging_terms(evidence)])))
        return np.asarray(np.where(evidence.is_learned, learned, 1.0))
    table = weights()["belongs"]
    words = float(evidence.words.max(initial=0.0)) / weights()["words_unit"]
    chance = _sigmoid(np.float64(table["bias"] + table["scope"] * evidence.belonging + table["words"] * words))
    return np.full(len(evidence.subject), float(chance))


def belonging_terms(evidence: Evidence) -> tuple[float, ...]:
    """Return what speaks for and against a question that some learned subject answers, five figures of about one."""
    return (
        float(evidence.subject[evidence.is_learned].max(initial=0.0)),
        evidence.nothing,
        evidence.belonging,
        float(evidence.words.max()) / weights()["words_unit"] / 10,
        float(evidence.near.max()),
    )


def answer_terms(evidence: Evidence, rivals: NDArray[np.bool_]) -> Row:
    """Return shape (pages, 4): lean, words, near, and the lead over the best other page among `rivals`."""
    table = weights()
    lean, words = evidence.lean / table["lean_unit"], evidence.words / table["words_unit"]
    fused = lean + table["words_weight"] * words
    return np.stack([lean, words, evidence.near, fused - _best_other(fused, rivals)], axis=-1)


def learned_terms(evidence: Evidence, rivals: NDArray[np.bool_]) -> Row:
    """Return shape (pages, 6): those of answer_terms, then the learned subject and its lead over others."""
    return _with_subject(answer_terms(evidence, rivals), evidence)


def _with_subject(terms: Row, evidence: Evidence) -> Row:
    subject = np.stack([evidence.subject, evidence.lead], axis=-1)
    return np.concatenate([terms, np.nan_to_num(subject)], axis=-1)


def newcomer_terms(evidence: Evidence, rivals: NDArray[np.bool_]) -> Row:
    """Return shape (pages, 5): those of answer_terms, then how much the question leans to any other subject."""
    return _with_other_subjects(answer_terms(evidence, rivals), evidence)


def _with_other_subjects(terms: Row, evidence: Evidence) -> Row:
    known = np.nan_to_num(evidence.subject[evidence.is_learned]).max(initial=0.0)
    others = np.where(evidence.is_learned, evidence.subject - evidence.lead, known)
    return np.concatenate([terms, others[:, None]], axis=-1)


def _best_other(fused: Row, rivals: NDArray[np.bool_]) -> Row:
    """Return for each page the best value among the rivals, itself left out."""
    ranked = np.where(rivals, fused, -np.inf)
    if rivals.sum() < 2:
        return fused
    second, best = np.sort(ranked)[-2:]
    return np.asarray(np.where(ranked == best, second, best))


def answer_log_odds(evidence: Evidence, rivals: NDArray[np.bool_], calibration: Calibration | None) -> Row:
    """Return each page's log-odds of answering a question that belongs here, shape (pages,)."""
    table = weights()["answers"]
    slopes = np.array([table["lean"], table["words"], table["near"], table["lead"]])
    terms = answer_terms(evidence, rivals)
    if calibration is None:
        return np.asarray(terms @ slopes + table["bias"])
    learned = _with_subject(terms, evidence) @ calibration.answers[1:] + calibration.answers[0]
    newcomer = _with_other_subjects(terms, evidence) @ calibration.newcomers[1:] + calibration.newcomers[0]
    return np.asarray(np.where(evidence.is_learned, learned, newcomer))


def stage_log_odds(fits: bool, distance: float) -> float:
    """Return what a member's stage of life adds for a page that fits it, or takes for one `distance` (0–1) away."""
    table = weights()["stage"]
    return float(table["fits"] if fits else -table["apart"] * distance)


def scores(belongs: Row, log_odds: Row) -> Row:
    """Return each page's score: the chance that the question belongs here and this page answers it."""
    return np.asarray(belongs * _sigmoid(log_odds))


def is_answer(evidence: Evidence, belongs: Row, scored: Row, calibration: Calibration | None) -> NDArray[np.bool_]:
    """Tell for each page whether it may be shown: the question is ours, and the page has a chance to answer it."""
    least, table = weights()["least_score"], weights()["refuse_below"]
    if calibration is None:
        return np.asarray((belongs >= table["unlearned"]) & (scored >= least))
    known = (belongs >= table["learned"]) & (scored >= least)
    return np.asarray(np.where(evidence.is_learned, known, scored >= table["newcomer"]))


def _sigmoid(value: Row | np.float64) -> Row:
    return np.asarray(1 / (1 + np.exp(-np.clip(value, -40, 40))))


def near_by_page(pages: NDArray[np.intp], similarities: Row, page_count: int) -> Row:
    """Return each page's mean of its three nearest passages; what was not among the neighbours counts as the last.

    `pages` and `similarities` have shape (neighbours,), best first.
    """
    near = np.full((page_count, 3), similarities.min(initial=np.inf) if len(similarities) else 0.0)
    by_page = np.argsort(pages, kind="stable")
    owner, similar = pages[by_page], similarities[by_page]
    # How many of a page's own passages come before each.
    before = np.arange(len(owner)) - np.searchsorted(owner, owner)
    is_shown = before < 3
    near[owner[is_shown], before[is_shown]] = similar[is_shown]
    return np.asarray(near.mean(axis=1))
