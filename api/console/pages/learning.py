"""What became of drafts, the prompts behind them, and a draft while it is being written."""

from dataclasses import dataclass
from typing import ClassVar

from api.console.pages.chrome import Chrome


@dataclass(frozen=True)
class FigureView:
    """One figure beside the one that guards it; values as people read them, a dash where there is none."""

    name: str
    says: str
    value: str
    guard_name: str
    guard_says: str
    guard_value: str


@dataclass(frozen=True)
class KpiRow:
    """One playbook version, drafter, colleague or model; each figure is followed by its guard."""

    name: str
    href: str
    displayed: int
    adoption: str
    negative: str
    direct: str
    hasty: str
    edit_size: str
    meaning: str
    rejected: str
    undecided: str
    reasons: str


@dataclass(frozen=True)
class CostRow:
    """What one model cost for one task."""

    model: str
    task: str
    conversations: int
    unused: int
    calls: int
    tokens: str
    yuan: str
    median: str


@dataclass(frozen=True)
class Choice:
    """Days and members of a figures page; `reps` is empty for who sees own members only."""

    since: str
    until: str
    rep: str
    quadrant: str
    reps: tuple[tuple[str, str], ...]
    quadrants: tuple[str, ...]
    query: str


@dataclass(frozen=True)
class KpisPage:
    """What became of drafts in some days."""

    template: ClassVar[str] = "kpis.html"

    chrome: Chrome
    choice: Choice
    settled_until: str
    displayed: int
    figures: tuple[FigureView, ...]
    reasons: tuple[tuple[str, str], ...]
    meaning: tuple[tuple[str, int], ...]
    groups: tuple[tuple[str, tuple[KpiRow, ...]], ...]
    costs: tuple[CostRow, ...]
    # Care that became a lead-in: (link of the draft, colleague) each.
    spoiled: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PromptView:
    """One page of the prompt as it lies in the folder, with the names that its context fills."""

    name: str
    text: str
    context: tuple[str, ...]


@dataclass(frozen=True)
class PromptsPage:
    """The prompts in force."""

    template: ClassVar[str] = "prompts.html"

    chrome: Chrome
    version: str
    prompts: tuple[PromptView, ...]


@dataclass(frozen=True)
class LivePage:
    """A draft while it is written: the page is cut at its mark, and what arrives goes in between."""

    template: ClassVar[str] = "live.html"

    chrome: Chrome
    member_id: str
    member_name: str
