"""What a benchmark says: figures with units, and ratios to a floor or a peer measured in the same run."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter, process_time
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


@dataclass(frozen=True)
class Taken:
    """What a call took, round by round: seconds on the clock and seconds of the processor, all threads together."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def time(self, call: Callable[[], object]) -> None:
        """Make the call once and note what it took."""
        cpu, wall = process_time(), perf_counter()
        call()
        self.wall.append(perf_counter() - wall)
        self.cpu.append(process_time() - cpu)

    def wall_at(self, share: float) -> float:
        """Return the wall seconds within which a share (0–1) of the rounds was done."""
        return sorted(self.wall)[min(len(self.wall) - 1, int(share * len(self.wall)))]

    def over(self, floor: "Taken") -> float:
        """Return how often the floor fits into this, in processor time: a busy neighbour counts for none."""
        return median(self.cpu) / median(floor.cpu)


def rounds_of(calls: Sequence[Callable[[], object]], rounds: int, *, warm_up: int = 1) -> list[Taken]:
    """Time several calls in turn, so that a machine that slows down slows all of them."""
    for _ in range(warm_up):
        for call in calls:
            call()
    taken = [Taken() for _ in calls]
    for _ in range(rounds):
        for one, call in zip(taken, calls, strict=True):
            one.time(call)
    return taken
