"""What a model is told to steer by and may not say: falling spend, her place in our books, risk, a date gone by."""

import re
import unicodedata
from functools import cache
from pathlib import Path

from tools.yaml_text import read_yaml


def named_unsaid(text: str, words: str) -> tuple[str, ...]:
    """Return what a text says of it and she did not say herself, each once."""
    plain, hers = (unicodedata.normalize("NFKC", one) for one in (text, words))
    found = (match.group() for pattern in _patterns() for match in pattern.finditer(plain))
    return tuple(dict.fromkeys(said for said in found if said not in hers))


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    rows = read_yaml(Path(__file__).parent / "unsaid.yaml")["unsaid"]
    return tuple(re.compile(row, re.IGNORECASE) for row in rows)
