"""The words exports use, and what they mean; read from words.yaml when first asked for."""

import unicodedata
from functools import cache, lru_cache

from tools.yaml_text import table_beside

vocabulary = table_beside(__file__)


def folded(text: str) -> str:
    """Bring a word into the form in which words are compared: width, case and outer blanks do not count."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


@cache
def _meanings(group: str) -> dict[str, str]:
    meanings: dict[str, str] = {}
    for canonical, aliases in vocabulary()[group].items():
        for word in (canonical, *aliases):
            meanings[folded(word)] = canonical
    return meanings


@lru_cache(maxsize=4096)
def find_meaning(group: str, word: str) -> str | None:
    """Return the canonical word of a group, None when the word is unknown."""
    return _meanings(group).get(folded(word))


def canonical_words(group: str) -> tuple[str, ...]:
    """Return the words of the contract for a group."""
    return tuple(vocabulary()[group])


@cache
def _blank_words() -> frozenset[str]:
    return frozenset(vocabulary()["blank"])


def is_blank_word(text: str) -> bool:
    """Tell whether a cell is one of the ways exports write 'nothing'."""
    return len(text) <= 20 and text.casefold() in _blank_words()
