"""The patterns of our tables, each compiled once a process: there are more of them than `re` itself keeps."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import overload

_MOST = 16384
_left = list["Patterns"]()


@lru_cache(maxsize=_MOST)
def compiled(pattern: str) -> re.Pattern[str]:
    """Return the compiled pattern of a table's words. Raises re.error."""
    return re.compile(pattern)


@dataclass(frozen=True)
class Patterns(Sequence[re.Pattern[str]]):
    """Many patterns, each compiled when it is first asked for: of thousands, a process needs a few dozen."""

    texts: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, at: int) -> re.Pattern[str]: ...

    @overload
    def __getitem__(self, at: slice) -> "Patterns": ...

    def __getitem__(self, at: int | slice) -> "re.Pattern[str] | Patterns":
        return Patterns(self.texts[at]) if isinstance(at, slice) else compiled(self.texts[at])


def left_for_later(parsed: tuple[str, ...]) -> Patterns:
    """Return patterns that were parsed already: the one fault that only compiling finds, a look behind, is sought now.

    Raises re.error.
    """
    for pattern in parsed:
        if "(?<" in pattern:
            compiled(pattern)
    left = Patterns(parsed)
    _left.append(left)
    return left


def compile_left() -> None:
    """Compile what was left for later, which a process that serves for days does before anybody waits for it."""
    for patterns in _left:
        for text in patterns.texts:
            compiled(text)
