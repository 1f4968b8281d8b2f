"""What a benchmark says: figures with units, and ratios to a floor or a peer measured in the same run."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One measured number and its unit."""

    name: str
    value: float
    unit: str


@dataclass(frozen=True)
class Ratio:
    """A figure over its floor or peer; it holds when value ≤ target."""

    name: str
    value: float
    target: float

    @property
    def holds(self) -> bool:
        """Tell whether the ratio keeps its target."""
        return self.value <= self.target


@dataclass(frozen=True)
class Bench:
    """What one benchmark measured in one run."""

    name: str
    figures: tuple[Figure, ...]
    ratios: tuple[Ratio, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the contract's document."""
        return {
            "bench": self.name,
            "figures": [{"name": one.name, "value": one.value, "unit": one.unit} for one in self.figures],
            "ratios": [{"name": one.name, "value": one.value, "target": one.target} for one in self.ratios],
        }


def seconds(call: Callable[[], object]) -> float:
    """Return the wall seconds of one call."""
    start = perf_counter()
    call()
    return perf_counter() - start


def interleaved(calls: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """Time several calls in turn, so that a machine that slows down slows all of them; return each one's median."""
    taken: list[list[float]] = [[] for _ in calls]
    for _ in range(rounds):
        for times, call in zip(taken, calls, strict=True):
            times.append(seconds(call))
    return [median(times) for times in taken]
