"""Remembers the judged lines themselves: what the nearest of them were called speaks besides the linear model."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.checks.features import Sparse
from tools.checks.wording import Wording, index

DIMENSION = 128
_NEAREST = 25
_FLOOR = 0.02
# Lines near in meaning, and in words and meaning: how sharply the nearer count more, and how loudly they speak.
_SHARPNESS, _LOUDNESS = 20.0, 0.2
_WORDS_SHARPNESS, _WORDS_LOUDNESS = 30.0, 0.3
_MEANING_BESIDE_WORDS = 0.15
# So many texts are held against the judged lines one by one; more of them, as in training, in one product.
_MOST_AT_ONCE = 32
# So many lines are multiplied at once.
_BLOCK = 64
# So many lines share one peak when the nearest are looked for.
_GROUP = 64


@dataclass(frozen=True)
class Memory:
    """Judged lines in few dimensions: `centre` (d,), `axes` (d, m), `places` (n, m) in bytes, `told` (n,), k labels.

    `wording` knows the same lines by their words.
    """

    centre: NDArray[np.float32]
    axes: NDArray[np.float32]
    places: NDArray[np.int8]
    told: NDArray[np.int64]
    k: int
    wording: Wording

    def likeness(self, vectors: NDArray[np.float32], said: Sequence[Sparse]) -> NDArray[np.float64]:
        """Scores (n, k) of texts with vectors (n, d): the logarithm of each label's share among the nearest lines."""
        return np.stack([self.named(near, one) for near, one in zip(self.nearness(vectors), said, strict=True)])

    def nearness(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """How near in meaning (n, lines) texts with vectors (n, d) are to each judged line."""
        return _products(_unit(np.einsum("nd,dm->nm", vectors - self.centre, self.axes)), self._known)

    def named(self, meant: NDArray[np.float32], said: Sparse) -> NDArray[np.float64]:
        """Scores (k,) of one text by its nearness to the lines and its words."""
        worded = _MEANING_BESIDE_WORDS * meant + (1 - _MEANING_BESIDE_WORDS) * self.wording.closeness(said)
        return _LOUDNESS * self._called(meant, _SHARPNESS) + _WORDS_LOUDNESS * self._called(worded, _WORDS_SHARPNESS)

    def _called(self, closeness: NDArray[Any], sharpness: float) -> NDArray[np.float64]:
        near = _nearest(closeness, min(_NEAREST, len(closeness)))
        voices = np.exp(sharpness * (closeness[near] - closeness[near].max()))
        shares = np.bincount(self.told[near], voices / voices.sum(), minlength=self.k)
        return np.asarray(np.log(shares + _FLOOR), dtype=np.float64)

    @cached_property
    def _known(self) -> NDArray[np.float32]:
        return _unit(self.places.astype(np.float32))


def remember(vectors: NDArray[np.float32], hashed: Any, told: NDArray[np.int64], k: int) -> Memory:
    """The memory of judged vectors (n, d), along the axes on which they differ most, and of their hashed features."""
    centre = vectors.mean(axis=0)
    spread = np.linalg.eigh(np.cov((vectors - centre).T.astype(np.float64)))[1]
    axes = spread[:, ::-1][:, :DIMENSION].astype(np.float16).astype(np.float32)
    flat = _unit((vectors - centre) @ axes)
    places = np.clip(np.round(flat * 254), -127, 127).astype(np.int8)
    return Memory(centre.astype(np.float16).astype(np.float32), axes, places, told, k, index(hashed))


def _products(few: NDArray[np.float32], many: NDArray[np.float32]) -> NDArray[np.float32]:
    """Every inner product (n, m) of rows (n, d) with rows (m, d)."""
    if len(few) > _MOST_AT_ONCE:
        return few @ many.T
    # One product wakes several threads, which takes longer than the product on a busy machine; and a block of lines
    # stays at hand while all texts are held against it.
    whole = len(many) - len(many) % _BLOCK
    blocks = many[:whole].reshape(-1, _BLOCK, many.shape[1]) @ few.T
    rest = np.vecdot(many[None, whole:], few[:, None])
    return np.concatenate([blocks.reshape(whole, len(few)).T, rest], axis=1)


def _nearest(closeness: NDArray[Any], most: int) -> NDArray[np.intp]:
    """The places of the `most` greatest, in no order: whatever lies below as many peaks is not among them."""
    groups = len(closeness) // _GROUP
    if groups < most:
        return np.argpartition(closeness, -most)[-most:]
    peaks = closeness[: groups * _GROUP].reshape(_GROUP, groups).max(axis=0)
    near = np.flatnonzero(closeness >= np.partition(peaks, -most)[-most])
    return near[np.argpartition(closeness[near], -most)[-most:]]


def _unit(rows: NDArray[Any]) -> NDArray[np.float32]:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float32)
