"""What one turn of the graph may use; handed in, never looked up."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from agent.masking import Veil
from agent.model import ChatModel, Exchange
from agent.model.limits import load_limits
from agent.model.spending import Spending
from agent.toolbox import Case, Toolbox
from agent.turns import Turns
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
    turns: Turns = field(default_factory=Turns)


@dataclass(frozen=True)
class TurnContext:
    """One turn: the shared parts, who asks, and the one moment that counts as now."""

    workshop: Workshop
    actor: Actor
    now: datetime
    tools: Toolbox
    progress: Callable[[str], None] = lambda _step: None
    # Told (style, piece) while a model writes; what it says has passed no check yet.
    telling: Callable[[str, str], None] = lambda _style, _piece: None
    spending: Spending = field(default_factory=lambda: Spending(load_limits().budget))
    exchanges: list[Exchange] = field(default_factory=list)

    def rep_name(self, snapshot: MemberSnapshot) -> str:
        """Return in whose name she is written to: the colleague she knows, else whoever asks, '' for the product."""
        return snapshot.rep_name or ("" if self.actor is SYSTEM else self.actor.name)

    def veil(self, case: Case) -> Veil:
        """Return what hides her and us from a model."""
        return Veil(self.tools.identifiers_of(case), case.snapshot, self.rep_name(case.snapshot))
