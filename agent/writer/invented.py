"""What a model may not make up: amounts of money, and numbers and codes that nobody gave it."""

import re
import unicodedata
from collections.abc import Iterator

from tools.checks.rulebook import words

_NUMBER = re.compile(r"\d+(?:[.:]\d+)*")
# A code of goods: letters with digits, as on a label.
_CODE = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Za-z0-9-]*\d)(?=[A-Za-z0-9-]*[A-Za-z])[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*"
)
_SHORTEST_CODE = 3


def invented(text: str, given: str) -> tuple[str, ...]:
    """Return what a text states without ground: `given` is all that the model was shown and may say."""
    plain_text, plain_given = (unicodedata.normalize("NFKC", one) for one in (text, given))
    return tuple(
        dict.fromkeys([*_prices(plain_text), *_codes(plain_text, plain_given), *_numbers(plain_text, plain_given)])
    )


def _prices(text: str) -> Iterator[str]:
    """A price never comes from a model, not even a true one."""
    for match in words()["price_said"].finditer(text):
        yield match.group().strip()


def _codes(text: str, given: str) -> Iterator[str]:
    known = given.lower()
    for match in _CODE.finditer(text):
        if len(match.group()) >= _SHORTEST_CODE and match.group().lower() not in known:
            yield match.group()


def _numbers(text: str, given: str) -> Iterator[str]:
    known = set(_NUMBER.findall(given))
    without_codes = _CODE.sub(" ", text)
    for number in _NUMBER.findall(without_codes):
        if number not in known:
            yield number
