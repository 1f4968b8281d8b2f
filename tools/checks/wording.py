"""Finds the judged lines that share rare words, runs and scenes with a text."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.checks.features import BUCKETS, Sparse
from tools.errors import BadInput

# What fewer lines share is chance, what more of them share tells nothing; between them the rarer counts more.
_FEWEST = 3
_COMMONEST = 0.1
_RARITY = 0.75
_WHOLE = 255
_MOST_LINES = 65_536


@dataclass(frozen=True)
class Wording:
    """The lines of each bucket, bucket after bucket: `counts` (buckets,), `lines` and `shares` (occurrences,), n lines.

    A share is the part of its line (of length one) that lies in the bucket, in 255ths.
    """

    counts: NDArray[np.uint16]
    lines: NDArray[np.uint16]
    shares: NDArray[np.uint8]
    n: int

    def closeness(self, said: Sparse) -> NDArray[np.float64]:
        """The cosine (n,) between a text and each line, over the buckets that count."""
        loud = said.values * self._rarity[said.buckets]
        length = float(np.sqrt(loud @ loud))
        if not length:
            return np.zeros(self.n)
        known = loud > 0
        buckets, loud = said.buckets[known], loud[known] / (length * _WHOLE)
        often = self.counts[buckets].astype(np.int64)
        # Places of all occurrences: each bucket's run starts where the runs before it end.
        places = np.arange(often.sum()) + np.repeat(self._starts[buckets] - np.cumsum(often) + often, often)
        heard = np.repeat(loud, often) * self.shares[places]
        return np.asarray(np.bincount(self.lines[places], heard, minlength=self.n), dtype=np.float64)

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        return np.cumsum(self.counts, dtype=np.int64) - self.counts

    @cached_property
    def _rarity(self) -> NDArray[np.float32]:
        return _rarity(self.counts, self.n)


def index(hashed: Any) -> Wording:
    """The wording of judged lines from their hashed features (n, buckets), sparse."""
    from scipy.sparse import diags

    if hashed.shape[0] > _MOST_LINES:
        raise BadInput(f"More than {_MOST_LINES} judged lines in one direction.", fix="Leave older voices out.")
    found = hashed.tocsc()
    found.sum_duplicates()
    n, often = found.shape[0], np.diff(found.indptr)
    counts = np.where((often >= _FEWEST) & (often <= max(_COMMONEST * n, _FEWEST)), often, 0).astype(np.uint16)
    told = (found @ diags(_rarity(counts, n))).tocsc()
    told.eliminate_zeros()
    lengths = np.sqrt(np.asarray(told.multiply(told).sum(axis=1)).ravel())
    shares = np.round(told.data / lengths[told.indices] * _WHOLE).astype(np.uint8)
    return Wording(counts, told.indices.astype(np.uint16), shares, n)


def gaps(lines: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """Steps from each line number to the next, modulo 65,536: they pack better than the numbers."""
    return np.diff(lines, prepend=np.uint16(0))


def numbers(steps: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """The line numbers of their steps."""
    return np.cumsum(steps, dtype=np.uint16)


def _rarity(counts: NDArray[np.uint16], n: int) -> NDArray[np.float32]:
    """How much a bucket counts: (buckets,), nothing where no line is kept."""
    rare = np.log((n + 1) / (counts.astype(np.float64) + 1)) ** _RARITY
    return np.where(counts > 0, rare, 0.0).astype(np.float32)


def is_whole(wording: Wording) -> bool:
    """Whether the parts of a stored wording belong together."""
    if wording.counts.shape != (BUCKETS,) or len(wording.lines) != len(wording.shares):
        return False
    return int(wording.counts.sum()) == len(wording.lines) and int(wording.lines.max(initial=0)) < wording.n
