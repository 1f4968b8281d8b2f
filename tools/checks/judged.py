"""The labelled corpus: lines that people have judged, by voice, one JSON object a line."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from tools.checks.finding import Line
from tools.errors import BadInput
from tools.yaml_text import read_yaml

CORPUS = Path(__file__).parent / "corpus"
LABELS: Mapping[str, tuple[str, ...]] = {
    "out": ("care", "sales", "illegal_ad", "medical_risk", "privacy"),
    "in": ("benign", "asks_products", "medical_risk", "crisis", "bereavement", "complaint", "privacy", "opt_out"),
}
_KEYS = frozenset({"text", "direction", "label", "kind", "context"})


@dataclass(frozen=True)
class Judged:
    """One line with the label that people gave it; `kind` and `context` only where they matter."""

    text: str
    direction: Literal["in", "out"]
    label: str
    voice: str
    kind: str = ""
    context: tuple[Line, ...] = ()


def read_corpus(folder: Path = CORPUS, *, held_out: bool = False) -> tuple[Judged, ...]:
    """Every line of the voices that may be learned from, or else of those held out; BadInput names the faulty line."""
    exam = tuple(_read_voices(folder, held_out=True))
    if held_out:
        return exam
    # Two people may write the same short line; then it belongs to the exam.
    examined = {line.text for line in exam}
    return tuple(line for line in _read_voices(folder, held_out=False) if line.text not in examined)


def read_voices(folder: Path = CORPUS) -> dict[str, dict[str, Any]]:
    """Each voice with its description, whether it is held out, and whether our rules were written with it in view."""
    try:
        voices: dict[str, dict[str, Any]] = read_yaml(folder / "voices.yaml")
    except OSError as error:
        raise BadInput(f"{folder} has no voices.yaml.", fix="Name the folder of a corpus.") from error
    strays = {path.stem for path in folder.glob("*.jsonl")} ^ set(voices)
    if strays:
        raise BadInput(f"Voice {min(strays)} has no file or no entry.", fix=f"Complete {folder / 'voices.yaml'}.")
    return voices


def fingerprint(lines: Sequence[Judged]) -> str:
    """A hash of the lines, to say which corpus a model was trained on."""
    return sha256("\n".join(map(repr, lines)).encode()).hexdigest()[:16]


def _read_voices(folder: Path, *, held_out: bool) -> Iterator[Judged]:
    for voice, about in read_voices(folder).items():
        if bool(about.get("held_out")) is held_out:
            yield from _read_voice(folder / f"{voice}.jsonl")


def _read_voice(path: Path) -> Iterator[Judged]:
    for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not row.strip():
            continue
        try:
            yield _read_line(json.loads(row), path.stem)
        except (ValueError, KeyError, TypeError) as error:
            raise BadInput(f"{path.name} line {number}: {error}.", fix="Correct the line or leave it out.") from error


def _read_line(raw: dict[str, Any], voice: str) -> Judged:
    direction, label = raw["direction"], raw["label"]
    if label not in LABELS[direction] or set(raw) - _KEYS or not str(raw["text"]).strip():
        raise ValueError(f"no judged line: {direction}:{label}, keys {', '.join(sorted(raw))}")
    context = tuple(
        Line(one["direction"], one["text"], float(one.get("hours_ago", 0))) for one in raw.get("context", ())
    )
    return Judged(raw["text"], direction, label, voice, raw.get("kind", ""), context)
