"""Hears what no single pattern can name: a linear model over a text's vector and its hashed features."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.checks.features import BUCKETS, VECTOR_VOICE, Sight, plainly, sparse
from tools.checks.memory import Memory
from tools.checks.rulebook import BrokenRulebook
from tools.checks.wording import Wording, is_whole, numbers
from tools.embedder import Embedder, local_embedder
from tools.yaml_text import read_yaml

WEIGHTS = Path(__file__).parent / "weights"
CARD = "card.yaml"
POLICY = Path(__file__).parent / "agreement.yaml"
_MOST_CACHED = 512
# A text's nearness to all judged lines takes 50 to 100 KB.
_MOST_ATTENDED = 32
_WINDOW = 240


@dataclass(frozen=True)
class Weights:
    """A linear model: `dense` (dimension, k), `table` (buckets, k) times `scale` (k), `bias` and `lean` (k).

    `heat` flattens the logits to honest probabilities; `lean` shifts their logarithms before the choice;
    `remembered` are the judged lines whose likeness to a text is counted besides.
    """

    labels: tuple[str, ...]
    dense: NDArray[np.float32]
    table: NDArray[np.int8]
    scale: NDArray[np.float32]
    bias: NDArray[np.float32]
    lean: NDArray[np.float32]
    heat: float
    remembered: Memory


@dataclass(frozen=True)
class Opinion:
    """What the classifier makes of a text: the label it chooses, its probability, and where the evidence stands."""

    label: str
    confidence: float
    probabilities: Mapping[str, float]
    start: int
    end: int


class Ear:
    """The classifier with its encoder; vectors of the last texts are kept, so a turn encodes each text once."""

    def __init__(self, embedder: Embedder, folder: Path = WEIGHTS) -> None:
        """Read nothing yet: weights and encoder load at the first text."""
        self._embedder = embedder
        self._folder = folder
        self._vectors: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._nearness: OrderedDict[tuple[str, str], tuple[Weights, NDArray[np.float32]]] = OrderedDict()
        self._lock = Lock()

    def hear(self, direction: str, sight: Sight) -> Opinion:
        """The opinion on one normalised text; BrokenRulebook when the weights cannot be used."""
        weights = read_weights(self._folder, direction)
        spans = windows(sight.text)
        pieces = _pieces(sight.text)
        best: Opinion | None = None
        for (start, end), piece, vector in zip(spans, pieces, self.vectors(pieces), strict=True):
            part = replace(sight, text=sight.text[start:end])
            opinion = _opinion(weights, part, vector, self._near(direction, piece, weights, vector), start)
            if best is None or _outweighs(opinion, best, weights.labels[0]):
                best = opinion
        if best is None:
            raise BrokenRulebook("A text without a word cannot be heard.", fix="Refuse blank texts before.")
        return best

    def attend(self, direction: str, texts: Iterable[str]) -> None:
        """Encode in one batch what is going to be heard, and hold it against the judged lines; blanks are left out."""
        pieces = [piece for text in texts for piece in _pieces(text)][:_MOST_ATTENDED]
        if not pieces:
            return
        vectors, weights = self.vectors(pieces), read_weights(self._folder, direction)
        found = weights.remembered.nearness(vectors)
        with self._lock:
            self._nearness |= {(direction, piece): (weights, near) for piece, near in zip(pieces, found, strict=True)}
            while len(self._nearness) > _MOST_ATTENDED:
                self._nearness.popitem(last=False)

    def _near(self, direction: str, piece: str, weights: Weights, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return how near a piece is to each judged line, as attended to or else found now."""
        with self._lock:
            kept = self._nearness.get((direction, piece))
        if kept is not None and kept[0] is weights:
            return kept[1]
        return np.asarray(weights.remembered.nearness(vector[None])[0])

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of shape (n, dimension) of texts that are not blank."""
        with self._lock:
            missing = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        fresh = dict(zip(missing, self._embedder.encode(missing), strict=True)) if missing else {}
        with self._lock:
            found = [fresh[text] if text in fresh else self._vectors[text] for text in texts]
            self._vectors.update(fresh)
            while len(self._vectors) > _MOST_CACHED:
                self._vectors.popitem(last=False)
        return np.stack(found)


@lru_cache(maxsize=1)
def local_ear() -> Ear:
    """The ear every check uses unless it is given another: our own weights on the encoder that needs no network."""
    return Ear(local_embedder())


@lru_cache(maxsize=4)
def read_weights(folder: Path, direction: str) -> Weights:
    """The weights of one direction, compared with their card; BrokenRulebook when absent, damaged or changed."""
    try:
        return _cautious(_carded(folder, direction), read_yaml(POLICY)["caution"][direction])
    except (OSError, ValueError, KeyError, TypeError, EOFError) as error:
        fix = "Run `zhiji checks train` or restore the release; nothing is passed meanwhile."
        raise BrokenRulebook(f"Classifier weights {direction!r} cannot be used: {error}.", fix=fix) from error


def _carded(folder: Path, direction: str) -> Weights:
    about = read_yaml(folder / CARD)[direction]
    try:
        content = (folder / named_file(about, direction)).read_bytes()
    except FileNotFoundError:
        # New ones may have come between the two readings: then the card names another file by now.
        about = read_yaml(folder / CARD)[direction]
        content = (folder / named_file(about, direction)).read_bytes()
    if sha256(content).hexdigest() != about["sha256"]:
        raise ValueError("the file is not the one its card describes")
    with np.load(BytesIO(content), allow_pickle=False) as stored:
        return _weights(stored)


def named_file(about: Mapping[str, Any], direction: str) -> str:
    """Return the file that a card's entry on a direction speaks of; older cards name none."""
    return str(about["file"]) if "file" in about else f"{direction}.npz"


