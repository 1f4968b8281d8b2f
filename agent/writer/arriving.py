"""Words while they still arrive: the texts inside an unfinished JSON answer, with their blanks filled."""

import json
import re
from collections.abc import Callable

_TEXT = re.compile(r'"style"\s*:\s*"([a-z]+)"\s*,\s*"text"\s*:\s*"((?:[^"\\]|\\.)*)')
_HALF_A_BLANK = re.compile(r"\{[^{}]*$")


class Arriving:
    """Hears the raw pieces of an answer and tells (style, piece) as soon as a piece is whole."""

    def __init__(self, telling: Callable[[str, str], None], complete: Callable[[str], str]) -> None:
        """`complete` fills blanks."""
        self._telling, self._complete = telling, complete
        self._heard = ""
        self._told: dict[str, str] = {}

    def hear(self, piece: str) -> None:
        """Take the next piece in; whatever it is, hearing never fails."""
        self._heard += piece
        for style, raw in _TEXT.findall(self._heard):
            self._tell(style, self._complete(_HALF_A_BLANK.sub("", _decoded(raw))))

    def _tell(self, style: str, text: str) -> None:
        told = self._told.get(style, "")
        if len(text) > len(told) and text.startswith(told):
            self._told[style] = text
            self._telling(style, text[len(told) :])


def _decoded(raw: str) -> str:
    """Return the text of an unfinished JSON string; an escape that is cut in two waits for its other half."""
    for end in (len(raw), raw.rfind("\\")):
        try:
            return str(json.loads(f'"{raw[:end]}"', strict=False))
        except ValueError:
            continue
    return ""
