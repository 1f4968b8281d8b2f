"""What is answered without a playbook page: from records, catalogue, a product's page; ground for a model."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from agent.composer.compose import Way, recorded
from agent.composer.talk.pointing import pointing_drafts
from agent.composer.talk.unclear import questions_back
from agent.context import TurnContext
from agent.state import TurnState

_USUAL = "usual"
# These ask her something instead of answering.
_ASKING: tuple[Way, ...] = (pointing_drafts, questions_back)
_RECORDS = frozenset({"orders", "products", "events"})


@dataclass(frozen=True)
class Answered:
    """The composer's own answer: its text, the records it rests on, and what a draft with it must carry along."""

    text: str = ""
    evidence: tuple[dict[str, Any], ...] = ()
    grounds: dict[str, Any] = field(default_factory=dict)
    attachments: tuple[dict[str, Any], ...] = ()
    asks_back: bool = False

    @cached_property
    def rests_on_record(self) -> bool:
        """Tell whether a row of ours vouches for it; a promise or a question of ours does not count."""
        return any(entry["field"] in _RECORDS for entry in self.evidence)


def answered(state: TurnState, context: TurnContext) -> Answered:
    """Return what the composer answers before it looks at pages; a blank one where it has to look."""
    way, drafts = recorded(state, context)
    if not drafts:
        return Answered()
    usual = next((draft for draft in drafts if draft.style == _USUAL), drafts[0])
    numbers = {number for draft in drafts for number in (draft.grounds or {}).get("numbers", ())}
    return Answered(
        text=usual.text,
        evidence=tuple(usual.evidence or ()),
        grounds={**(usual.grounds or {}), "numbers": sorted(numbers)},
        attachments=tuple(usual.attachments or ()),
        asks_back=way in _ASKING,
    )
