"""Go on from our own last line: what a page adds to it is said, what she has read already is not said again."""

import re

from agent.composer.hearing.matters import words_that_mean
from agent.composer.phrases import phrases
from tools.models import Draft
from tools.patterns import compiled

_HAN = re.compile("[\u4e00-\u9fff]")
_SENTENCE = re.compile(r"[^\u3002\uff01\uff1f!?]+[\u3002\uff01\uff1f!?]+")
_TWICE = 2
_FEWEST = 2


def joined_to_ours(words: str, ours: str) -> str:
    """Return a short trouble of hers behind our line that it goes on from, '' where there is none or she says more."""
    rules = phrases()["resumed"]
    return f"{ours} {words}" if len(ours) >= int(rules["least_ours"]) and len(words) <= int(rules["longest"]) else ""


def without_what_was_said(drafts: tuple[Draft, ...], ours: str, words: str) -> tuple[Draft, ...]:
    """Leave from each draft what our line before has told her already, and what belongs to neither.

    A doctor is named all the same; () where not two drafts are left.
    """
    left = {draft.style: _left(draft.text, ours, words) for draft in drafts}
    kept = tuple(draft for draft in drafts if len(left[draft.style]) >= int(phrases()["resumed"]["least"]))
    if not ours or len(kept) < _FEWEST:
        return ()
    for draft in kept:
        draft.text = draft.proposed_text = left[draft.style]
    return kept


def _left(text: str, ours: str, words: str) -> str:
    about = {*"".join(words_that_mean(ours)), *_HAN.findall(words)}
    return "".join(one for one in _SENTENCE.findall(text) if _is_kept(one, ours, about))


def _is_kept(sentence: str, ours: str, about: set[str]) -> bool:
    """Tell whether a sentence names a doctor, or is about the same and says less than two things of our line."""
    if compiled(phrases()["resumed"]["always_said"]).search(sentence):
        return True
    said = words_that_mean(sentence)
    shared = sum(1 for word in said if word in ours)
    return bool(about & set("".join(said))) and shared < _TWICE and (not shared or shared * 2 < len(said))
