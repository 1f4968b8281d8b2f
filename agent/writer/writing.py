"""One request for drafts: what is known, what may be said, and how the conversation with the model is led."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property

from agent.composer.understood import Understood
from agent.lookups import Lookups
from agent.masking import Veil
from agent.model import Exchange
from agent.model.spending import Spending
from agent.stance import Stance
from agent.toolbox import QuadrantView
from agent.writer.kept import Kept, kept
from knowledge.playbook import Playbook
from tools.members.snapshot import Fact, MemberSnapshot

REPAIR = "repair"


@dataclass(frozen=True)
class Writing:
    """Everything one call of the writer needs; `repair` says what was wrong with the first try, line by line."""

    snapshot: MemberSnapshot
    stance: Stance
    quadrant: QuadrantView
    pages: Sequence[Playbook]
    rep_name: str
    said: Fact | None
    words: str
    understood: Understood
    repair: Sequence[str]
    veil: Veil
    lookups: Lookups
    spending: Spending
    keep: Callable[[Exchange], None]
    # Told (style, piece) while the text arrives; it has passed no check yet.
    telling: Callable[[str, str], None]
    # While the model is waited for, another turn may compute.
    away: Callable[[], AbstractContextManager[None]]

    @property
    def task(self) -> str:
        """Return the task that chooses the model."""
        return REPAIR if self.repair else self.stance.kind

    @cached_property
    def kept(self) -> Kept:
        """Return the recorded answer, its sums, quotations and labels as placeholders; a blank one where none is."""
        answer = self.understood.answer
        text = answer.text if answer.rests_on_record and not answer.asks_back else ""
        return kept(text, self.veil, answer.grounds.get("labels", ()))
