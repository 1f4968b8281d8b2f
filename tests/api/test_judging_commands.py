"""The commands that judge on unread voices take a folder of one's own and say what they found."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from tests.api.conftest import Run, on_sqlite
from tools.checks.judged import LABELS, Judged, read_corpus

ASKED = {
    "one": {"皮包长毛了咋整": ["V06"], "小动静咋数": ["P21"], "大盘跌了没": []},
    "two": {"包包长毛了咋整": ["V06"], "肚里小动静咋数": ["P21"], "大盘涨了没": []},
}
# They read files and ask no row.
pytestmark = on_sqlite
VOICES = ("one", "two", "three", "four", "five", "six")


def _write(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    for voice, asked in ASKED.items():
        rows = [{"query": text, "topics": topics} for text, topics in asked.items()]
        _write(tmp_path / "questions" / f"{voice}.jsonl", rows)
    return tmp_path / "questions"


def _some_of_each(place: int) -> Iterator[Judged]:
    lines = [line for line in read_corpus() if not line.context and not line.kind]
    for direction, labels in LABELS.items():
        for label in labels:
            alike = [line for line in lines if (line.direction, line.label) == (direction, label)]
            yield from alike[place * 3 : place * 3 + 3]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for place, voice in enumerate(VOICES):
        rows = [{"text": a.text, "direction": a.direction, "label": a.label} for a in _some_of_each(place)]
        _write(tmp_path / "corpus" / f"{voice}.jsonl", rows)
    named = "".join(f"{voice}: {{about: a voice{', held_out: true' * (voice == 'six')}}}\n" for voice in VOICES)
    (tmp_path / "corpus" / "voices.yaml").write_text(named, encoding="utf-8")
    return tmp_path / "corpus"


def test_search_is_judged_on_each_voice_of_a_folder(questions: Path, run: Run) -> None:
    code, out, _ = run("playbooks", "crossvoice", "--questions", str(questions), "--json")
    report = json.loads(out)
    assert code == 0
    assert set(report["voices"]) == {"one", "two"}
    assert report["voices"]["one"]["n"] == 3
    assert report["voices"]["one"]["refusal_n"] == 1
    shares = [voice["hit_at_1"] for voice in report["voices"].values()]
    assert report["mean"]["hit_at_1"] == pytest.approx(sum(shares) / 2, abs=1e-3)


def test_checks_are_judged_on_each_voice_of_a_folder(corpus: Path, run: Run) -> None:
    code, out, _ = run("checks", "crossvoice", "--corpus", str(corpus), "--json")
    report = json.loads(out)
    assert code == 0
    assert report["out"]["both"]["n"] == 5 * 3 * len(LABELS["out"])


def test_shipped_checks_are_judged_on_the_voices_that_are_held_out(corpus: Path, run: Run) -> None:
    code, out, _ = run("checks", "crossvoice", "--held-out", "--corpus", str(corpus))
    assert code == 0
    assert "out: shipped" in out
    assert f"n {3 * len(LABELS['in'])}" in out


@pytest.mark.parametrize("words", [("playbooks", "crossvoice", "--questions"), ("checks", "crossvoice", "--corpus")])
def test_a_folder_without_voices_is_refused(words: tuple[str, ...], tmp_path: Path, run: Run) -> None:
    code, _, err = run(*words, str(tmp_path / "nowhere"))
    assert code == 2
    assert "nowhere" in err
