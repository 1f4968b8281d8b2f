"""Begin what only listens with her own clause, where it says no word of hers: she sees that she was heard."""

import re

from agent.composer.hearing.telling import clauses_told, course_of, is_hushed, telling, turned
from tools.checks.normalise import readable
from tools.patterns import compiled

_HAN = re.compile(r"[\u4e00-\u9fff]+")
# Of a thank-you only what came of our advice is news; the advice is named anyway.
_THANKS = "thanks"


def taken_up(texts: dict[str, str], words: str, tone: str) -> tuple[dict[str, str], str]:
    """Return texts (style → text) with a clause of hers before each that says nothing of it, and that clause or ''."""
    clause = _clause(words, tone)
    if not clause:
        return texts, ""
    heard, marks = clause if tone == _THANKS else words, telling()["taken_up"]["marks"]
    begun = {style: text if _says(text, heard) else f"{clause}{marks[style]}{text}" for style, text in texts.items()}
    return begun, clause


def _clause(words: str, tone: str) -> str:
    """Return the longest clause of hers that went as the tone says, as one says it back; '' where none bears it."""
    fitting = [] if is_hushed(words) else [clause for clause in clauses_told(words) if _is_fit(clause, tone)]
    return turned(max(fitting, key=lambda clause: (_is_in_tone(clause, tone), len(clause)), default=""))


def _is_fit(clause: str, tone: str) -> bool:
    rules = telling()["taken_up"]
    is_short = rules["least"] <= len(clause) <= rules["most"] and not compiled(rules["without"]).search(clause)
    happened = rules["happened"].get(tone)
    has_happened = happened is not None and bool(compiled(happened).search(clause))
    return is_short and (_is_in_tone(clause, tone) or (has_happened and course_of(clause) == "plain"))


def _is_in_tone(clause: str, tone: str) -> bool:
    return course_of(clause) in telling()["taken_up"]["courses"].get(tone, ())


def _says(text: str, words: str) -> bool:
    """Tell whether a text has two characters of hers in a row that stand for something."""
    weak = compiled(telling()["taken_up"]["weak"])
    runs = _HAN.findall(readable(words).text)
    pairs = {run[at : at + 2] for run in runs for at in range(len(run) - 1)}
    return any(pair in text and not weak.search(pair) for pair in pairs)
