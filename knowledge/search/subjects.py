"""Which of the learned subjects each page of a library answers."""

from collections.abc import Sequence

import numpy as np

from knowledge.playbook import Playbook
from knowledge.search.directions import NOTHING, Directions
from knowledge.search.ranking import Calibration, Row, weights
from tools.embedder import Vectors


def subjects_of(page: Playbook) -> tuple[str, ...]:
    """Return the subjects a page answers: its topics, or itself when it has none."""
    return page.topics or (page.id,)


class Subjects:
    """Hands what was learned about subjects on to the pages that answer them; never changed after it is built."""

    def __init__(self, pages: Sequence[Playbook], directions: Directions | None) -> None:
        """Find each page's subjects among the learned ones; None or uncalibrated directions teach nothing."""
        self._directions = directions if directions is not None and directions.calibration else None
        learned = self._directions.subjects if self._directions else (NOTHING,)
        place = {subject: at for at, subject in enumerate(learned)}
        self._is_of = np.zeros((len(pages), len(learned)), dtype=bool)
        for row, page in enumerate(pages):
            self._is_of[row, [place[subject] for subject in subjects_of(page) if subject in place]] = True

    @property
    def calibration(self) -> Calibration | None:
        """Return how the evidence becomes chances; None when nothing was learned."""
        if self._directions is None:
            return None
        slopes = self._directions.calibration
        return Calibration(np.array(slopes["belongs"]), np.array(slopes["answers"]), np.array(slopes["newcomers"]))

    def lean(self, plain: str, vector: Vectors, away: Row | None = None) -> tuple[Row, Row, float]:
        """Return each page's lean (nan: never learned), its lead over the best other subject, and that to nothing.

        `away` (0-1) is how far each page is from the member's stage of life: what is far is no rival of what is near.
        """
        if self._directions is None:
            unknown = np.full(len(self._is_of), np.nan)
            return unknown, unknown, 0.0
        lean = self._directions.lean(plain, vector).astype(np.float64)
        nothing, lean[-1] = float(lean[-1]), -np.inf
        own = np.where(self._is_of, lean, -np.inf).max(axis=1, initial=-np.inf)
        rivals = lean if away is None else lean - weights()["stage"]["rival"] * self._nearest(away)
        others = np.where(self._is_of, -np.inf, rivals).max(axis=1, initial=-np.inf)
        known = np.isfinite(own)
        return np.where(known, own, np.nan), np.where(known, own - np.where(known, others, 0.0), np.nan), nothing

    def _nearest(self, away: Row) -> Row:
        """Return how far the nearest page of each subject is, shape (subjects,); 0 for a subject without a page."""
        nearest = np.where(self._is_of, away[:, None], np.inf).min(axis=0, initial=np.inf)
        return np.where(np.isfinite(nearest), nearest, 0.0)
