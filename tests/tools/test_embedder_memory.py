"""A text that was just encoded is not encoded again."""

from collections.abc import Sequence

import numpy as np
import pytest

from tools.embedder import RememberingEmbedder, Vectors
from tools.errors import BadInput


class CountingEmbedder:
    name = "counting"
    dimension = 2

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        if any(not text.strip() for text in texts):
            raise BadInput("blank")
        self.asked.append(list(texts))
        return np.array([[len(text), 1] for text in texts], dtype=np.float32)


def test_each_text_is_encoded_once_and_answered_in_order() -> None:
    behind = CountingEmbedder()
    memory = RememberingEmbedder(behind)
    memory.encode(["a", "bb"])
    assert memory.encode(["bb", "ccc", "a", "ccc"]).tolist() == [[2, 1], [3, 1], [1, 1], [3, 1]]
    assert behind.asked == [["a", "bb"], ["ccc"]]


def test_what_was_not_asked_for_longest_is_forgotten_first() -> None:
    behind = CountingEmbedder()
    memory = RememberingEmbedder(behind, most=2)
    for text in ("a", "b", "a", "c", "a", "b"):
        memory.encode([text])
    assert behind.asked == [["a"], ["b"], ["c"], ["b"]]


def test_a_blank_text_is_still_refused_and_no_text_gives_no_row() -> None:
    memory = RememberingEmbedder(CountingEmbedder())
    with pytest.raises(BadInput):
        memory.encode([" "])
    assert memory.encode([]).shape == (0, 2)
