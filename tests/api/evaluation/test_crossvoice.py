"""Training writes what search starts with, and each voice is judged by what the others teach."""

import json
from pathlib import Path

import pytest

from api.evaluation.crossvoice import evaluate_crossvoice, train
from knowledge.search.directions import WORDS_ALONE, read_directions
from tests.knowledge.pages import CountingEmbedder
from tools.errors import BadInput

VOICES = {
    "one": {"皮包长毛了咋整": ["V06"], "小动静咋数": ["P21"], "大盘跌了没": []},
    "two": {"包包长毛了咋整": ["V06"], "肚里小动静咋数": ["P21"], "大盘涨了没": []},
}


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    folder = tmp_path / "questions"
    folder.mkdir()
    for voice, asked in VOICES.items():
        lines = [json.dumps({"query": text, "topics": topics}) for text, topics in asked.items()]
        (folder / f"{voice}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


def test_training_ships_what_was_learned_for_this_encoder_and_from_words_alone(tmp_path: Path, questions: Path) -> None:
    path, embedder = tmp_path / "d.npz", CountingEmbedder()
    report = train(path, embedder, questions)
    assert (report["encoder"], report["voices"], report["questions"]) == ("counting-1", 2, 6)
    assert report["bytes"] == path.stat().st_size
    meant, worded = read_directions(path, "counting-1"), read_directions(path, WORDS_ALONE)
    assert meant is not None
    assert worded is not None
    assert meant.by_meaning is not None
    assert worded.by_meaning is None
    assert set(meant.calibration) == {"belongs", "answers", "newcomers"}


def test_a_single_voice_teaches_nothing_about_another(questions: Path) -> None:
    (questions / "two.jsonl").unlink()
    with pytest.raises(BadInput, match="two voices"):
        evaluate_crossvoice(CountingEmbedder(), questions)
