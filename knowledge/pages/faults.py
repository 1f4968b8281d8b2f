"""What is wrong with a playbook file: where, what, and how to put it right."""

from collections.abc import Sequence
from dataclasses import dataclass

from tools.errors import BadInput


@dataclass(frozen=True, order=True)
class Fault:
    """One fault of one file; `line` counts from 1 and is 0 when the whole file is meant."""

    source: str
    line: int
    message: str
    fix: str = ""

    def __str__(self) -> str:
        place = f"{self.source}:{self.line}" if self.line else self.source
        return f"{place}: {self.message} {self.fix}".rstrip()


class PlaybookFault(BadInput):
    """A playbook file that cannot be used, with every fault found in it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Speak with the first fault's words and keep them all."""
        first = faults[0]
        place = f"{first.source}, line {first.line}" if first.line else first.source
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        super().__init__(f"{place}: {first.message}{more}", fix=first.fix)
        self.faults = tuple(faults)
