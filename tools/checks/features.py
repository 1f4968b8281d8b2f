"""What the classifier sees of a text besides its vector: runs of characters, concepts, rules that spoke, the moment."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from tools.checks.rulebook import words

BUCKETS = 1 << 16
_LONGEST_GRAM = 4
_WORDS = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d+")
_MARKS = "\u3002!?~,"
# How loudly each kind of feature speaks before anything is learned; the vector has length one.
_GRAMS, _CONCEPTS, _RULES, _MOMENT = 3.0, 0.3, 0.5, 0.5
VECTOR_VOICE = 3.0


@dataclass(frozen=True)
class Sight:
    """One text as the classifier sees it: normalised words, rules that spoke, and the moment.

    `rules` holds rule ids and labels, `moment` kind and context.
    """

    text: str
    rules: tuple[str, ...] = ()
    moment: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sparse:
    """Hashed features: `buckets` (n,) and `values` (n,); a bucket may occur twice."""

    buckets: NDArray[np.int64]
    values: NDArray[np.float32]


def sparse(sight: Sight) -> Sparse:
    """The hashed features of one text."""
    names, values = [], []
    for group, loudness in _groups(sight):
        names.extend(group)
        values.extend([loudness] * len(group))
    buckets = [crc32(name.encode("utf-8", "ignore")) % BUCKETS for name in names]
    return Sparse(np.array(buckets, dtype=np.int64), np.array(values, dtype=np.float32))


def _groups(sight: Sight) -> Iterator[tuple[Sequence[str], float]]:
    found = sorted(set(grams(sight.text)))
    yield found, _GRAMS / max(len(found), 1) ** 0.5
    yield [f"#{name}" for name in concepts(sight.text)], _CONCEPTS
    yield [f"@{name}" for name in sight.rules], _RULES
    yield [f"&{name}" for name in sight.moment], _MOMENT


def grams(text: str) -> Iterator[str]:
    """Runs of one to four characters inside words, and the marks between them; digits are all alike."""
    for word in _WORDS.findall(text):
        run = _DIGITS.sub("0", word)
        for size in range(1, _LONGEST_GRAM + 1):
            yield from (run[place : place + size] for place in range(len(run) - size + 1))
    yield from (mark for mark in _MARKS if mark in text)


def concepts(text: str) -> Iterable[str]:
    """Names of the lexicon's concepts that occur."""
    return [name for name, pattern in words().items() if pattern.search(text)]
