"""A file's faults in the words of the console."""

import re
from functools import cache
from pathlib import Path

from tools.yaml_text import read_yaml


def fault_words(sentence: str) -> tuple[str, str]:
    """Return a fault's words and, where nobody has put it into words yet, the English sentence itself."""
    for pattern, words in _phrases():
        match = pattern.match(sentence)
        if match:
            return words.format(None, *match.groups()), ""
    return "", sentence


@cache
def _phrases() -> tuple[tuple[re.Pattern[str], str], ...]:
    rows: list[dict[str, str]] = read_yaml(Path(__file__).parent / "faults.yaml")
    return tuple((re.compile(row["says"], re.DOTALL), row["is"]) for row in rows)
