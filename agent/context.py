"""What one turn of the graph may use; handed in, never looked up."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from agent.model import ChatModel
from agent.toolbox import Toolbox
from knowledge.search import Librarian
from tools.access import SYSTEM, Actor
from tools.clock import Clock
from tools.database import Database
from tools.gate import Gate
from tools.members.snapshot import MemberSnapshot


@dataclass(frozen=True)
class Workshop:
    """The parts that every turn shares: store, library, gate, clock and, if there is one, a model."""

    database: Database
    librarian: Librarian
    gate: Gate
    clock: Clock
    model: ChatModel | None = None


@dataclass(frozen=True)
class TurnContext:
    """One turn: the shared parts, who asks, and the one moment that counts as now."""

    workshop: Workshop
    actor: Actor
    now: datetime
    tools: Toolbox
    progress: Callable[[str], None] = lambda _step: None

    def rep_name(self, snapshot: MemberSnapshot) -> str:
        """Return in whose name she is written to: the colleague she knows, else whoever asks, '' for the product."""
        return snapshot.rep_name or ("" if self.actor is SYSTEM else self.actor.name)
