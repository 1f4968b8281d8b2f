"""One suggestion with its drafts: the card a rep decides on."""

from dataclasses import dataclass
from typing import ClassVar

from api.console.pages.chrome import Chrome, Notice
from api.console.pages.member import ToldLine
from api.console.pages.queue import Who
from api.console.pages.tasks import DutyView


@dataclass(frozen=True)
class Segment:
    """A stretch of text; `mark` is a verdict, 'ins', 'del' or '' for plain text."""

    text: str
    mark: str = ""
    about: str = ""


@dataclass(frozen=True)
class FindingView:
    """One hit of a check, with the words it is about ('' when it is about the whole text)."""

    rule: str
    verdict: str
    message: str
    quote: str


@dataclass(frozen=True)
class SaidView:
    """One message of the thread; the answered one is marked."""

    direction: str
    text: str
    when: str
    is_answered: bool


@dataclass(frozen=True)
class Chip:
    """One fact with its source and date."""

    field: str
    value: str
    source: str
    when: str


@dataclass(frozen=True)
class PageRef:
    """The playbook behind a draft; `has_page` is False when that version is no longer recorded."""

    id: str
    version: str
    title: str
    has_page: bool


@dataclass(frozen=True)
class ProductRow:
    """One product of a list; price in yuan."""

    sku: str
    name: str
    spec: str
    price: str
    stock: int
    url: str
    image_url: str


@dataclass(frozen=True)
class DeliveryView:
    """Where an approved text is; `seconds_left` until it leaves, 0 when that is over."""

    id: str
    state: str
    when: str
    seconds_left: int
    error: str


@dataclass(frozen=True)
class DraftView:
    """One draft; `box` is what stands in the edit box, which after a refusal is the person's own text."""

    id: str
    version: int
    style: str
    state: str
    segments: tuple[Segment, ...]
    length: int
    box: str
    is_box_open: bool
    is_focus: bool
    verdict: str
    findings: tuple[FindingView, ...]
    changes: tuple[Segment, ...]
    may_decide: bool
    needs_supervisor: bool
    may_undo: bool
    decided_by: str
    decided_when: str
    reason: str
    delivery: DeliveryView | None


@dataclass(frozen=True)
class Past:
    """One entry of the history; `rules` are what the checks said then."""

    when: str
    who: str
    action: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class ExchangeView:
    """One conversation with a model in its masked form; lines are (who, words)."""

    task: str
    model: str
    prompt_version: str
    when: str
    cost: str
    lines: tuple[tuple[str, str], ...]
    answer: str
    outcome: str


@dataclass(frozen=True)
class DraftPage:
    """A suggestion, its reasons and its drafts; after a refusal also why, and the person's own words."""

    template: ClassVar[str] = "draft.html"

    chrome: Chrome
    who: Who
    kind: str
    quote: str
    thread: tuple[SaidView, ...]
    intent: str
    route: str
    level: str
    todo: str
    duty: DutyView | None
    why_now: str
    if_nothing: str
    told: tuple[ToldLine, ...]
    quadrant_reasons: tuple[str, ...]
    drafter: str
    fallback_reason: str
    deadline: str
    drafts: tuple[DraftView, ...]
    chips: tuple[Chip, ...]
    playbooks: tuple[PageRef, ...]
    products: tuple[ProductRow, ...]
    reasons: tuple[tuple[str, str], ...]
    history: tuple[Past, ...]
    exchanges: tuple[ExchangeView, ...]
    refusal: Notice | None
    refusal_reasons: tuple[str, ...]
    own_text: str
    says_last_step: bool
    may_resolve: bool
