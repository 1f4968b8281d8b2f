"""Word search: BM25 over Chinese character pairs and Latin words, in plain numpy."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_RUNS = re.compile(r"[\u3400-\u9fff]+|[a-z]+|\d+")
_SATURATION, _LENGTH_WEIGHT = 1.2, 0.75

Scores = NDArray[np.float32]


def terms_of(text: str) -> Iterator[str]:
    """Return the character pairs of Chinese runs and whole Latin words and numbers."""
    for run in _RUNS.findall(text):
        if run[0] < "\u3400":
            yield run
        else:
            yield from run
            yield from (run[at : at + 2] for at in range(len(run) - 1))


@dataclass(frozen=True)
class WordIndex:
    """The texts' terms with their weights; scores come back in the order of the texts."""

    size: int
    postings: dict[str, tuple[NDArray[np.int32], Scores]]
    weights: dict[str, float]

    def scores(self, query: str) -> Scores:
        """Return each text's BM25 score as a share of what the query could reach at most (0–1)."""
        total = np.zeros(self.size, dtype=np.float32)
        reachable = 0.0
        for term in set(terms_of(query)):
            reachable += self.weights.get(term, self._unknown_weight)
            if term in self.postings:
                places, worth = self.postings[term]
                total[places] += worth
        return total / np.float32(reachable * (_SATURATION + 1)) if reachable else total

    @property
    def _unknown_weight(self) -> float:
        return max(self.weights.values(), default=1.0)


def index_words(texts: Sequence[str]) -> WordIndex:
    """Build the word index of some texts."""
    counted = [Counter(terms_of(text)) for text in texts]
    lengths = [sum(counts.values()) for counts in counted]
    usual = max(sum(lengths) / len(lengths), 1.0) if lengths else 1.0
    found: dict[str, list[tuple[int, int]]] = {}
    for place, counts in enumerate(counted):
        for term, count in counts.items():
            found.setdefault(term, []).append((place, count))
    weights = {term: _rarity(len(places), len(texts)) for term, places in found.items()}
    postings = {term: _worth(places, lengths, usual, weights[term]) for term, places in found.items()}
    return WordIndex(len(texts), postings, weights)


def _rarity(holders: int, size: int) -> float:
    return float(np.log(1 + (size - holders + 0.5) / (holders + 0.5)))


def _worth(
    places: list[tuple[int, int]], lengths: list[int], usual: float, weight: float
) -> tuple[NDArray[np.int32], Scores]:
    where = np.array([place for place, _ in places], dtype=np.int32)
    counts = np.array([count for _, count in places], dtype=np.float32)
    long = np.array([lengths[place] for place, _ in places], dtype=np.float32) / np.float32(usual)
    damped = counts + np.float32(_SATURATION) * (1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * long)
    return where, (weight * counts * np.float32(_SATURATION + 1) / damped).astype(np.float32)
