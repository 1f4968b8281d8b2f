"""A figure and the number it stands on: below a smallest number it has no value, and says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median, quantiles

from tools.kpis.rules import rules


@dataclass(frozen=True)
class Measure:
    """`value` is None where `n` (members, touches, chats …) is too small to say anything."""

    value: float | None
    n: int


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
    return Measure(part / whole * of if whole >= smallest else None, whole)


def _told(value: float | None, n: int) -> Measure:
    return Measure(value if n >= rules()["smallest_n"] else None, n)
