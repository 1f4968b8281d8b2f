"""What of a recorded answer a model places as a whole: each sum with the words around it, quotations and labels."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from agent.masking import Veil
from agent.masking.amounts import names_money, without_amounts

# A label, a quotation, or a stretch of words up to the next punctuation or label.
_PARTS = (
    "(?P<label>{label})|(?<=\u201c)(?P<quote>[^\u201c\u201d]+)(?=\u201d)"
    "|(?P<clause>(?:(?!{label})[^\u201c\u201d\uff0c\u3002\uff1b\uff1a\u3001\uff01\uff1f,;!?\n])+)"
)
_NONE = "(?!)"


@dataclass(frozen=True)
class Kept:
    """The answer with what is placed as a whole as placeholders, and what each of them stands for, sums covered."""

    text: str
    stands_for: dict[str, str]


def kept(text: str, veil: Veil, labels: Collection[str] = ()) -> Kept:
    """Return an answer in which nothing that must stay as it is can be changed: a model only says where it goes.

    labels: what a thing's own page says, wherever it stands in the answer.
    """
    stands_for: dict[str, str] = {}
    parts = _PARTS.format(label="|".join(map(re.escape, labels)) or _NONE)

    def cover(found: re.Match[str]) -> str:
        quote, clause = found["label"] or found["quote"], found["clause"]
        if quote is None and not names_money(clause):
            return clause
        mark = veil.keep("quote" if quote else "money", quote or clause)
        stands_for[mark] = quote or without_amounts(clause)
        return mark

    return Kept(re.sub(parts, cover, text), stands_for)
