"""What one message asks, each by itself and in her order: two questions, or news and a question behind it."""

import re
from dataclasses import dataclass
from functools import lru_cache

from agent.composer.phrases import is_question
from tools.patterns import compiled
from tools.yaml_text import table_beside

ask_words = table_beside(__file__)

_CLAUSES = re.compile(
    r"([^\uff0c,\u3002\uff01!\uff1f?\uff1b;~\uff5e\n]+)([\uff0c,\u3002\uff01!\uff1f?\uff1b;~\uff5e\n ]*)"
)
_SPACED = re.compile(r"(?<=[\u4e00-\u9fff\U0001f300-\U0001faff])[ \u3000]+(?=[\u4e00-\u9fff])")
_HALVES = re.compile(r"[^\s\uff0c,\u3002\uff01!\uff1f?\uff1b;~\uff5e\u2026]+[\uff1f?]?")
_FINAL = re.compile(r"[\u3002\uff01!\uff1f?\uff1b;~\uff5e\n]")


@dataclass(frozen=True)
class Part:
    """One part of her words: what it says without what only leads over to it, and whether it asks."""

    text: str
    asks: bool


@lru_cache(maxsize=256)
def asked_half(words: str) -> str:
    """Return the clauses of her words that ask, '' where all of them do or none.

    A clause that only asks what to do is about the one before it.
    """
    clauses = _HALVES.findall(words)
    asking = [at for at, clause in enumerate(clauses) if is_question(clause)]
    kept = {before for at in asking for before in (at - 1, at) if before == at or _leans(clauses[at])}
    return "\uff0c".join(clauses[at] for at in sorted(kept) if at >= 0) if asking and len(kept) < len(clauses) else ""


def _leans(clause: str) -> bool:
    return bool(compiled(ask_words()["leans"]).search(clause))


@lru_cache(maxsize=256)
def parts_of(words: str) -> tuple[Part, ...]:
    """Return the parts of her words, () where they are of one piece or more than a reply can take."""
    parts = [_part(text) for text in _joined(_pieces(words))]
    is_several = len(parts) > 1 and any(part.asks for part in parts)
    fits = len(parts) <= int(ask_words()["most"]) and all(len(part.text) >= ask_words()["shortest"] for part in parts)
    return tuple(parts) if is_several and fits else ()


def _pieces(words: str) -> list[str]:
    """Cut where another matter begins: by a word that says so, or behind a question that is done."""
    pieces, ended = [""], False
    for clause, end in _CLAUSES.findall(_marked(words)):
        if pieces[-1] and _begins(clause.strip(), pieces[-1], ended=ended):
            pieces.append("")
        pieces[-1] += clause + end
        ended = bool(_FINAL.search(end))
    return [piece.strip() for piece in pieces if piece.strip()]


def _marked(words: str) -> str:
    """Return her words with a mark where she wrote a space for it: behind a question it ends one."""
    return _SPACED.sub(lambda gap: "\uff1f" if is_question(_last(words[: gap.start()])) else "\uff0c", words)


def _last(words: str) -> str:
    return next(iter(reversed(_HALVES.findall(words))), "")


def _begins(clause: str, before: str, *, ended: bool) -> bool:
    if compiled(ask_words()["leads"]).search(clause):
        return True
    goes_on = compiled(ask_words()["goes_on"]).search(clause) and is_question(clause)
    return is_question(before) and bool(ended or goes_on or _is_of_the_way_back(clause))


def _is_of_the_way_back(clause: str) -> bool:
    """Tell whether a clause asks who bears a cost: a matter of its own, whatever it stands behind."""
    return bool(compiled(ask_words()["own_matter"]).search(clause)) and is_question(clause)


def _joined(pieces: list[str]) -> list[str]:
    """Put what only tells behind the question that it belongs to; what was told first stands for itself."""
    joined: list[str] = []
    for piece in pieces:
        if joined and not _part(piece).asks:
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def _part(piece: str) -> Part:
    asks = is_question(piece) or bool(compiled(ask_words()["lead_asks"]).match(piece))
    return Part(compiled(ask_words()["lead_off"]).sub("", piece, count=1), asks)
