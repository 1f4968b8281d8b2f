"""Stand-ins for the checks and contact rules of a gate."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from tools.checks import Finding
from tools.models import Draft


@dataclass(frozen=True)
class Refused:
    """A contact rule's no, or its not yet."""

    rule: str = "CT-4"
    message: str = "too many"
    until: datetime | None = None
    delay: bool = False


@dataclass
class FakeGate:
    """Passes everything but the words in `blocks` and `holds`; `refusals` speak against every contact."""

    blocks: Sequence[str] = ()
    holds: Sequence[str] = ()
    refusals: Sequence[Refused] = ()
    seen: list[str] = field(default_factory=list)

    def inspect(self, session: Session, draft: Draft, text: str, now: datetime) -> tuple[Finding, ...]:
        self.seen.append(text)
        found = [Finding("AD-9", "block", text.index(w), text.index(w) + len(w), w) for w in self.blocks if w in text]
        return (*found, *(Finding("TONE-1", "hold", 0, 1, word) for word in self.holds if word in text))

    def may_contact(self, session: Session, draft: Draft, now: datetime) -> tuple[Refused, ...]:
        return tuple(self.refusals)
