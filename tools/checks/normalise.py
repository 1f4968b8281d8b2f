"""Brings a text into one shape for matching, and remembers where every character came from."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from tools.yaml_text import read_yaml

TABLE = Path(__file__).parent / "normalise.yaml"
CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_BETWEEN_CJK = re.compile(rf"(?<=[{CJK}])[^\S\n]+(?=[{CJK}])")
_SPACES = re.compile(r"[^\S\n]+")
_LATIN_RUN = re.compile(r"[a-z]+(?:[ '][a-z]+)*")
_LONGEST_REMEMBERED = 300
_MOST_PLAIN = 20_000
_WIDTHLESS = frozenset({"Cf", "Cs", "Cc", "Mn", "Me", "Co"})


@dataclass(frozen=True)
class Readable:
    """A normalised text; `starts[i]` and `ends[i]` bound the original characters behind `text[i]`.

    `marks` are emoji and symbols taken out from between two Chinese characters: (mark, original offset).
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    marks: tuple[tuple[str, int], ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the original offsets of the normalised range [start, end)."""
        if not self.text or start >= len(self.text):
            return (0, 0)
        return (self.starts[start], self.ends[max(start, end - 1)])


@dataclass(frozen=True)
class _Table:
    """The spelling tables, ready to use."""

    homophones: dict[str, str]
    homophone_pattern: re.Pattern[str]
    # Anything that may need spelling out at all: most texts have none of it.
    suspicious: re.Pattern[str]
    pinyin: dict[str, str]
    longest_pinyin: int


class _Tape:
    """A text under change together with the origin of each of its characters; untouched, both ends are ranges."""

    def __init__(self, text: str, starts: Sequence[int], ends: Sequence[int]) -> None:
        self.text = text
        self.starts = starts
        self.ends = ends

    def replace(self, pattern: re.Pattern[str], spell: Callable[[re.Match[str]], str]) -> None:
        """Put `spell(match)` for every match; new characters point at the whole replaced range."""
        changes = [(match, spell(match)) for match in pattern.finditer(self.text)]
        changes = [(match, new) for match, new in changes if new != match.group()]
        if changes:
            self._put(changes)

    def _put(self, changes: Sequence[tuple[re.Match[str], str]]) -> None:
        chars: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        done = 0
        for match, new in changes:
            self._copy(done, match.start(), chars, starts, ends)
            chars.append(new)
            starts.extend([self.starts[match.start()]] * len(new))
            ends.extend([self.ends[match.end() - 1]] * len(new))
            done = match.end()
        self._copy(done, len(self.text), chars, starts, ends)
        self.text, self.starts, self.ends = "".join(chars), starts, ends

    def _copy(self, start: int, end: int, chars: list[str], starts: list[int], ends: list[int]) -> None:
        chars.append(self.text[start:end])
        starts.extend(self.starts[start:end])
        ends.extend(self.ends[start:end])


class _NotPlainError(Exception):
    """A character vanishes, becomes several, or is an emoji: the text must be read one by one."""


class _Plain(dict[int, str]):
    """What a character is read as, by its code, where that is one character for one; learned as characters come."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        new = _spell(char)
        if len(new) != 1 or is_emoji(char):
            raise _NotPlainError
        if len(self) < _MOST_PLAIN:
            self[code] = new
        return new


_plain = _Plain()


def readable(text: str) -> Readable:
    """Normalise `text`: NFKC, lower case, simplified, no invisible characters, known disguises spelled out."""
    return _remembered(text) if len(text) <= _LONGEST_REMEMBERED else _normalised(text)


def reworded(source: Readable, pattern: re.Pattern[str], template: str) -> Readable:
    """A normalised text with what a pattern finds put as `template` says, pointing at what stood there."""
    tape = _Tape(source.text, source.starts, source.ends)
    tape.replace(pattern, lambda match: match.expand(template))
    return Readable(tape.text, tape.starts, tape.ends, source.marks)


@lru_cache(maxsize=2048)
def _remembered(text: str) -> Readable:
    # Names of products and the lines of a thread are read again for every draft.
    return _normalised(text)


def _normalised(text: str) -> Readable:
    tape, marks = _spell_characters(text)
    table = _table()
    if table.suspicious.search(tape.text):
        tape.replace(_BETWEEN_CJK, lambda _: "")
        tape.replace(_SPACES, lambda _: " ")
        tape.replace(table.homophone_pattern, lambda match: table.homophones[match.group()])
        tape.replace(_LATIN_RUN, lambda match: _from_pinyin(match.group()))
    return Readable(tape.text, tape.starts, tape.ends, marks)


def _spell_characters(text: str) -> tuple[_Tape, tuple[tuple[str, int], ...]]:
    try:
        plain = text.translate(_plain)
    except _NotPlainError:
        return _spell_one_by_one(text)
    return _Tape(plain, range(len(text)), range(1, len(text) + 1)), ()


def _spell_one_by_one(text: str) -> tuple[_Tape, tuple[tuple[str, int], ...]]:
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    marks: list[tuple[str, int]] = []
    for place, char in enumerate(text):
        if is_emoji(char) and _stands_between_cjk(text, place):
            marks.append((char, place))
            continue
        for new in _spell(char):
            chars.append(new)
            starts.append(place)
            ends.append(place + 1)
    return _Tape("".join(chars), starts, ends), tuple(marks)


@lru_cache(maxsize=20_000)
def _spell(char: str) -> str:
    if char in "\n\t\r ":
        return "\n" if char == "\n" else " "
    if unicodedata.category(char) in _WIDTHLESS:
        return ""
    return "".join(_simplified(part) for part in unicodedata.normalize("NFKC", char).lower())


def _simplified(char: str) -> str:
    if char < "\u3400":
        return char
    new: str = _converter().convert(char)
    return new if len(new) == 1 else char


@lru_cache(maxsize=1)
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


@lru_cache(maxsize=5_000)
def is_emoji(char: str) -> bool:
    """Tell whether the character is a pictograph or another symbol mark."""
    return unicodedata.category(char) in {"So", "Sk"} or char in "*_^"


def _stands_between_cjk(text: str, place: int) -> bool:
    return _neighbour_is_cjk(text, place, -1) and _neighbour_is_cjk(text, place, 1)


def _neighbour_is_cjk(text: str, place: int, step: int) -> bool:
    for distance in range(1, 6):
        there = place + step * distance
        if not 0 <= there < len(text):
            return False
        if "\u3400" <= text[there] <= "\u9fff":
            return True
        if not is_emoji(text[there]) and unicodedata.category(text[there]) not in _WIDTHLESS:
            return False
    return False


def _from_pinyin(run: str) -> str:
    """Read a run of Latin letters as pinyin if all of it can be read and one word of it is ours."""
    table = _table()
    letters = run.replace(" ", "").replace("'", "")
    if len(letters) > 200:
        return run
    words: list[str] = []
    place, is_known_word = 0, False
    while place < len(letters):
        size = _longest_word(letters, place, table)
        if not size:
            return run
        word = table.pinyin[letters[place : place + size]]
        is_known_word = is_known_word or len(word) > 1
        words.append(word)
        place += size
    return "".join(words) if is_known_word else run


def _longest_word(letters: str, place: int, table: _Table) -> int:
    for size in range(table.longest_pinyin, 0, -1):
        if letters[place : place + size] in table.pinyin and place + size <= len(letters):
            return size
    return 0


@lru_cache(maxsize=1)
def _table() -> _Table:
    raw: dict[str, dict[str, str]] = read_yaml(TABLE)
    homophones = {str(key): str(value) for key, value in raw["homophones"].items()}
    keys = sorted(homophones, key=len, reverse=True)
    pinyin = {str(key): str(value) for key, value in raw["pinyin"].items()}
    written = "|".join(re.escape(key) for key in keys)
    suspicious = re.compile(rf"[^\S\n]|[a-z]|{written}")
    return _Table(homophones, re.compile(written), suspicious, pinyin, max(len(key) for key in pinyin))
