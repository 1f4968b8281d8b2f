"""Questions people ask, collected voice by voice: what search learns its subjects from."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.index.passages import plain_text
from knowledge.schema import HERE, table_of
from tools.errors import BadInput

SHIPPED_QUESTIONS = HERE / "questions"


@dataclass(frozen=True)
class Question:
    """One question as asked and in the shape that is compared, its voice, and what answers it (none: nothing).

    `topics` name topics, or the page itself that has none.
    """

    text: str
    plain: str
    topics: tuple[str, ...]
    voice: str


def read_questions(folder: Path = SHIPPED_QUESTIONS) -> tuple[Question, ...]:
    """Return every question of the voices that may be learned from. Raises BadInput naming file and line."""
    held_out = set(table_of("search.yaml")["held_out_voices"])
    files = sorted(path for path in folder.glob("*.jsonl") if path.stem not in held_out)
    return tuple(question for path in files for question in _read(path))


def _read(path: Path) -> Iterator[Question]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.strip():
            yield _question(path, number, line)


def _question(path: Path, number: int, line: str) -> Question:
    try:
        row = json.loads(line)
        plain, topics = plain_text(row["query"]), tuple(row["topics"])
        if plain and all(isinstance(topic, str) for topic in topics):
            return Question(row["query"], plain, topics, path.stem)
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    raise BadInput(
        f"{path.name} line {number} is no question.", fix='Write {"query": "…", "topics": ["P23"]}, [] for nothing.'
    )


def fingerprint(questions: Sequence[Question]) -> str:
    """Return a short name of exactly these questions, whatever their order."""
    rows = sorted(f"{question.plain}\t{'|'.join(question.topics)}" for question in questions)
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16]
