"""Which of several like things she means: by a figure, by larger or smaller, by a colour or a word of its own."""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from agent.composer.meant.things import name_parts, thing_words
from tools.patterns import compiled

_NUMBER = re.compile(r"(?<![A-Za-z\d.])\d+(?:\.\d+)?")
_LETTERS = re.compile(r"(?<![A-Za-z])(?:[SML]|X+L)(?![A-Za-z])")
_HAN = re.compile(r"[\u4e00-\u9fff]+")


def picked_by_words(names: Sequence[str], words: str) -> list[int]:
    """Return the places of the names that her words pick out of several, [] where they pick none or all."""
    if len(names) < 2:
        return []
    labels = labels_of(tuple(names))
    picks = (
        _by_number(labels, words),
        _by_letter(labels, words),
        _by_size(labels, words),
        _by_colour(labels, words),
        _by_own_word(labels, words),
    )
    return next((sorted(found) for found in picks if found and len(found) < len(names)), [])


def names_some(names: Sequence[str], words: str) -> bool:
    """Tell whether her words name sizes, figures or colours of several like things, be it all of them."""
    labels = labels_of(tuple(names))
    ways = (_by_number, _by_letter, _by_size, _by_colour, _by_own_word)
    return len(names) > 1 and any(way(labels, words) for way in ways)


@lru_cache(maxsize=1024)
def labels_of(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return of each name what the others do not have."""
    parts = [name_parts(name) for name in names]
    shared = set.intersection(*(set(one) for one in parts))
    return tuple(" ".join(part for part in one if part not in shared) for one in parts)


@lru_cache(maxsize=1024)
def _numbers(text: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(found) for found in _NUMBER.findall(text))


def _by_number(labels: Sequence[str], words: str) -> list[int]:
    said = {*_numbers(words), *_metres(words)}
    return [place for place, label in enumerate(labels) if said and said & set(_numbers(label))]


def _by_letter(labels: Sequence[str], words: str) -> list[int]:
    """Return the places whose label holds the letter of a size that she names in a word or a letter."""
    said = _letters_said(words)
    return [place for place, label in enumerate(labels) if said and said & set(_LETTERS.findall(label))]


@lru_cache(maxsize=256)
def _letters_said(words: str) -> frozenset[str]:
    signs = thing_words()["letters"].items()
    return frozenset(letter for sign, letter in signs if compiled(sign).search(words.lower()))


@lru_cache(maxsize=256)
def _metres(words: str) -> tuple[Decimal, ...]:
    table = thing_words()
    found = []
    for match in compiled(table["metres"]).finditer(words):
        tenth = digit_of(match["tenth"] or "0")
        found.append(Decimal(digit_of(match["whole"])) + Decimal(tenth) / 10)
    for match in compiled(table["half"]).finditer(words):
        found.append(Decimal(digit_of(match["whole"])) + Decimal("0.5"))
    return tuple(found)


def digit_of(written: str) -> int:
    """Read a small count in figures or in words; 0 where it is neither."""
    digits: dict[str, int] = thing_words()["digits"]
    return int(written) if written.isdecimal() else digits.get(written, 0)


def _by_size(labels: Sequence[str], words: str) -> list[int]:
    wants = [name for name in ("larger", "smaller") if compiled(thing_words()[name]).search(words)]
    return sorted({place for want in wants for place in _of_size(labels, want)})


def _of_size(labels: Sequence[str], want: str) -> list[int]:
    """Return the places that say so themselves, else the greatest or least figure of labels that all have one."""
    told = [place for place, label in enumerate(labels) if thing_words()[f"label_{want}"] in label]
    if told:
        return told
    sizes = [max(_numbers(label), default=None) for label in labels]
    known = [size for size in sizes if size is not None]
    if len(known) < len(sizes):
        return []
    extreme = max(known) if want == "larger" else min(known)
    return [place for place, size in enumerate(sizes) if size == extreme]


def _by_colour(labels: Sequence[str], words: str) -> list[int]:
    said = [colour for colour in thing_words()["colours"] if colour in words]
    return [place for place, label in enumerate(labels) if any(colour in label for colour in said)]


def _by_own_word(labels: Sequence[str], words: str) -> list[int]:
    runs = [[run for run in _HAN.findall(label) if len(run) > 1] for label in labels]
    return [place for place, own in enumerate(runs) if any(_shares(run, words) for run in own)]


def _shares(run: str, words: str) -> bool:
    return any(run[at : at + 2] in words for at in range(len(run) - 1))


def how_many(name: str, words: str) -> int:
    """Return how many of a size she speaks of; 0 where she does not say. `name` is larger, smaller or ''."""
    pattern = thing_words()[f"many_{name}" if name else "many"]
    found = compiled(pattern).search(words)
    return digit_of(found["n"]) if found else 0


def size_of(names: Sequence[str], place: int) -> str:
    """Return whether one of several is the larger or the smaller one, '' where nothing tells."""
    labels = labels_of(tuple(names))
    return next((want for want in ("larger", "smaller") if place in _of_size(labels, want)), "")
