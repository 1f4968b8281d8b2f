"""Who asks: some answers speak to a father or to an elder, and would tell the mother to do it to herself."""

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


@lru_cache(maxsize=4096)
def _is_heard(voice: str, words: str) -> bool:
    """Tell whether a voice speaks; one that the table does not name is a pattern itself."""
    text, known = readable(words).text, _voices().get(voice)
    if known is None:
        return bool(compiled(voice).search(text))
    return bool(compiled(known["hears"]).search(text)) and not compiled(known["unless"]).search(text)


def _voices() -> dict[str, Any]:
    voices: dict[str, Any] = table_of("search.yaml")["answer"]["voices"]
    return voices
