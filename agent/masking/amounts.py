"""Amounts of money in words: found in any spelling, and covered where they are in figures."""

import re

from tools.checks.normalise import readable
from tools.checks.numerals import quantities, unit
from tools.checks.rulebook import words

_COVERED = "\u2026"


def names_money(text: str) -> bool:
    """Tell whether words hold an amount of money in any spelling."""
    plain = readable(text).text
    return bool(words()["price_said"].search(plain)) or any(one.unit == unit("money") for one in quantities(plain))


def without_amounts(text: str) -> str:
    """Return words with the amounts covered: what she paid, and what things cost, need not leave the house."""
    return words()["price_said"].sub(lambda found: found[0].replace(_amount(found), _COVERED), text)


def _amount(found: re.Match[str]) -> str:
    return next(group for group in found.groups() if group)
