"""The queue: one card a suggestion."""

from dataclasses import dataclass
from typing import ClassVar

from api.console.pages.chrome import Chrome
from tools.figures import DayFigures


@dataclass(frozen=True)
class Tab:
    """One tab of the queue."""

    code: str
    href: str
    is_here: bool


@dataclass(frozen=True)
class Who:
    """A member on a card; quadrant is '' when she was never scored."""

    member_id: str
    name: str
    call: str
    tier: str
    quadrant: str


@dataclass(frozen=True)
class QueueCard:
    """One suggestion with 1–3 sibling drafts; `text` is that of the draft a batch approval would take."""

    draft_id: str
    version: int
    who: Who
    kind: str
    why_now: str
    intent: str
    route: str
    level: str
    todo: str
    style: str
    styles: tuple[str, ...]
    text: str
    quote: str
    state: str
    delivery_id: str
    delivery_state: str
    when: str
    finding_count: int
    verdict: str
    is_late: bool
    may_batch: bool
    may_pick: bool


@dataclass(frozen=True)
class QueuePage:
    """The queue page; `next_href` is '' on the last page."""

    template: ClassVar[str] = "queue.html"

    chrome: Chrome
    tab: str
    tabs: tuple[Tab, ...]
    figures: DayFigures
    kind: str
    kinds: tuple[str, ...]
    quadrant: str
    quadrants: tuple[str, ...]
    cards: tuple[QueueCard, ...]
    next_href: str
    may_resolve: bool
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class BatchLine:
    """What became of one draft of a batch; `what` and `todo` are '' when it was decided as wished."""

    draft_id: str
    name: str
    what: str
    todo: str


@dataclass(frozen=True)
class BatchPage:
    """A batch in which something was refused."""

    template: ClassVar[str] = "batch.html"

    chrome: Chrome
    lines: tuple[BatchLine, ...]
    # approve or reject
    action: str
