"""Say "she" of a child that the member calls so: pages are written for any child, and say "he"."""

import re

from agent.composer.phrases import phrases
from tools.patterns import compiled

_SENTENCE = re.compile(r"[^\u3002\uff01\uff1f!?\n]+[\u3002\uff01\uff1f!?\n]*")


def agreeing(text: str, words: str) -> str:
    """Return a text with its child called as her words call it; a sentence about another "he" stays as it is."""
    if not _is_girl(words):
        return text
    rules = phrases()["child_she"]
    return "".join(
        one if compiled(rules["others"]).search(one) else one.replace(rules["he"], rules["she"])
        for one in _SENTENCE.findall(text)
    )


def _is_girl(words: str) -> bool:
    rules = phrases()["child_she"]
    if compiled(rules["sure"]).search(words):
        return not compiled(rules["unless_sure"]).search(words)
    return rules["she"] in words and not compiled(rules["unless"]).search(words)
