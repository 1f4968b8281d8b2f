"""Read the composer's sentences."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def phrases() -> dict[str, Any]:
    """Return the sentences as data."""
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "phrases.yaml").read_text("utf-8"))
    return loaded


def is_question(words: str) -> bool:
    """Tell whether her words ask for something to be found out."""
    return any(re.search(sign, words) for sign in phrases()["question_signs"])