def _weights(stored: Any) -> Weights:
    labels = tuple(str(label) for label in stored["labels"])
    table = stored["table"]
    if table.shape != (BUCKETS, len(labels)):
        raise ValueError(f"table of shape {table.shape}")
    dense = stored["dense"].astype(np.float32)
    memory = _memory(stored, len(labels))
    if len(memory.places) != len(memory.told):
        raise ValueError(f"{len(memory.places)} remembered lines with {len(memory.told)} labels")
    if not is_whole(memory.wording):
        raise ValueError("the words of the remembered lines do not belong together")
    return Weights(labels, dense, table, stored["scale"], stored["bias"], stored["lean"], float(stored["heat"]), memory)


def _cautious(weights: Weights, held_back: Mapping[str, float]) -> Weights:
    """The same weights with some labels held back, or brought forward, where one is chosen."""
    lean = weights.lean - np.array([held_back.get(label, 0.0) for label in weights.labels])
    return replace(weights, lean=lean)


def _memory(stored: Any, k: int) -> Memory:
    centre, axes = (stored[name].astype(np.float32) for name in ("centre", "axes"))
    told = stored["told"].astype(np.int64)
    wording = Wording(stored["counts"], numbers(stored["gaps"]), stored["shares"], len(told))
    return Memory(centre, axes, stored["places"], told, k, wording)


def windows(text: str) -> list[tuple[int, int]]:
    """The whole of a text, or pieces of a very long one, none of them blank."""
    pieces = [(start, min(start + _WINDOW, len(text))) for start in range(0, max(len(text), 1), _WINDOW)]
    return [(start, end) for start, end in pieces if text[start:end].strip()]


def _pieces(text: str) -> list[str]:
    return [plainly(text[start:end]) for start, end in windows(text)]


def logits(
    weights: Weights, sight: Sight, vector: NDArray[np.float32], near: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Raw scores of shape (k,) of a text by its features, its vector and its nearness to each judged line."""
    found = sparse(sight)
    rows = weights.table[found.buckets].astype(np.float32) * weights.scale
    linear = weights.bias + VECTOR_VOICE * vector @ weights.dense + found.values @ rows
    return np.asarray(linear + weights.remembered.named(near, found), dtype=np.float64)


def choose(weights: Weights, probabilities: NDArray[np.float64]) -> int:
    """Index of the chosen label."""
    return int(np.argmax(np.log(np.maximum(probabilities, 1e-12)) + weights.lean))


def softened(raw: NDArray[np.float64], heat: float) -> NDArray[np.float64]:
    """Probabilities along the last axis of logits divided by the heat."""
    shifted = np.exp((raw - raw.max(axis=-1, keepdims=True)) / heat)
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True), dtype=np.float64)


def _opinion(
    weights: Weights, sight: Sight, vector: NDArray[np.float32], near: NDArray[np.float32], offset: int
) -> Opinion:
    odds = softened(logits(weights, sight, vector, near), weights.heat)
    place = choose(weights, odds)
    start, end = _evidence(weights, sight.text, place)
    shown = dict(zip(weights.labels, odds.tolist(), strict=True))
    return Opinion(weights.labels[place], float(odds[place]), shown, offset + start, offset + end)


def _evidence(weights: Weights, text: str, place: int) -> tuple[int, int]:
    """The sentence whose words speak most for the chosen label against the neutral one."""
    spans = sentences(text)
    if place == 0 or len(spans) < 2:
        return 0, len(text)
    return max(spans, key=lambda span: _weight_of(weights, text[span[0] : span[1]], place))


def _weight_of(weights: Weights, text: str, place: int) -> float:
    found = sparse(Sight(text))
    rows = weights.table[found.buckets][:, [0, place]].astype(np.float32) * weights.scale[[0, place]]
    return float((found.values @ rows) @ np.array([-1.0, 1.0], dtype=np.float32))


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans between sentence marks, those with a word in them."""
    spans, start = [], 0
    for place, char in enumerate(text + "\n"):
        if char in "\u3002!?\n~;":
            if text[start:place].strip():
                spans.append((start, place))
            start = place + 1
    return spans


def _outweighs(one: Opinion, other: Opinion, neutral: str) -> bool:
    """Whether a piece of a long text says something graver or clearer than what was heard so far."""
    if (one.label == neutral) != (other.label == neutral):
        return one.label != neutral
    return one.label != neutral and one.confidence > other.confidence
