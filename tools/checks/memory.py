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
        closeness = _unit((vectors - self.centre) @ self.axes) @ self._known.T
        most = min(_NEAREST, closeness.shape[1])
        near = np.argpartition(-closeness, most - 1, axis=1)[:, :most]
        found = np.take_along_axis(closeness, near, axis=1)
        voices = np.exp(_SHARPNESS * (found - found.max(axis=1, keepdims=True)))
        voices /= voices.sum(axis=1, keepdims=True)
        called = self.told[near]
        shares = np.stack([np.where(called == label, voices, 0.0).sum(axis=1) for label in range(self.k)], axis=1)
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


def _unit(rows: NDArray[Any]) -> NDArray[np.float32]:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float32)
