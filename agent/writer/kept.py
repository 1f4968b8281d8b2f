"""What of a recorded answer a model places as a whole: each sum with the words around it, and each quotation."""

import re
from dataclasses import dataclass

from agent.masking import Veil
from tools.checks.normalise import readable
from tools.checks.numerals import quantities, unit
from tools.checks.rulebook import words

# A quotation, or a stretch of words up to the next punctuation.
_PARTS = re.compile(
    "(?<=\u201c)(?P<quote>[^\u201c\u201d]+)(?=\u201d)|(?P<clause>[^\u201c\u201d\uff0c\u3002\uff1b\uff1a\u3001\uff01\uff1f,;!?\n]+)"
)
_COVERED = "\u2026"


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
        stands_for[mark] = quote or _without_amounts(clause)
        return mark

    return Kept(_PARTS.sub(cover, text), stands_for)


def _without_amounts(clause: str) -> str:
    """Cover the amounts of a clause: what she paid, and what things cost, need not leave the house."""
    return words()["price_said"].sub(lambda found: found[0].replace(_amount(found), _COVERED), clause)


def _amount(found: re.Match[str]) -> str:
    return next(group for group in found.groups() if group)


def names_money(text: str) -> bool:
    """Tell whether words hold an amount of money in any spelling."""
    plain = readable(text).text
    return bool(words()["price_said"].search(plain)) or any(one.unit == unit("money") for one in quantities(plain))
