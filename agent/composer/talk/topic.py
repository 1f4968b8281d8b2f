"""Keep to what the talk is about: the page that our own last lines came from answers what goes on from them."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from agent.composer.hearing.matters import words_that_mean
from agent.composer.phrases import phrases
from knowledge.playbook import Playbook
from tools.members.snapshot import MemberSnapshot
from tools.models import Draft
from tools.patterns import compiled

_SENTENCE = re.compile(r"[^\u3002\uff01\uff1f!?]+[\u3002\uff01\uff1f!?]+")
_FEWEST = 2


def goes_on_from_ours(words: str) -> bool:
    """Tell whether her words are short and leave open what they are about, so that our line before tells it."""
    table = phrases()["topic"]
    return len(words) <= int(table["longest"]) and bool(compiled(table["goes_on"]).search(words))


def answers_further(page: Playbook, words: str) -> bool:
    """Tell whether a page speaks of what a short question that goes on adds: all of it, or it adds no thing at all."""
    table = phrases()["topic"]
    text = "\n".join([*(fact.text for fact in page.facts), *page.variants.get("reply", {}).values()])
    added = compiled(table["adds"]).search(words)
    named = added.group("it") if added else ""
    if named:
        return named in text
    sees = table["sees_doctor"]
    if compiled(sees["asks"]).search(words) and compiled(sees["says"]).search(text):
        return True
    return not words_that_mean(compiled(table["lead"]).sub("", words)) and bool(compiled(table["next"]).search(words))


def our_lines(snapshot: MemberSnapshot, now: datetime) -> str:
    """Return all that we wrote to her lately, as one text."""
    since = now - timedelta(hours=int(phrases()["topic"]["within_hours"]))
    return "\n".join(said.text for said in snapshot.thread if said.direction == "out" and said.at >= since)


def without_repeats(drafts: tuple[Draft, ...], snapshot: MemberSnapshot, now: datetime) -> tuple[Draft, ...]:
    """Leave from each draft of a page the sentences that stand in our lines of this talk, but for a doctor's.

    () where less than two drafts still say something: she has read it all.
    """
    ours = our_lines(snapshot, now)
    left = {draft.style: _unsaid(draft.text, ours) for draft in drafts}
    kept = tuple(one for one in drafts if len(left[one.style]) >= int(phrases()["resumed"]["least"]))
    if len(kept) < min(_FEWEST, len(drafts)):
        return ()
    for draft in kept:
        draft.text = draft.proposed_text = left[draft.style]
    return kept


def in_new_words(says: Mapping[str, str], snapshot: MemberSnapshot, now: datetime) -> dict[str, str]:
    """Return our own texts by style, the usual one worded as the warm one where its first sentence was said lately."""
    ours, usual = our_lines(snapshot, now), says.get("usual", "")
    if "warm" not in says or not _begins_as_said(usual, ours) or _begins_as_said(says["warm"], ours):
        return dict(says)
    return {**says, "usual": says["warm"], "warm": usual}


def _begins_as_said(text: str, ours: str) -> bool:
    """Tell whether the first words of a text, up to what is filled in, stand in our lines."""
    first = next(iter(_SENTENCE.findall(text)), text).split("{")[0]
    return len(first) >= int(phrases()["topic"]["opening"]) and first in ours


def was_said(page: Playbook, snapshot: MemberSnapshot, now: datetime) -> bool:
    """Tell whether a sentence of a page's answers stands in our lines of this talk."""
    ours = our_lines(snapshot, now)
    sentences = (one for text in page.says for one in _SENTENCE.findall(text))
    return any(len(one) >= int(phrases()["resumed"]["least"]) and one in ours for one in sentences)


def _unsaid(text: str, ours: str) -> str:
    return "".join(sentence for sentence in _SENTENCE.findall(text) if _is_new(sentence, ours))


def _is_new(sentence: str, ours: str) -> bool:
    return sentence not in ours or bool(compiled(phrases()["resumed"]["always_said"]).search(sentence))
