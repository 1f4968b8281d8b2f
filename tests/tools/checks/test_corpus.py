"""The corpus says who wrote it and is never both lesson and exam."""

import json
from collections import Counter
from pathlib import Path

import pytest

from tools.checks.judged import CORPUS, LABELS, read_corpus, read_voices
from tools.errors import BadInput

VOICES = "one: {about: a voice}\n"
LINE = {"text": "天冷了", "direction": "out", "label": "care"}


def _folder(path: Path, *lines: dict[str, object], voices: str = VOICES) -> Path:
    (path / "voices.yaml").write_text(voices, encoding="utf-8")
    (path / "one.jsonl").write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


def test_no_line_of_the_exam_is_learned() -> None:
    learned = {line.text for line in read_corpus()}
    exam = {line.text for line in read_corpus(held_out=True)}
    assert exam
    assert not learned & exam


def test_every_label_has_many_lines_in_many_voices() -> None:
    voices = Counter((line.direction, line.label) for line in read_corpus())
    assert all(voices[direction, label] > 150 for direction, labels in LABELS.items() for label in labels)
    assert len(read_voices()) > 15


@pytest.mark.parametrize(
    "wrong", [{"label": "crisis"}, {"direction": "up"}, {"text": " "}, {"why": "x"}, {"context": [{"text": "在吗"}]}]
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, wrong: dict[str, object]) -> None:
    with pytest.raises(BadInput, match=r"one\.jsonl line 2"):
        read_corpus(_folder(tmp_path, LINE, LINE | wrong))


def test_a_voice_without_an_entry_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="two"):
        read_corpus(_folder(tmp_path, LINE, voices=VOICES + "two: {about: nobody}\n"))


def test_the_shipped_weights_were_learned_from_the_shipped_corpus() -> None:
    from tools.checks.ear import WEIGHTS
    from tools.checks.judged import fingerprint
    from tools.yaml_text import read_yaml

    assert read_yaml(WEIGHTS / "card.yaml")["corpus"] == fingerprint(read_corpus()), f"train again after {CORPUS}"
