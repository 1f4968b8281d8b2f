"""One cell becomes one value: texts, ids, numbers, money, yes and no, words of the contract."""

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any

from tools.errors import BadInput
from tools.importing.words import canonical_words, find_meaning, vocabulary
from tools.money import fen_from_yuan

Parse = Callable[[Any], Any]

# PostgreSQL's integer column ends a little above this.
_LARGEST_WHOLE = 2_000_000_000
# Spreadsheets keep fifteen digits of a number and write zeros for the rest.
_LONGEST_EXACT = 10**15
_EXCEL_ROUNDED = re.compile(r"\d(\.\d+)?E\+\d+", re.IGNORECASE)
_GROUPED = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?")
_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d{1,2})?", re.IGNORECASE)
_FOREIGN_SCHEME = re.compile(r"(?!https?:)[a-z][a-z0-9+.\-]*:(?!\d)", re.IGNORECASE)


def shown(value: Any) -> str:
    """Quote a value in a message without repeating a whole page of it."""
    text = str(value)
    return repr(text if len(text) <= 40 else text[:40] + "…")


def text(value: Any) -> str:
    """Read free text; a JSON list or object is none. Raises BadInput."""
    if isinstance(value, str):
        return value
    if isinstance(value, (dict, list)):
        raise BadInput("This is a list or object where a text belongs.", fix="Write one plain value.")
    if isinstance(value, bytes):
        raise BadInput("This is binary data and no UTF-8 text.", fix="Export the column as text.")
    return str(value)


def identity(max_length: int) -> Parse:
    """Make a reader of ids of at most `max_length` characters."""

    def read(value: Any) -> str:
        written = _unrounded(value).lstrip("'")
        if not written or len(written) > max_length:
            raise BadInput(f"{shown(written)} is not an id.", fix=f"Use 1 to {max_length} characters.")
        return written

    return read


def phone(value: Any) -> str:
    """Read a phone number: digits, masks and + stay, blanks and hyphens go. Raises BadInput."""
    return re.sub(r"[\s\-']", "", _unrounded(value))


def _unrounded(value: Any) -> str:
    is_rounded = isinstance(value, float) and abs(value) >= _LONGEST_EXACT
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    written = text(value)
    if is_rounded or _EXCEL_ROUNDED.fullmatch(written):
        raise BadInput(
            f"{shown(written)} was rounded by a spreadsheet.", fix="Format the column as text and export it again."
        )
    return written


def whole(smallest: int = 0, largest: int = _LARGEST_WHOLE) -> Parse:
    """Make a reader of whole numbers between two bounds, both included."""

    def read(value: Any) -> int:
        number = Decimal(_plain_number(value))
        if number != number.to_integral_value() or not smallest <= number <= largest:
            raise BadInput(
                f"{shown(value)} is not a whole number from {smallest} to {largest}.", fix="Correct the number."
            )
        return int(number)

    return read


def money(value: Any) -> int:
    """Read yuan into fen; never negative. Raises BadInput."""
    plain = _plain_number(value)
    if "." in plain:
        # A sum computed in floating point ends in …0000003: noise, not a third decimal.
        plain = f"{Decimal(plain):.6f}"
    fen = fen_from_yuan(plain)
    if fen < 0:
        raise BadInput(f"{shown(value)} is below zero.", fix="Write a positive amount; refunds have a column.")
    return fen


def price(value: Any) -> int:
    """Read a price into fen, above zero. Raises BadInput."""
    fen = money(value)
    if fen == 0:
        raise BadInput("A price of zero cannot be shown to a member.", fix="Write the price in yuan, e.g. 128.00.")
    return fen


def list_price(value: Any) -> int | None:
    """Read a former price into fen; the zero that exports write for none is none. Raises BadInput."""
    return money(value) or None


def number(value: Any) -> int | float:
    """Read a number that is not negative, whole where it can be. Raises BadInput."""
    read = Decimal(_plain_number(value))
    if read < 0:
        raise BadInput(f"{shown(value)} is below zero.", fix="Write a positive number.")
    return int(read) if read == read.to_integral_value() else float(read)


def _plain_number(value: Any) -> str:
    written = str(value) if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) else text(value)
    plain = written if _NUMBER.fullmatch(written) else _without_units(written)
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    if len(plain) > 40 or not _NUMBER.fullmatch(plain):
        raise BadInput(f"{shown(value)} is not a number.", fix="Write it as 128, 128.50 or 1,280.00.")
    return plain


def _without_units(written: str) -> str:
    plain = unicodedata.normalize("NFKC", written).strip().casefold()
    for prefix in vocabulary()["number_prefixes"]:
        plain = plain.removeprefix(prefix)
    for suffix in vocabulary()["number_suffixes"]:
        if plain.endswith(suffix):
            plain = plain.removesuffix(suffix)
            break
    return plain.strip()


@cache
def one_of(group: str) -> Parse:
    """Make a reader of the words of one group in words.yaml; the group's 'unknown' reads as ''."""

    def read(value: Any) -> str:
        meaning = find_meaning(group, text(value))
        if meaning is None:
            allowed = ", ".join(word for word in canonical_words(group) if word != "unknown")
            raise BadInput(f"{shown(value)} is not one of the known words.", fix=f"Use {allowed}.")
        return "" if meaning == "unknown" else meaning

    return read


def open_word(group: str) -> Parse:
    """Make a reader that knows the words of a group and lets others pass, up to 64 characters."""

    def read(value: Any) -> str:
        written = text(value)
        if len(written) > 64:
            raise BadInput(f"{shown(value)} is too long for a word.", fix="Use at most 64 characters.")
        return find_meaning(group, written) or written

    return read


def flag(value: Any) -> bool:
    """Read yes or no. Raises BadInput."""
    return bool(one_of("flag")(value) == "true")


def consent(value: Any) -> bool | None:
    """Read a consent: yes, no, or None where nobody asked. Raises BadInput."""
    word = one_of("consent")(value)
    return None if word == "" else bool(word == "true")


def link(value: Any) -> str:
    """Read a web address, also one without a scheme or a path of our own pictures. Raises BadInput."""
    written = text(value)
    if re.search(r"\s", written) or _FOREIGN_SCHEME.match(written):
        raise BadInput(f"{shown(written)} is not a web address.", fix="Write it as https://….")
    return written
