"""Read the composer's sentences."""

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from tools.checks.normalise import readable
from tools.yaml_text import read_yaml

# Pages that say what can be done, as against those that only listen.
ADVICE_KINDS = ("care_script", "checklist")


@cache
def phrases() -> dict[str, Any]:
    """Return the sentences as data."""
    loaded: dict[str, Any] = read_yaml(Path(__file__).parent / "phrases.yaml")
    return loaded


def is_question(words: str) -> bool:
    """Tell whether her words ask for something to be found out."""
    return _signed(words) or seeks_a_nod(words)


@lru_cache(maxsize=512)
def _signed(words: str) -> bool:
    """Tell whether a sign of a question stands in her words, as she wrote them or in the common script."""
    forms = {words, readable(words).text}
    return any(re.search(sign, form) for form in forms for sign in phrases()["question_signs"])


def thanks_elsewhere(words: str) -> bool:
    """Tell whether a word of thanks of hers is for heaven, or is another's."""
    return bool(re.search(phrases()["thanks_elsewhere"], words))


def tells_of_trouble(words: str) -> bool:
    """Tell whether she tells of something that goes badly, though she asks nothing."""
    return any(re.search(sign, words) for sign in phrases()["trouble_signs"])


@lru_cache(maxsize=512)
def seeks_a_nod(words: str) -> bool:
    """Tell whether she puts a question as a statement: what she does or will do, to be told whether it is right."""
    return any(re.search(sign, words) for sign in phrases()["nod_signs"]) and not _takes_leave(words)


def _takes_leave(words: str) -> bool:
    return bool(re.search(phrases()["no_nod"], words))
