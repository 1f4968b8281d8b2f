"""Whom and where an answer is for: a father is not told what the mother is, nor of Tokyo what holds in Europe."""

from functools import lru_cache
from typing import Any

from knowledge.playbook import Answer
from knowledge.schema import table_of
from tools.checks.normalise import readable
from tools.patterns import compiled

# What marks a voice in the line of an answer's words.
VOICE_SIGN = "@"


def is_for(answer: Answer, words: str) -> bool:
    """Tell whether an answer is for who says these words: it is for everybody, or one of its voices is heard."""
    return not answer.voices or any(_is_heard(voice, words) for voice in answer.voices)


def is_of_place(answer: Answer, words: str) -> bool:
    """Tell whether an answer holds where her words are about: it names no place, or she names none or the same."""
    meant = _places(readable(words).text)
    told = _places(" ".join((*answer.asks, *answer.lines))) if meant else frozenset()
    return not told or bool(told & meant)


@lru_cache(maxsize=1024)
def _places(text: str) -> frozenset[str]:
    return frozenset(name for name, pattern in _table()["places"].items() if compiled(pattern).search(text))


@lru_cache(maxsize=4096)
def _is_heard(voice: str, words: str) -> bool:
    """Tell whether a voice speaks; one that the table does not name is a pattern itself."""
    text, known = readable(words).text, _voices().get(voice)
    if known is None:
        return bool(compiled(voice).search(text))
    return bool(compiled(known["hears"]).search(text)) and not compiled(known["unless"]).search(text)


def _voices() -> dict[str, Any]:
    voices: dict[str, Any] = _table()["voices"]
    return voices


def _table() -> dict[str, Any]:
    table: dict[str, Any] = table_of("search.yaml")["answer"]
    return table
