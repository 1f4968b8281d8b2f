"""Writes the classifier's weights and their card from the corpus, and says how it fares on voices it has not read."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import numpy as np
import yaml
from numpy.typing import NDArray

from tools.checks.ear import CARD, WEIGHTS, Weights, named_file, softened
from tools.checks.inspection import Kind
from tools.checks.judged import CORPUS, LABELS, Judged, fingerprint, read_corpus, read_voices
from tools.checks.labels import label_in, label_out
from tools.checks.training import (
    FOLDS,
    Exercise,
    cooled,
    decided,
    figures,
    fit,
    leaned,
    matrix,
    packed,
    prepare,
    tally,
    unseen_logits,
)
from tools.checks.wording import gaps
from tools.embedder import Embedder
from tools.whole_file import write_whole


def teach(embedder: Embedder, *, today: date, corpus: Path = CORPUS, folder: Path = WEIGHTS) -> dict[str, Any]:
    """Learn both directions, switch to what was learned in one step, and return the card, which names the files."""
    lines = read_corpus(corpus)
    card: dict[str, Any] = {"trained_at": today.isoformat(), "corpus": fingerprint(lines), "lines": len(lines)}
    stored: dict[str, bytes] = {}
    for direction in LABELS:
        weights, unseen = _learn(_exercise(lines, direction, embedder, corpus))
        stored[direction] = _stored(weights)
        digest = sha256(stored[direction]).hexdigest()
        card[direction] = {
            "file": f"{direction}-{digest[:12]}.npz",
            "sha256": digest,
            "unseen_voices": _rounded(unseen),
        }
    switch(folder, card, stored)
    return card


def switch(folder: Path, card: Mapping[str, Any], stored: Mapping[str, bytes]) -> None:
    """Write new files beside the old, then the card that names them, then drop what no card names. Raises OSError.

    Wherever this ends, one card and its files stand there whole.
    """
    folder.mkdir(exist_ok=True)
    named = {named_file(card[direction], direction): content for direction, content in stored.items()}
    for name, content in named.items():
        write_whole(folder / name, content)
    write_whole(folder / CARD, yaml.safe_dump(card, sort_keys=False).encode())
    for path in folder.iterdir():
        if path.name not in named and path.suffix in (".npz", ".new"):
            path.unlink()


def cross_voice(embedder: Embedder, *, corpus: Path = CORPUS) -> dict[str, Any]:
    """Figures on voices that were left out of learning: rules alone, classifier alone (no rule seen), both."""
    lines = read_corpus(corpus)
    report: dict[str, Any] = {"corpus": fingerprint(lines), "folds": FOLDS}
    for direction in LABELS:
        exercise = _exercise(lines, direction, embedder, corpus)
        tested = exercise.fold >= 0
        silent = np.zeros((len(exercise.lines), len(exercise.labels)))
        silent[:, 0] = 1.0
        alone = _without_rules(exercise)
        report[direction] = {
            "rules": figures(exercise, decided(exercise, silent, np.zeros(len(exercise.labels))), tested),
            "classifier": _unseen(alone, matrix(alone.sights, alone.vectors))[0],
            "both": _unseen(exercise, matrix(exercise.sights, exercise.vectors))[0],
        }
    return report


def examine(corpus: Path = CORPUS) -> dict[str, Any]:
    """Figures of the shipped rules and weights, as they run, on the voices nothing was learned from."""
    lines = read_corpus(corpus, held_out=True)
    report: dict[str, Any] = {"corpus": fingerprint(lines)}
    for direction, labels in LABELS.items():
        mine = tuple(line for line in lines if line.direction == direction)
        said = np.array([labels.index(_label(line)) for line in mine])
        wanted = np.array([labels.index(line.label) for line in mine])
        report[direction] = {"shipped": tally(labels, wanted, said)}
    return report


def _label(line: Judged) -> str:
    if line.direction == "in":
        return label_in(line.text, line.context)[0]
    return label_out(line.text, cast(Kind, line.kind) if line.kind else None, line.context)[0]


def _exercise(lines: tuple[Judged, ...], direction: str, embedder: Embedder, corpus: Path) -> Exercise:
    unlearned = frozenset(voice for voice, about in read_voices(corpus).items() if about.get("read_by_rules"))
    return prepare(lines, direction, embedder, unlearned=unlearned)


def _without_rules(exercise: Exercise) -> Exercise:
    sights = tuple(replace(sight, rules=()) for sight in exercise.sights)
    nothing: frozenset[str] = frozenset()
    return Exercise(
        labels=exercise.labels,
        lines=exercise.lines,
        sights=sights,
        vectors=exercise.vectors,
        wanted=exercise.wanted,
        firm=tuple(nothing for _ in exercise.firm),
        fold=exercise.fold,
    )


def _unseen(exercise: Exercise, features: Any) -> tuple[dict[str, Any], float, NDArray[np.float64]]:
    tested = exercise.fold >= 0
    raw = unseen_logits(exercise, features)
    heat = cooled(raw[tested], exercise.wanted[tested])
    odds = softened(raw, heat)
    lean = leaned(exercise, odds)
    return figures(exercise, decided(exercise, odds, lean), tested), heat, lean


def _learn(exercise: Exercise) -> tuple[Weights, dict[str, Any]]:
    features = matrix(exercise.sights, exercise.vectors)
    found, heat, lean = _unseen(exercise, features)
    model = fit(features, exercise.wanted, len(exercise.labels))
    return packed(model, exercise, features, heat, lean), found


def _stored(weights: Weights) -> bytes:
    held = BytesIO()
    np.savez_compressed(
        held,
        labels=np.array(weights.labels),
        dense=weights.dense.astype(np.float16),
        table=weights.table,
        scale=weights.scale,
        bias=weights.bias,
        lean=weights.lean,
        heat=np.float32(weights.heat),
        centre=weights.remembered.centre.astype(np.float16),
        axes=weights.remembered.axes.astype(np.float16),
        places=weights.remembered.places,
        told=weights.remembered.told.astype(np.uint8),
        counts=weights.remembered.wording.counts,
        gaps=gaps(weights.remembered.wording.lines),
        shares=weights.remembered.wording.shares,
    )
    return held.getvalue()


def _rounded(found: Any) -> Any:
    if isinstance(found, dict):
        return {key: _rounded(value) for key, value in found.items()}
    return round(found, 4) if isinstance(found, float) else found
