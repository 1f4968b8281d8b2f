"""Read the composer's sentences."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from tools.yaml_text import read_yaml


@cache
def phrases() -> dict[str, Any]:
    """Return the sentences as data."""
    loaded: dict[str, Any] = read_yaml(Path(__file__).parent / "phrases.yaml")
    return loaded


def is_question(words: str) -> bool:
    """Tell whether her words ask for something to be found out."""
    return any(re.search(sign, words) for sign in phrases()["question_signs"])
