"""One hit of a check, and one line of the conversation it may look at."""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["block", "hold", "warn", "route"]


@dataclass(frozen=True)
class Finding:
    """A rule that spoke; `start` and `end` are offsets in the ORIGINAL text."""

    rule: str
    verdict: Verdict
    start: int
    end: int
    message: str


@dataclass(frozen=True)
class Line:
    """An earlier message, or one on its way: `hours_ago` counts back from the moment of judging.

    `purpose` is the kind of the draft behind an outbound one (care, reply, product_list …), blank when unknown.
    """

    direction: Literal["in", "out"]
    text: str
    hours_ago: float
    purpose: str = ""
