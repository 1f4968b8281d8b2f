"""What a turn knows so far: a plain dict that never outlives the turn."""

from dataclasses import dataclass
from typing import TypedDict

from agent.request import Proposal, Request
from agent.stance import Stance
from agent.toolbox import Case, QuadrantView
from knowledge.playbook import Playbook
from tools.checks import Finding, Triage
from tools.lists.choose import Choice
from tools.members.snapshot import MemberSnapshot
from tools.models import Draft


@dataclass(frozen=True)
class Asked:
    """One part of a message that asks several things: its words, whether it asks, and the pages found for it alone.

    `is_general`: the page has no answer of its own to this part, and what it says to all is meant. `half` is what of
    the part asks, as for the whole.
    """

    text: str
    asks: bool
    pages: tuple[Playbook, ...]
    is_general: bool = False
    half: str = ""


class TurnState(TypedDict, total=False):
    """Filled step by step; each node adds its own keys."""

    request: Request
    # Her words were read on with those that they complete.
    is_completed: bool
    triage: Triage | None
    # What only sounded like a health matter and is read as a question: it calls a person unless a page surely answers.
    likeness: Triage | None
    snapshot: MemberSnapshot
    quadrant: QuadrantView
    # For the contact rules alone: a draft rests on the snapshot.
    case: Case
    stance: Stance
    pages: tuple[Playbook, ...]
    # Where one message asks several things, each of them by itself; else ().
    asks: tuple[Asked, ...]
    # What of her words asks, where the page found first is surely about it alone; else ''.
    half: str
    choice: Choice | None
    drafts: tuple[Draft, ...]
    drafter: str
    fallback_reason: str
    blocked_by: tuple[str, ...]
    repair: tuple[Finding, ...]
    repaired: bool
    proposal: Proposal
