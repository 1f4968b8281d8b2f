"""What the classifier sees of a text besides its vector: runs of characters, concepts, rules that spoke, the moment."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any
from zlib import crc32

import ahocorasick
import numpy as np
import rjieba
from numpy.typing import NDArray

from tools.checks.anchors import anchors
from tools.checks.rulebook import words
from tools.yaml_text import read_yaml

BUCKETS = 1 << 18
_MOST_KNOWN = 1 << 16
_LONGEST_GRAM = 4
_WORDS = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d+")
_MARKS = "\u3002!?~,"
# How loudly each kind of feature speaks before anything is learned; the vector has length one.
_GRAMS, _PHRASES, _CONCEPTS, _RULES, _MOMENT = 6.0, 4.0, 0.3, 0.5, 0.5
_SCENES, _TOGETHER, _END = 0.4, 2.0, 5.0
_PAUSES = "\u3002!?\n~;,\u3001:"
_SENTENCE = re.compile(r"[\u3002!?\n~;]")
SCENES = Path(__file__).parent / "scenes.yaml"
DIALECT = Path(__file__).parent / "dialect.yaml"
VECTOR_VOICE = 2.5


@dataclass(frozen=True)
class Sight:
    """One text as the classifier sees it: normalised words, rules that spoke, and the moment.

    `rules` holds rule ids and labels, `moment` kind and context; `heeds_end`: what stands in its end is seen once more.
    """

    text: str
    rules: tuple[str, ...] = ()
    moment: tuple[str, ...] = ()
    heeds_end: bool = False


@dataclass(frozen=True)
class Sparse:
    """Hashed features: `buckets` (n,) and `values` (n,); a bucket may occur twice."""

    buckets: NDArray[np.int64]
    values: NDArray[np.float32]


def sparse(sight: Sight) -> Sparse:
    """The hashed features of one text."""
    names: list[str] = []
    values: list[float] = []
    for group, loudness in _groups(sight):
        names.extend(group)
        values.extend([loudness] * len(group))
    return Sparse(np.array([_bucket[name] for name in names], np.int64), np.array(values, dtype=np.float32))


class _Buckets(dict[str, int]):
    """The bucket of a feature by its name; learned as features come, up to a number of them."""

    def __missing__(self, name: str) -> int:
        place = crc32(name.encode("utf-8", "ignore")) % BUCKETS
        if len(self) < _MOST_KNOWN:
            self[name] = place
        return place


_bucket = _Buckets()


def _groups(sight: Sight) -> Iterator[tuple[Sequence[str], float]]:
    said = plainly(sight.text)
    for found, loudness in ((sorted(set(grams(said))), _GRAMS), (sorted(set(phrases(said))), _PHRASES)):
        yield found, loudness / max(len(found), 1) ** 0.5
    if sight.heeds_end:
        found = sorted({f"<{one}" for one in phrases(ending(said))})
        yield found, _END / max(len(found), 1) ** 0.5
    yield [f"#{name}" for name in concepts(sight.text)], _CONCEPTS
    alone, together = scenes(said)
    yield alone, _SCENES
    yield together, _TOGETHER / max(len(together), 1) ** 0.5
    yield [f"@{name}" for name in sight.rules], _RULES
    yield [f"&{name}" for name in sight.moment], _MOMENT


def ending(text: str) -> str:
    """What follows the pause nearest the middle of a text, '' where it has none: first the kind word, then the ask."""
    pauses = [place + 1 for place, char in enumerate(text[:-1]) if char in _PAUSES]
    return text[min(pauses, key=lambda place: abs(2 * place - len(text))) :] if pauses else ""


def plainly(text: str) -> str:
    """The text with words of dialects in the common speech."""
    pattern, table = _dialect()
    return pattern.sub(lambda match: table[match.group()], text)


@lru_cache(maxsize=1)
def _dialect() -> tuple[re.Pattern[str], dict[str, str]]:
    table: dict[str, str] = read_yaml(DIALECT)["words"]
    return re.compile("|".join(sorted(map(re.escape, table), key=len, reverse=True))), table


def phrases(text: str) -> Iterator[str]:
    """Words, neighbours, and neighbours but one: what stands together says more than either."""
    said = [word for word in rjieba.cut(text) if _WORDS.fullmatch(word)]
    yield from [f"w{word}" for word in said]
    yield from [f"w{left}_{right}" for left, right in pairwise(said)]
    yield from [f"w{left}__{right}" for left, right in zip(said, said[2:], strict=False)]


def grams(text: str) -> Iterator[str]:
    """Runs of one to four characters inside words, and the marks between them; digits are all alike."""
    for word in _WORDS.findall(text):
        run = _DIGITS.sub("0", word)
        for size in range(1, _LONGEST_GRAM + 1):
            yield from [run[place : place + size] for place in range(len(run) - size + 1)]
    yield from (mark for mark in _MARKS if mark in text)


def concepts(text: str) -> Iterable[str]:
    """Names of the lexicon's concepts that occur."""
    unsure, always = _concept_words()
    possible = always.union(*(names for _, names in unsure.iter(text)))
    return [name for name, pattern in words().items() if name in possible and pattern.search(text)]


@lru_cache(maxsize=1)
def _concept_words() -> tuple[Any, frozenset[str]]:
    """The words without which a concept cannot occur, and the concepts that have none; not what only excuses."""
    unseen = frozenset(read_yaml(SCENES)["unseen"])
    needed = {name: anchors(pattern.pattern) for name, pattern in words().items() if name not in unseen}
    found: dict[str, set[str]] = {}
    for name, said in needed.items():
        for word in said or ():
            found.setdefault(word, set()).add(name)
    return _automaton(found), frozenset(name for name, said in needed.items() if said is None)


def scenes(text: str) -> tuple[list[str], list[str]]:
    """Names of the scenes that occur, and of those that occur in one sentence together."""
    alone: set[str] = set()
    together: set[str] = set()
    for sentence in _SENTENCE.split(text.lower()):
        here = {name for _, names in _scene_words().iter(sentence) for name in names}
        alone.update(f"${name}" for name in here)
        together.update(f"${one}${other}" for one, other in combinations(sorted(here), 2))
    return sorted(alone), sorted(together)


@lru_cache(maxsize=1)
def _scene_words() -> Any:
    found: dict[str, set[str]] = {}
    for name, said in read_yaml(SCENES)["scenes"].items():
        for word in said:
            found.setdefault(word, set()).add(name)
    return _automaton(found)


def _automaton(found: Mapping[str, set[str]]) -> Any:
    """Which names each word stands for, ready to be found in one pass over a text."""
    automaton = ahocorasick.Automaton()
    for word, names in found.items():
        automaton.add_word(word, tuple(sorted(names)))
    automaton.make_automaton()
    return automaton
