"""Members: the list, and everything that may be known about one."""

from dataclasses import dataclass
from typing import Any, ClassVar

from api.console.pages.chrome import Chrome
from api.console.pages.queue import Who
from api.console.pages.tasks import DutyView, TaskCard


@dataclass(frozen=True)
class MemberRow:
    """One member of the list; potential is '' when she was never scored."""

    who: Who
    store: str
    owner: str
    personas: tuple[str, ...]
    potential: str
    standing: tuple[str, ...]


@dataclass(frozen=True)
class MembersPage:
    """The list of visible members."""

    template: ClassVar[str] = "members.html"

    chrome: Chrome
    words: str
    quadrant: str
    quadrants: tuple[str, ...]
    rows: tuple[MemberRow, ...]
    next_href: str


@dataclass(frozen=True)
class ConsentLine:
    """One thing she allowed (yes), refused (no), was never asked (unknown) or that is sealed; when and how if known.

    `is_bare` marks a yes of hers that came without its hour and source; `why` says why a lapsed one does not count.
    """

    state: str
    words: str
    when: str
    how: str
    is_bare: bool
    text: str = ""
    why: str = ""


@dataclass(frozen=True)
class ConsentForm:
    """What can be written down: (purpose, its name, version of the text in force, its words) each."""

    choices: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True)
class ReasonLine:
    """One rule that says no or not yet: what it means, what to do, and until when."""

    rule: str
    message: str
    todo: str
    until: str


@dataclass(frozen=True)
class PermissionView:
    """Whether a purpose is free now, and each reason against it."""

    purpose: str
    allowed: bool
    reasons: tuple[ReasonLine, ...]
    basis: str = ""


@dataclass(frozen=True)
class FactLine:
    """One fact with source and age; a derived one says how it was worked out, an unusable one why it is not said."""

    field: str
    value: str
    source: str
    day: str
    age: str
    usable: bool
    rule: str
    why: str
    derived: str
    formula: str


@dataclass(frozen=True)
class ToldLine:
    """One thing she told us that waits for a yes or no; `value` is blank where her words leave it open."""

    id: str
    kind: str
    value: str
    is_day: bool
    quote: str
    when: str
    sensitive: str


@dataclass(frozen=True)
class TopicLine:
    """One page that would fit her now."""

    topics: tuple[str, ...]
    playbook_id: str
    title: str


@dataclass(frozen=True)
class MaySayView:
    """What may be said: purposes, limits on any text, topics that fit and topics that rest (topic, until)."""

    permissions: tuple[PermissionView, ...]
    limits: tuple[ReasonLine, ...]
    topics_open: bool
    topics: tuple[TopicLine, ...]
    resting: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class LookBar:
    """One of the four looks: a place among all members, 0–100."""

    code: str
    percent: int


@dataclass(frozen=True)
class ScoreView:
    """A member's score; potential and current value 0–100, confidence in percent."""

    quadrant: str
    potential: int
    current: int
    confidence: int
    lifecycle: str
    looks: tuple[LookBar, ...]
    reasons: tuple[str, ...]
    missing: str
    is_provisional: bool


@dataclass(frozen=True)
class HoldView:
    """One open hold."""

    id: str
    kind: str
    level: str
    todo: str
    since: str
    until: str
    may_release: bool
    duty: DutyView


@dataclass(frozen=True)
class Filter:
    """One kind of entry the timeline can be narrowed to; blank stands for all."""

    kind: str
    href: str
    is_here: bool


@dataclass(frozen=True)
class Happened:
    """One line of the timeline; detail depends on kind."""

    kind: str
    id: str
    when: str
    text: str
    detail: dict[str, Any]
    is_sealed: bool = False


@dataclass(frozen=True)
class Obstacle:
    """Why there is no draft: the rule, what it means, what to do."""

    rule: str
    what: str
    todo: str


@dataclass(frozen=True)
class Identity:
    """Who she is, as far as staff need it; the phone number is masked unless it was asked for."""

    store: str
    owner: str
    city: str
    phone: str
    may_see_phone: bool
    joined: str
    personas: tuple[str, ...]
    tags: tuple[str, ...]
    stage: str
    child: str
    is_minor: bool


@dataclass(frozen=True)
class MemberPage:
    """Everything that may be known about one member."""

    template: ClassVar[str] = "member.html"

    chrome: Chrome
    who: Who
    identity: Identity
    consents: tuple[ConsentLine, ...]
    consent_form: ConsentForm | None
    may_say: MaySayView
    facts: tuple[FactLine, ...]
    told: tuple[ToldLine, ...]
    may_confirm: bool
    tasks: tuple[TaskCard, ...]
    may_add_task: bool
    task_kinds: tuple[str, ...]
    score: ScoreView | None
    holds: tuple[HoldView, ...]
    happened: tuple[Happened, ...]
    filters: tuple[Filter, ...]
    next_href: str
    may_suggest: bool
    may_export: bool
    obstacles: tuple[Obstacle, ...]
    asked_kind: str
    message: str
