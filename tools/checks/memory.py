"""Remembers the judged lines themselves: what the nearest of them were called speaks besides the linear model."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

DIMENSION = 128
_NEAREST = 25
_SHARPNESS = 20.0
_FLOOR = 0.02
# How loudly the nearest lines speak beside the logits of the linear model.
_LOUDNESS = 0.2
# So many texts are held against the judged lines one by one; more of them, as in training, in one product.
_MOST_AT_ONCE = 32


@dataclass(frozen=True)
class Memory:
    """Judged lines in few dimensions: `centre` (d,), `axes` (d, m), `places` (n, m) in bytes, `told` (n,), k labels."""

    centre: NDArray[np.float32]
    axes: NDArray[np.float32]
    places: NDArray[np.int8]
    told: NDArray[np.int64]
    k: int

    def likeness(self, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """Scores (n, k) of vectors (n, d): the logarithm of each label's share among the nearest lines."""
        closeness = _products(_unit(np.einsum("nd,dm->nm", vectors - self.centre, self.axes)), self._known)
        most = min(_NEAREST, closeness.shape[1])
        near = np.argpartition(closeness, -most, axis=1)[:, -most:]
        found = np.take_along_axis(closeness, near, axis=1)
        voices = np.exp(_SHARPNESS * (found - found.max(axis=1, keepdims=True)))
        voices /= voices.sum(axis=1, keepdims=True)
        is_called = self.told[near][:, :, None] == np.arange(self.k)
        shares = (voices[:, :, None] * is_called).sum(axis=1)
        return np.asarray(_LOUDNESS * np.log(shares + _FLOOR), dtype=np.float64)

    @cached_property
    def _known(self) -> NDArray[np.float32]:
        return _unit(self.places.astype(np.float32))


def remember(vectors: NDArray[np.float32], told: NDArray[np.int64], k: int) -> Memory:
    """The memory of judged vectors (n, d), along the axes on which they differ most."""
    centre = vectors.mean(axis=0)
    spread = np.linalg.eigh(np.cov((vectors - centre).T.astype(np.float64)))[1]
    axes = spread[:, ::-1][:, :DIMENSION].astype(np.float16).astype(np.float32)
    flat = _unit((vectors - centre) @ axes)
    places = np.clip(np.round(flat * 254), -127, 127).astype(np.int8)
    return Memory(centre.astype(np.float16).astype(np.float32), axes, places, told, k)


def _products(few: NDArray[np.float32], many: NDArray[np.float32]) -> NDArray[np.float32]:
    """Every inner product (n, m) of rows (n, d) with rows (m, d)."""
    if len(few) > _MOST_AT_ONCE:
        return few @ many.T
    # A matrix product of this shape wakes several threads, which takes longer than the product on a busy machine.
    return np.asarray(np.vecdot(many[None], few[:, None]), dtype=np.float32)


def _unit(rows: NDArray[Any]) -> NDArray[np.float32]:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float32)
