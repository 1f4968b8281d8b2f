"""What of a recorded answer a model places as a whole: each sum with the words around it, and each quotation."""

import re
from dataclasses import dataclass

from agent.masking import Veil
from agent.masking.amounts import names_money, without_amounts

# A quotation, or a stretch of words up to the next punctuation.
_PARTS = re.compile(
    "(?<=\u201c)(?P<quote>[^\u201c\u201d]+)(?=\u201d)|(?P<clause>[^\u201c\u201d\uff0c\u3002\uff1b\uff1a\u3001\uff01\uff1f,;!?\n]+)"
)


@dataclass(frozen=True)
class Kept:
    """The answer with its sums and quotations as placeholders, and what each of them stands for, sums covered."""

    text: str
    stands_for: dict[str, str]


def kept(text: str, veil: Veil) -> Kept:
    """Return an answer in which nothing that must stay as it is can be changed: a model only says where it goes."""
    stands_for: dict[str, str] = {}

    def cover(found: re.Match[str]) -> str:
        quote, clause = found["quote"], found["clause"]
        if quote is None and not names_money(clause):
            return clause
        mark = veil.keep("quote" if quote else "money", quote or clause)
        stands_for[mark] = quote or without_amounts(clause)
        return mark

    return Kept(_PARTS.sub(cover, text), stands_for)
