"""Judged lines are remembered: a text near to some of them is called what most of these were called."""

import numpy as np
from numpy.typing import NDArray

from tools.checks.ear import WEIGHTS, read_weights
from tools.checks.features import concepts, scenes
from tools.checks.judged import LABELS, read_corpus
from tools.checks.memory import remember
from tools.checks.normalise import readable
from tools.checks.rulebook import words


def _two_crowds() -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    noise = np.random.default_rng(3)
    crowds = np.repeat(np.eye(200, dtype=np.float32)[:2], 40, axis=0)
    return crowds + noise.normal(0, 0.02, crowds.shape).astype(np.float32), np.repeat([0, 1], 40)


def test_a_text_near_a_crowd_is_called_what_the_crowd_was_called() -> None:
    vectors, told = _two_crowds()
    memory = remember(vectors, told, 3)
    assert memory.likeness(vectors[[2, 70]]).argmax(axis=1).tolist() == [0, 1]


def test_a_label_that_no_near_line_has_is_unlikely_but_not_impossible() -> None:
    vectors, told = _two_crowds()
    scores = remember(vectors, told, 3).likeness(vectors[:1])[0]
    assert scores[2] == scores.min()
    assert np.isfinite(scores).all()


def test_fewer_lines_than_neighbours_are_all_counted() -> None:
    vectors, told = _two_crowds()
    few = remember(vectors[[0, 1, 50]], told[[0, 1, 50]], 2)
    assert few.likeness(vectors[:1]).shape == (1, 2)


def test_the_shipped_memory_has_a_label_for_each_line() -> None:
    for direction, labels in LABELS.items():
        memory = read_weights(WEIGHTS, direction).remembered
        assert len(memory.places) == len(memory.told) > 1_000
        assert set(memory.told.tolist()) <= set(range(len(labels)))


def test_scenes_are_seen_alone_and_together_within_one_sentence_only() -> None:
    alone, together = scenes("奶奶下葬了。猫在睡")
    assert {"$elder", "$funeral", "$pet"} <= set(alone)
    assert "$elder$funeral" in together
    assert not [pair for pair in together if "pet" in pair and "funeral" in pair]


def test_a_text_without_a_known_word_has_no_scene() -> None:
    assert scenes("zzz") == ([], [])


def test_few_texts_are_held_against_the_lines_as_many_are() -> None:
    rows = np.random.default_rng(3).normal(size=(300, 512)).astype(np.float32)
    memory = remember(rows, np.arange(300) % 3, 3)
    together = memory.likeness(rows[:60])
    alone = np.concatenate([memory.likeness(rows[place : place + 1]) for place in range(60)])
    assert np.allclose(together, alone, atol=1e-4)


def test_a_concept_is_looked_for_only_where_its_words_stand_and_none_is_missed() -> None:
    for line in read_corpus()[::7]:
        text = readable(line.text).text
        assert concepts(text) == [name for name, pattern in words().items() if pattern.search(text)]
