"""Hears by meaning what no pattern names: whose examples a message is like, and nothing where that is unsure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agent.composer.hearing.concepts import Concept, concepts, tones
from knowledge.passages import hash_of
from knowledge.vectors import read_shipped_vectors, write_vectors
from tools.checks import vector_of
from tools.embedder import Embedder, Vectors, local_embedder

EXAMPLES = Path(__file__).parent / "examples.jsonl"
EXAMPLE_VECTORS = Path(__file__).parent / "examples.npz"
# What is told in a way that no concept answers.
NONE = "none"
# Ridge: the larger, the less a single example counts. Chosen on lines left out (docs/drafting.md).
_RIDGE = 1.0
_NEAREST = 8


@dataclass(frozen=True)
class Guess:
    """The concept a message is most like, by how much before the next one, and how like its nearest example is."""

    concept_id: str
    margin: float
    likeness: float


@dataclass(frozen=True)
class Meaning:
    """Examples by concept: `vectors` (n, dimension), `told` (n,) places in `names`, `table` (dimension, concepts)."""

    names: tuple[str, ...]
    vectors: Vectors
    told: NDArray[np.intp]
    table: NDArray[np.float32]

    def guess(self, vector: Vectors) -> Guess:
        """Return the likeliest concept; the nearest examples and the linear table must name the same, else NONE."""
        scores = vector @ self.table
        first, second = np.argsort(-scores)[:2]
        closeness = self.vectors @ vector
        near = np.argsort(-closeness)[:_NEAREST]
        likeness = float(closeness[near][self.told[near] == first].max(initial=0.0))
        agreed = self.names[first] if self.told[near[0]] == first or likeness > 0 else NONE
        return Guess(agreed, float(scores[first] - scores[second]), likeness)


def read_examples() -> list[tuple[str, str]]:
    """Return (concept, text) of every example sentence."""
    rows = (json.loads(line) for line in EXAMPLES.read_text(encoding="utf-8").splitlines() if line.strip())
    return [(row["concept"], row["text"]) for row in rows]


def write_example_vectors(embedder: Embedder, path: Path = EXAMPLE_VECTORS) -> int:
    """Encode the examples into the shipped file and return how many there are."""
    return write_vectors(path, {hash_of(text): text for _, text in read_examples()}, embedder)


@cache
def meaning() -> Meaning | None:
    """Return the examples made comparable; None without their vectors for the encoder that triage uses."""
    known = read_shipped_vectors(EXAMPLE_VECTORS, local_embedder())
    rows = [(name, known[key]) for name, text in read_examples() if (key := hash_of(text)) in known]
    return learn([name for name, _ in rows], np.stack([vector for _, vector in rows])) if rows else None


def learn(told: Sequence[str], vectors: Vectors) -> Meaning:
    """Fit the linear table to examples: ridge regression on which concept each belongs to, concepts alike in weight."""
    names = tuple(sorted(set(told)))
    places = np.array([names.index(name) for name in told], dtype=np.intp)
    rows = vectors.astype(np.float64)
    share = 1.0 / np.bincount(places)[places]
    weighted = rows * share[:, None]
    wanted = np.zeros((len(rows), len(names)))
    wanted[np.arange(len(rows)), places] = 1.0
    inner = rows.T @ weighted + _RIDGE * np.eye(rows.shape[1])
    return Meaning(names, vectors, places, np.linalg.solve(inner, weighted.T @ wanted).astype(np.float32))


def meant(words: str) -> Concept | None:
    """Return the concept that a message is surely like, None where none is."""
    known = meaning()
    if known is None:
        return None
    found, sure = known.guess(vector_of(words)), tones()["meaning"]
    if found.margin < sure["margin"] or found.likeness < sure["likeness"]:
        return None
    return next((concept for concept in concepts() if concept.id == found.concept_id), None)
