"""Let every draft of a page answer her: what one style says on her question is said in the others, too."""

import re
from collections.abc import Sequence

from agent.composer.matters import matter_words, words_that_mean
from tools.models import Draft

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_SENTENCE = re.compile(r"[^\u3002\uff01\uff1f!?]+[\u3002\uff01\uff1f!?]+")


def with_key_sentence(drafts: tuple[Draft, ...], words: str) -> tuple[Draft, ...]:
    """Put the sentence that speaks most of her words into each draft that does not speak of them, after its first one.

    The sentence is one of the same page, as it stands; a text that would grow too long stays as it is.
    """
    rules = matter_words()["key_sentence"]
    said = words_that_mean(words)
    told = [(_told(sentence, said, words), sentence) for draft in drafts for sentence in _sentences(draft.text)]
    most, key = max(told, default=(0, ""), key=lambda one: one[0])
    if not most or len(key) > int(rules["longest"]):
        return drafts
    for draft in drafts:
        best = max((_told(sentence, said, words) for sentence in _sentences(draft.text)), default=0)
        fits = len(draft.text) + len(key) <= int(rules["longest_text"])
        if best < most and not best and fits and not _is_said_already(key, draft.text):
            draft.text = draft.proposed_text = _put_second(key, draft.text)
    return drafts


def _is_said_already(key: str, text: str) -> bool:
    """Tell whether a text says much of a sentence in other words: nobody says a thing twice in one message."""
    pairs = _pairs(key)
    return len(pairs & _pairs(text)) > len(pairs) * float(matter_words()["key_sentence"]["said_already"])


def _pairs(text: str) -> set[str]:
    runs = _HAN.findall(text)
    return {run[at : at + 2] for run in runs for at in range(len(run) - 1)}


def _put_second(key: str, text: str) -> str:
    """Return a text with a sentence after its first one: a draft begins with its own yes or its own first step."""
    first = _SENTENCE.match(text)
    return text[: first.end()] + key + text[first.end() :] if first else key + text


def _sentences(text: str) -> list[str]:
    return _SENTENCE.findall(text)


def _told(sentence: str, said: Sequence[str], words: str) -> int:
    """Return how much of her words a sentence speaks of: each of them, and the figure that she asks for."""
    table = matter_words()
    spoken = sum(1 for word in said if word in sentence)
    figure = re.search(table["asks_figure"], words) and re.search(table["says_figure"], sentence)
    return spoken + (1 if spoken and figure else 0)
