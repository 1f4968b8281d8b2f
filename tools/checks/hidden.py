"""Characters that nobody sees: invisible, controlling, or turning the direction of reading."""

import unicodedata

from tools.checks.finding import Finding
from tools.checks.matching import verdict_of
from tools.checks.rulebook import get_rule

_BAD = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
# Line breaks and tabs are text; joiners and selectors hold emoji together.
_JOINS_EMOJI = "\u200d\ufe0f\ufe0e"
_PLAIN = "\n\t\r"


def hidden_findings(text: str) -> list[Finding]:
    """Return one finding for each run of hidden characters in a text that is about to go out."""
    found: list[Finding] = []
    start = -1
    for place, char in enumerate(f"{text} "):
        if _is_hidden(text, place, char):
            start = place if start < 0 else start
        elif start >= 0:
            rule = get_rule("HIDDEN-CHARS")
            found.append(Finding(rule.id, verdict_of(rule), start, place, rule.message))
            start = -1
    return found


def without_hidden(text: str) -> str:
    """Return a text as it is seen."""
    return "".join(char for place, char in enumerate(text) if not _is_hidden(text, place, char))


def _is_hidden(text: str, place: int, char: str) -> bool:
    if char in _PLAIN or unicodedata.category(char) not in _BAD:
        return False
    follows_emoji = place > 0 and (unicodedata.category(text[place - 1]) in {"So", "Sk"} or text[place - 1] == "\ufe0f")
    return not (char in _JOINS_EMOJI and follows_emoji)
