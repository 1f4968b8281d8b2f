"""Passages: the short texts by which a page can be found, its typical questions above all."""

import hashlib
import re
from dataclasses import dataclass
from typing import Literal

from knowledge.playbook import Playbook
from tools.checks.normalise import readable

PassageKind = Literal["title", "question", "fact", "text"]

_SLOT = re.compile(r"\{[a-z_]+\}[，,]?")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True)
class Passage:
    """One findable text of one page; `text_hash` is of the text as it is encoded."""

    playbook_id: str
    kind: PassageKind
    text: str
    text_hash: str


def passages_of(playbook: Playbook) -> tuple[Passage, ...]:
    """Return a page's passages: title with goal, questions, facts, and its texts without their slots."""
    texts: list[tuple[PassageKind, str]] = [("title", playbook.title), ("title", f"{playbook.title} {playbook.goal}")]
    texts += [("question", question) for question in playbook.questions]
    texts += [("fact", fact.text) for fact in playbook.facts]
    texts += [("text", text) for group in playbook.variants.values() for text in group.values()]
    found = (Passage(playbook.id, kind, plain, hash_of(plain)) for kind, text in texts if (plain := plain_text(text)))
    return tuple({passage.text_hash: passage for passage in reversed(list(found))}.values())[::-1]


def plain_text(text: str) -> str:
    """Return a text the way it is compared: slots dropped, one spelling, one line."""
    return _BLANKS.sub(" ", readable(_SLOT.sub("", text)).text).strip()


def hash_of(text: str) -> str:
    """Return the key under which a text's vector is kept."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]
