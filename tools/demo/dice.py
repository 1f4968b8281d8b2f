"""Chance that falls the same way every time: one die per member and purpose, seeded by words."""

from collections.abc import Sequence
from math import exp, log
from random import Random
from typing import TypeVar

Face = TypeVar("Face")


class Dice(Random):
    """A seeded die that knows the few shapes of chance the demo needs."""

    def chance(self, probability: float) -> bool:
        """Return True with this probability."""
        return self.random() < probability

    def weighted(self, faces: dict[Face, float] | dict[Face, int]) -> Face:
        """Return one key, drawn by the weights."""
        point = self.random() * sum(faces.values())
        for face, weight in faces.items():
            point -= weight
            if point < 0:
                return face
        return next(reversed(faces))

    def within(self, bounds: Sequence[int]) -> int:
        """Return a whole number between two bounds, inclusive."""
        low, high = bounds
        return self.randint(low, max(low, high))

    def poisson(self, mean: float) -> int:
        """Return a count with this mean (Knuth's method; the means here are small)."""
        limit, count, product = exp(-mean), 0, self.random()
        while product > limit:
            count += 1
            product *= self.random()
        return count

    def around(self, middle: float, spread: float) -> float:
        """Return a positive number whose logarithm scatters around the middle's."""
        return self.lognormvariate(log(middle), spread) if middle > 0 else 0.0


def dice(seed: int, *parts: object) -> Dice:
    """Return the die of one member and purpose."""
    return Dice("/".join(str(part) for part in (seed, *parts)))
