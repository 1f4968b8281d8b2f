"""The passages nearest in meaning by one exact product, for a library whose vectors fit beside its collection."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.embedder import Vectors


@dataclass(frozen=True)
class Nearest:
    """Rows of the passages found, best first, and how similar each is (cosine), both of shape (found,)."""

    rows: NDArray[np.intp]
    similarities: NDArray[np.float64]


def exactly_nearest(vectors: Vectors, vector: Vectors, limit: int) -> Nearest:
    """Return the `limit` rows of `vectors` (passages, dimension) nearest to `vector`; both hold unit vectors."""
    # Row by row in this thread: the matrix product would wake a thread per core, which other turns are using.
    similar = np.vecdot(vectors, vector)
    rows = np.arange(len(similar))
    if limit < len(similar):
        rows = np.sort(np.argpartition(-similar, limit)[:limit])
    rows = rows[np.argsort(-similar[rows], kind="stable")]
    return Nearest(rows, similar[rows].astype(np.float64))
