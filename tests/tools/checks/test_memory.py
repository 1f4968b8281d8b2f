"""Judged lines are remembered: a text near to some of them is called what most of these were called."""

import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from tools.checks.ear import CARD, WEIGHTS, named_file, read_weights
from tools.checks.features import BUCKETS, Sparse, scenes
from tools.checks.judged import LABELS
from tools.checks.memory import remember
from tools.checks.rulebook import BrokenRulebook
from tools.checks.wording import gaps, index, is_whole, numbers
from tools.errors import BadInput

SILENT = Sparse(np.array([], dtype=np.int64), np.array([], dtype=np.float32))


def _two_crowds() -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    noise = np.random.default_rng(3)
    crowds = np.repeat(np.eye(200, dtype=np.float32)[:2], 40, axis=0)
    return crowds + noise.normal(0, 0.02, crowds.shape).astype(np.float32), np.repeat([0, 1], 40)


def _words(*lines: tuple[int, ...]) -> Any:
    """Lines with one feature of loudness one in each of their buckets."""
    rows = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
    buckets = [bucket for line in lines for bucket in line]
    return csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, buckets)), shape=(len(lines), BUCKETS))


def _said(*buckets: int) -> Sparse:
    return Sparse(np.array(buckets, dtype=np.int64), np.ones(len(buckets), dtype=np.float32))


def test_a_text_near_a_crowd_is_called_what_the_crowd_was_called() -> None:
    vectors, told = _two_crowds()
    memory = remember(vectors, _words(*[()] * 80), told, 3)
    assert memory.likeness(vectors[[2, 70]], [SILENT] * 2).argmax(axis=1).tolist() == [0, 1]


def test_among_thousands_of_lines_the_nearest_speak_all_of_them_and_none_besides() -> None:
    noise = np.random.default_rng(5)
    lines = noise.normal(0, 1, (4_000, 200)).astype(np.float32)
    nearest = np.sort(noise.choice(4_000, 25, replace=False))
    asked = lines[nearest[0]].copy()
    lines[nearest] = asked
    told = np.zeros(4_000, dtype=np.int64)
    told[nearest[:12]], told[nearest[12:]] = 1, 2
    memory = remember(lines, _words(*[()] * 4_000), told, 3)
    shares = np.array([0, 12 / 25, 13 / 25])
    assert memory.likeness(asked[None], [SILENT])[0] == pytest.approx(0.5 * np.log(shares + 0.02))


def test_a_label_that_no_near_line_has_is_unlikely_but_not_impossible() -> None:
    vectors, told = _two_crowds()
    scores = remember(vectors, _words(*[()] * 80), told, 3).likeness(vectors[:1], [SILENT])[0]
    assert scores[2] == scores.min()
    assert np.isfinite(scores).all()


def test_fewer_lines_than_neighbours_are_all_counted() -> None:
    vectors, told = _two_crowds()
    few = remember(vectors[[0, 1, 50]], _words((), (), ()), told[[0, 1, 50]], 2)
    assert few.likeness(vectors[:1], [SILENT]).shape == (1, 2)


def test_between_two_meanings_the_words_decide() -> None:
    vectors, told = _two_crowds()
    lines = [(30 + place % 8, 20) if label == 0 else (40 + place % 8, 21) for place, label in enumerate(told)]
    memory = remember(vectors, _words(*lines), told, 2)
    between = vectors[:1] + vectors[-1:]
    assert memory.likeness(np.repeat(between, 2, axis=0), [_said(31), _said(41)]).argmax(axis=1).tolist() == [0, 1]


def test_the_wording_is_the_cosine_over_words_that_a_few_lines_share() -> None:
    wording = index(_words((1, 2), (1, 2), (1, 2), (1, 9), *[(9,)] * 40))
    near = wording.closeness(_said(1, 2))
    assert near[:3] == pytest.approx(1.0, abs=0.01)
    assert 0.5 < near[3] < 1.0  # bucket 9 is in nearly every line and tells nothing
    assert not near[4:].any()
    assert not wording.closeness(_said(5, 6)).any()
    assert not wording.closeness(SILENT).any()


def test_line_numbers_survive_being_stored_as_steps() -> None:
    lines = np.array([3, 70, 65_000, 0, 2, 2, 9], dtype=np.uint16)
    assert numbers(gaps(lines)).tolist() == lines.tolist()


def test_more_lines_than_numbers_are_refused() -> None:
    with pytest.raises(BadInput, match="65"):
        index(csr_matrix((70_000, BUCKETS), dtype=np.float32))


@pytest.mark.parametrize("part", ["counts", "gaps", "shares"])
def test_words_that_do_not_belong_together_are_not_trusted(tmp_path: Path, part: str) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(WEIGHTS, folder)
    card = yaml.safe_load((folder / CARD).read_text(encoding="utf-8"))
    path = folder / named_file(card["in"], "in")
    with np.load(path) as stored:
        parts = dict(stored)
    parts[part] = parts[part][:-1]
    np.savez(path, **parts)
    card["in"]["sha256"] = sha256(path.read_bytes()).hexdigest()
    (folder / CARD).write_text(yaml.safe_dump(card), encoding="utf-8")
    with pytest.raises(BrokenRulebook, match="belong together"):
        read_weights(folder, "in")


def test_the_shipped_memory_has_a_label_for_each_line() -> None:
    for direction, labels in LABELS.items():
        memory = read_weights(WEIGHTS, direction).remembered
        assert len(memory.places) == len(memory.told) > 1_000
        assert set(memory.told.tolist()) <= set(range(len(labels)))
        assert memory.wording.n == len(memory.told)
        assert is_whole(memory.wording)


def test_scenes_are_seen_alone_and_together_within_one_sentence_only() -> None:
    alone, together = scenes("奶奶下葬了。猫在睡")
    assert {"$elder", "$funeral", "$pet"} <= set(alone)
    assert "$elder$funeral" in together
    assert not [pair for pair in together if "pet" in pair and "funeral" in pair]


def test_a_text_without_a_known_word_has_no_scene() -> None:
    assert scenes("zzz") == ([], [])


def test_a_text_is_as_near_among_many_texts_as_alone() -> None:
    noise = np.random.default_rng(7)
    lines = noise.normal(0, 1, (1_000, 200)).astype(np.float32)
    memory = remember(lines, _words(*[()] * 1_000), np.zeros(1_000, dtype=np.int64), 2)
    together = memory.nearness(lines[:40])
    for some in (lines[:1], lines[:3], lines[:32]):
        assert memory.nearness(some) == pytest.approx(together[: len(some)], abs=1e-5)
    assert together[:, :40].argmax(axis=1).tolist() == list(range(40))
