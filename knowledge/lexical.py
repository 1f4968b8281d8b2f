"""Word search: BM25 over Chinese characters, their pairs and Latin words, in plain numpy."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_RUNS = re.compile(r"[\u3400-\u9fff]+|[a-z]+|\d+")
_SATURATION, _LENGTH_WEIGHT = 1.2, 0.75

Scores = NDArray[np.float32]
Posting = tuple[NDArray[np.int32], Scores]


def terms_of(text: str) -> Iterator[str]:
    """Return single characters and character pairs of Chinese runs, whole Latin words and numbers."""
    for run in _RUNS.findall(text):
        if run[0] < "\u3400":
            yield run
        else:
            # A dictionary of words was measured and found no better than pairs.
            yield from run
            yield from (run[at : at + 2] for at in range(len(run) - 1))


@dataclass(frozen=True)
class WordIndex:
    """The texts' terms with their worth; scores come back in the order of the texts."""

    size: int
    postings: dict[str, Posting]
    weights: dict[str, float]
    unknown_weight: float

    def scores(self, query: str) -> Scores:
        """Return each text's BM25 score as a share of what the query could reach at most (0–1)."""
        total = np.zeros(self.size, dtype=np.float32)
        reachable = 0.0
        for term in set(terms_of(query)):
            reachable += self.weights.get(term, self.unknown_weight)
            if term in self.postings:
                places, worth = self.postings[term]
                total[places] += worth
        return total / np.float32(reachable * (_SATURATION + 1)) if reachable else total


def index_words(texts: Sequence[str]) -> WordIndex:
    """Build the word index of some texts."""
    counted = [Counter(terms_of(text)) for text in texts]
    lengths = np.array([sum(counts.values()) for counts in counted], dtype=np.float32)
    stretch = lengths / max(float(lengths.mean()), 1.0) if texts else lengths
    found: dict[str, list[tuple[int, int]]] = {}
    for place, counts in enumerate(counted):
        for term, count in counts.items():
            found.setdefault(term, []).append((place, count))
    weights = {term: _rarity(len(places), len(texts)) for term, places in found.items()}
    postings = {term: _posting(places, stretch, weights[term]) for term, places in found.items()}
    return WordIndex(len(texts), postings, weights, max(weights.values(), default=1.0))


def _rarity(holders: int, size: int) -> float:
    return float(np.log(1 + (size - holders + 0.5) / (holders + 0.5)))


def _posting(places: list[tuple[int, int]], stretch: Scores, weight: float) -> Posting:
    where = np.array([place for place, _ in places], dtype=np.int32)
    counts = np.array([count for _, count in places], dtype=np.float32)
    damped = counts + _SATURATION * (1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * stretch[where])
    return where, (weight * counts * (_SATURATION + 1) / damped).astype(np.float32)
