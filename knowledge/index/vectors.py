"""Vectors of passages: from the file shipped with the product, then from SQL, encoded only if neither has one."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path

import numpy as np

from knowledge.index.passages import Passage, elsewhere_texts, hash_of, passages_of
from knowledge.playbook import Playbook
from knowledge.rows import store_vectors, stored_vectors
from knowledge.schema import HERE
from tools.database import Database
from tools.embedder import Embedder, Vectors
from tools.errors import Unavailable
from tools.saved_arrays import BROKEN, saved_arrays
from tools.whole_file import write_whole

SHIPPED_VECTORS = HERE / "vectors.npz"


def texts_to_encode(passages: Iterable[Sequence[Passage]]) -> dict[str, str]:
    """Return hash → text of everything an index of these pages' passages needs."""
    texts = {passage.text_hash: passage.plain for found in passages for passage in found}
    return {**texts, **{hash_of(line): line for line in elsewhere_texts()}}


def vectors_for(database: Database, embedder: Embedder, texts: Mapping[str, str]) -> dict[str, Vectors]:
    """Return hash → vector for every text; what had to be encoded is stored for the next start. Raises Unavailable.

    What the product ships is not stored again: of the shipped library that would be nine tenths of a new store.
    """
    shipped = read_shipped_vectors(SHIPPED_VECTORS, embedder)
    found = {text_hash: shipped[text_hash] for text_hash in texts if text_hash in shipped}
    if unshipped := [text_hash for text_hash in texts if text_hash not in found]:
        found.update(_stored(database, embedder, unshipped))
    if missing := [text_hash for text_hash in unshipped if text_hash not in found]:
        fresh = dict(zip(missing, embedder.encode([texts[text_hash] for text_hash in missing]), strict=True))
        found.update(fresh)
        _store(database, embedder, fresh)
    return found


def _stored(database: Database, embedder: Embedder, hashes: Sequence[str]) -> dict[str, Vectors]:
    with database.reading() as session:
        return stored_vectors(session, embedder.name, hashes, embedder.dimension)


def _store(database: Database, embedder: Embedder, vectors: Mapping[str, Vectors]) -> None:
    try:
        with database.writing() as session:
            store_vectors(session, embedder.name, vectors)
    except Unavailable:
        # A locked or read-only store costs the next start some seconds, never this answer.
        return


def read_shipped_vectors(path: Path, embedder: Embedder) -> dict[str, Vectors]:
    """Return hash → unit vector of the shipped file; empty when it is absent, broken or of another encoder."""
    try:
        with saved_arrays(path) as shipped:
            encoder, hashes, steps = str(shipped("encoder")), shipped("hashes"), shipped("steps")
    except BROKEN:
        return {}
    if encoder != embedder.name or steps.ndim != 2 or steps.shape != (len(hashes), embedder.dimension):
        return {}
    vectors = steps.astype(np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    sound = lengths[:, 0] > 0
    return dict(zip(map(str, hashes[sound]), vectors[sound] / lengths[sound], strict=True))


def write_shipped_vectors(path: Path, playbooks: Sequence[Playbook], embedder: Embedder) -> int:
    """Encode every passage of these pages into one file (one byte a figure) and return how many there are."""
    texts = dict(sorted(texts_to_encode(passages_of(page) for page in playbooks).items()))
    known = read_shipped_vectors(path, embedder)
    unknown = [text_hash for text_hash in texts if text_hash not in known]
    if unknown:
        known.update(zip(unknown, embedder.encode([texts[text_hash] for text_hash in unknown]), strict=True))
    vectors = np.stack([known[text_hash] for text_hash in texts])
    # A byte a figure moves a similarity by less than 0.01 and makes a quarter of the file.
    steps = np.rint(vectors / np.abs(vectors).max(axis=1, keepdims=True) * 127).astype(np.int8)
    content = BytesIO()
    np.savez_compressed(content, encoder=np.array(embedder.name), hashes=np.array(list(texts)), steps=steps)
    write_whole(path, content.getvalue())
    return len(texts)
