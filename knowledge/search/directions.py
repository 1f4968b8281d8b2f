"""What many voices' questions teach: a direction of words, and of one encoder's meaning, for each subject."""

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.schema import HERE
from knowledge.search.lexical import terms_of
from tools.embedder import Vectors
from tools.saved_arrays import BROKEN, saved_arrays
from tools.whole_file import write_whole

SHIPPED_DIRECTIONS = HERE / "directions.npz"
NOTHING = ""
WORDS_ALONE = "words alone"
LONGEST_TERM = 3

_PARTS = ("subjects", "terms", "rarity", "by_words", "step", "base", "by_meaning", "centre", "calibration", "questions")

Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class Terms:
    """The known terms (characters, pairs, triples, Latin words) with their place and how rare each is."""

    place: Mapping[str, int]
    rarity: Matrix

    def weigh(self, plain: str) -> tuple[list[int], Matrix]:
        """Return the places of a text's known terms and their weights, of unit length together."""
        counts = Counter(self.place[term] for term in terms_of(plain, LONGEST_TERM) if term in self.place)
        places = list(counts)
        weights = np.array([1 + math.log(count) for count in counts.values()], dtype=np.float32) * self.rarity[places]
        return places, weights / max(float(np.linalg.norm(weights)), 1e-9)


@dataclass(frozen=True)
class Directions:
    """What was learned for one encoder, or from words alone; `subjects` ends with NOTHING.

    by_words: (terms, subjects), one byte a figure, `step` what a byte stands for; by_meaning: (dimension, subjects),
    None when learned from words alone; base: (subjects,); calibration: slopes by name, see ranking.
    """

    subjects: tuple[str, ...]
    terms: Terms
    by_words: NDArray[np.int8]
    step: float
    base: Matrix
    by_meaning: Matrix | None
    centre: Matrix
    calibration: Mapping[str, Sequence[float]] = field(default_factory=dict)
    questions: str = ""

    def lean(self, plain: str, vector: Vectors) -> Matrix:
        """Return how much a text leans to each subject, shape (subjects,): about 1 for its own, about 0 for others."""
        places, weights = self.terms.weigh(plain)
        words = self.base + self.step * (weights @ self.by_words[places].astype(np.float32))
        if self.by_meaning is None:
            return np.asarray(words)
        return np.asarray(words + (vector - self.centre) @ self.by_meaning)


def write_directions(path: Path, learned: Mapping[str, Directions]) -> None:
    """Write encoder → directions (WORDS_ALONE for any other encoder) into the file that is shipped."""
    arrays: dict[str, Any] = {"encoders": np.array(list(learned))}
    for number, directions in enumerate(learned.values()):
        arrays.update({f"{name}_{number}": part for name, part in _parts(directions).items()})
    content = BytesIO()
    np.savez_compressed(content, **arrays)
    write_whole(path, content.getvalue())


def _parts(directions: Directions) -> dict[str, Any]:
    meaning = directions.by_meaning
    return {
        "subjects": np.array(directions.subjects),
        "terms": np.frombuffer("\n".join(directions.terms.place).encode(), dtype=np.uint8),
        "rarity": directions.terms.rarity,
        "by_words": directions.by_words,
        "step": np.float32(directions.step),
        "base": directions.base,
        "by_meaning": np.zeros(0, dtype=np.float16) if meaning is None else meaning.astype(np.float16),
        "centre": directions.centre,
        "calibration": np.array(json.dumps(dict(directions.calibration))),
        "questions": np.array(directions.questions),
    }


def read_directions(path: Path, encoder: str) -> Directions | None:
    """Return what was learned for an encoder, else from words alone; None when the file is absent or broken."""
    try:
        with saved_arrays(path) as saved:
            encoders = [str(name) for name in saved("encoders")]
            number = encoders.index(encoder if encoder in encoders else WORDS_ALONE)
            return _parsed({name: saved(f"{name}_{number}") for name in _PARTS})
    except BROKEN:
        return None


def _parsed(parts: Mapping[str, NDArray[Any]]) -> Directions:
    terms = bytes(parts["terms"]).decode().split("\n")
    subjects = tuple(str(subject) for subject in parts["subjects"])
    if parts["by_words"].shape != (len(terms), len(subjects)) or len(parts["rarity"]) != len(terms):
        raise ValueError("the parts of the file do not belong together")
    meaning = parts["by_meaning"].astype(np.float32)
    return Directions(
        subjects=subjects,
        terms=Terms({term: place for place, term in enumerate(terms)}, parts["rarity"]),
        by_words=parts["by_words"],
        step=float(parts["step"]),
        base=parts["base"],
        by_meaning=meaning if meaning.size else None,
        centre=parts["centre"],
        calibration=json.loads(str(parts["calibration"])),
        questions=str(parts["questions"]),
    )
