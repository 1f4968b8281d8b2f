"""A figure and the number it stands on: below a smallest number it has no value, and says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median, quantiles
from typing import Literal

from tools.kpis.rules import rules


@dataclass(frozen=True)
class Measure:
    """`value` is None with its reason in `why`: nothing is there, there are too few, or the time is not over.

    `n` counts what the figure stands on: members, touches, chats …
    """

    value: float | None
    n: int
    why: Literal["", "nothing", "too_few", "not_over"] = ""


def not_over(n: int) -> Measure:
    """Return a figure whose time is still running."""
    return Measure(None, n, "not_over") if n else _absent(n)


def share(part: int, whole: int) -> Measure:
    """Return part ÷ whole."""
    return _told(part / whole if whole else None, whole)


def mean(values: Sequence[float]) -> Measure:
    """Return the mean."""
    return _told(fmean(values) if values else None, len(values))


def middle(values: Sequence[float]) -> Measure:
    """Return the median."""
    return _told(median(values) if values else None, len(values))


def ninetieth(values: Sequence[float]) -> Measure:
    """Return the value that nine of ten do not exceed, between two neighbours where it falls there."""
    cuts = quantiles(values, n=10, method="inclusive") if len(values) > 1 else list(values)
    return _told(cuts[-1] if cuts else None, len(values))


def per(part: int, whole: int, of: int, smallest: int) -> Measure:
    """Return how many there are of each `of`, from `smallest` on: a rare thing needs a larger number."""
    return Measure(part / whole * of, whole) if whole >= smallest else _absent(whole)


def _told(value: float | None, n: int) -> Measure:
    return Measure(value, n) if n >= rules()["smallest_n"] else _absent(n)


def _absent(n: int) -> Measure:
    return Measure(None, n, "too_few" if n else "nothing")
