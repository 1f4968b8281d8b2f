"""What was said lately, the way the checks read it: lines that count back from the moment of judging."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol

from tools.checks.finding import Line

CONTEXT = timedelta(hours=72)


class Saying(Protocol):
    """A message, or as much of one as its reader has."""

    @property
    def direction(self) -> str:
        """'in' or 'out'."""
        ...

    @property
    def text(self) -> str:
        """Its words."""
        ...

    @property
    def at(self) -> datetime:
        """When it was said."""
        ...

    @property
    def purpose(self) -> str:
        """The kind of draft behind one of ours, '' when unknown."""
        ...


def lines_before(said: Iterable[Saying], moment: datetime) -> tuple[Line, ...]:
    """Return the lines of the three days before a moment, in their order; what is later is left out."""
    return tuple(_line(one, moment) for one in said if moment - CONTEXT <= one.at <= moment)


def _line(one: Saying, moment: datetime) -> Line:
    hours = (moment - one.at).total_seconds() / 3600
    return Line("in" if one.direction == "in" else "out", one.text, hours, one.purpose)
