"""Passages: the short texts by which a page can be found, its typical questions above all."""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from knowledge.playbook import Playbook
from knowledge.schema import table_of
from tools.checks.normalise import readable

PassageKind = Literal["title", "question", "fact", "text"]

_SLOT = re.compile(r"\{[a-z_]+\}[\uff0c,]?")
_BLANKS = re.compile(r"\s+")
# A face that WeChat spells out ("[grin]") is no word of hers, whatever it is called.
_FACES = re.compile(r"\[[\u4e00-\u9fff]{1,4}\]")


@dataclass(frozen=True)
class Passage:
    """One findable text of one page: as written, as it is compared, and the key of its vector."""

    playbook_id: str
    kind: PassageKind
    text: str
    plain: str
    text_hash: str


def passages_of(playbook: Playbook) -> tuple[Passage, ...]:
    """Return a page's passages: title with goal, questions, facts, and its texts without their slots."""
    texts: list[tuple[PassageKind, str]] = [("title", playbook.title), ("title", f"{playbook.title} {playbook.goal}")]
    texts += [("question", question) for question in playbook.asked]
    texts += [("fact", fact.text) for fact in playbook.facts]
    texts += [("text", text) for group in playbook.variants.values() for text in group.values()]
    found: dict[str, Passage] = {}
    for kind, text in texts:
        plain = plain_text(_SLOT.sub("", text))
        if plain:
            found.setdefault(plain, Passage(playbook.id, kind, text, plain, hash_of(plain)))
    return tuple(found.values())


def elsewhere_texts() -> tuple[str, ...]:
    """Return what people also write and no page answers, in the shape that is compared."""
    lines = (plain_text(str(line)) for subject in table_of("elsewhere.yaml").values() for line in subject)
    return tuple(dict.fromkeys(line for line in lines if line))


def plain_text(text: str) -> str:
    """Return a text the way it is compared: one script, spoken words as pages write them, one line."""
    pattern, words = _spoken()
    shown = readable(_FACES.sub(" ", text).strip() or text).text
    return _BLANKS.sub(" ", pattern.sub(lambda match: words[match.group()], shown)).strip()


def hash_of(plain: str) -> str:
    """Return the key under which the vector of a compared text is kept."""
    return hashlib.sha256(plain.encode()).hexdigest()[:32]


@cache
def _spoken() -> tuple[re.Pattern[str], dict[str, str]]:
    words = table_of("spoken.yaml")
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True))), words
