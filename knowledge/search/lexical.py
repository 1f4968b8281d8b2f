"""Word search: BM25 over Chinese characters, their pairs and Latin words, in plain numpy."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

_RUNS = re.compile(r"[\u3400-\u9fff]+|[a-z]+|\d+")
_SATURATION, _LENGTH_WEIGHT = 1.2, 0.75

Scores = NDArray[np.float32]


def terms_of(text: str, longest: int = 2) -> Iterator[str]:
    """Return the characters of Chinese runs and their groups up to `longest`, whole Latin words and numbers."""
    for run in _RUNS.findall(text):
        if run[0] < "\u3400":
            yield run
        else:
            # A dictionary of words was measured and found no better than pairs.
            for length in range(1, longest + 1):
                yield from (run[at : at + length] for at in range(len(run) - length + 1))


@dataclass(frozen=True)
class WordIndex:
    """For each term the texts that hold it and how often; scores come back in the order of the texts."""

    size: int
    holders: dict[str, dict[int, int]]
    stretch: Scores
    # Term → its texts, and what it adds to each: worked out when it is first asked for.
    _worth: dict[str, tuple[NDArray[np.intp], Scores]] = field(default_factory=dict, repr=False, compare=False)

    def scores(self, query: str) -> Scores:
        """Return each text's BM25 score as a share of what the query could reach at most (0–1)."""
        total = np.zeros(self.size, dtype=np.float32)
        reachable = 0.0
        for term in set(terms_of(query)):
            holders = self.holders.get(term, {})
            rarity = self._rarity(len(holders))
            reachable += rarity
            if holders:
                places, worth = self._worth_of(term, holders, rarity)
                total[places] += worth
        return total / np.float32(reachable * (_SATURATION + 1)) if reachable else total

    def _worth_of(self, term: str, holders: dict[int, int], rarity: float) -> tuple[NDArray[np.intp], Scores]:
        if term not in self._worth:
            self._worth[term] = (np.array(list(holders), dtype=np.intp), rarity * self._saturated(holders))
        return self._worth[term]

    def _rarity(self, holders: int) -> float:
        # A word that no page knows counts like one that a single page knows.
        known = max(holders, 1)
        return math.log(1 + (self.size - known + 0.5) / (known + 0.5))

    def _saturated(self, holders: dict[int, int]) -> Scores:
        counts = np.array(list(holders.values()), dtype=np.float32)
        long = 1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * self.stretch[list(holders)]
        return np.asarray(counts * (_SATURATION + 1) / (counts + _SATURATION * long), dtype=np.float32)


@lru_cache(maxsize=2048)
def _counted(text: str) -> Counter[str]:
    # After an edit all pages but one are as they were.
    return Counter(terms_of(text))


def index_words(texts: Sequence[str]) -> WordIndex:
    """Build the word index of some texts."""
    holders: dict[str, dict[int, int]] = {}
    lengths = np.zeros(len(texts), dtype=np.float32)
    for place, text in enumerate(texts):
        counts = _counted(text)
        lengths[place] = sum(counts.values())
        for term, count in counts.items():
            holders.setdefault(term, {})[place] = count
    usual = max(float(lengths.mean()), 1.0) if texts else 1.0
    return WordIndex(len(texts), holders, lengths / np.float32(usual))
