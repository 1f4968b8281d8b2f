"""Which of the learned subjects each page of a library answers."""

from collections.abc import Sequence

import numpy as np

from knowledge.directions import NOTHING, Directions
from knowledge.playbook import Playbook
from knowledge.ranking import Calibration, Row
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
        return Calibration(np.array(slopes["belongs"]), np.array(slopes["answers"]))

    def lean(self, plain: str, vector: Vectors) -> tuple[Row, Row, float]:
        """Return each page's lean (nan: never learned), its lead over the best other subject, and that to nothing."""
        if self._directions is None:
            unknown = np.full(len(self._is_of), np.nan)
            return unknown, unknown, 0.0
        lean = self._directions.lean(plain, vector).astype(np.float64)
        nothing, lean[-1] = float(lean[-1]), -np.inf
        own = np.where(self._is_of, lean, -np.inf).max(axis=1, initial=-np.inf)
        others = np.where(self._is_of, -np.inf, lean).max(axis=1, initial=-np.inf)
        known = np.isfinite(own)
        return np.where(known, own, np.nan), np.where(known, own - np.where(known, others, 0.0), np.nan), nothing
