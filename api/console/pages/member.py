"""Members: the list, and everything that may be known about one."""

from dataclasses import dataclass
from typing import Any, ClassVar

from api.console.pages.chrome import Chrome
from api.console.pages.draft import Chip
from api.console.pages.queue import Who


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
class Consent:
    """One thing she allowed (yes), refused (no) or was never asked (unknown)."""

    code: str
    state: str


@dataclass(frozen=True)
class Contact:
    """Whether she may be contacted for a purpose now, and each reason against it."""

    purpose: str
    is_free: bool
    reasons: tuple[str, ...]


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


@dataclass(frozen=True)
class Happened:
    """One line of the timeline; detail depends on kind."""

    kind: str
    id: str
    when: str
    text: str
    detail: dict[str, Any]


@dataclass(frozen=True)
class Obstacle:
    """Why there is no draft: the rule, what it means, what to do."""

    rule: str
    what: str
    todo: str


@dataclass(frozen=True)
class Identity:
    """Who she is, as far as staff need it; the phone number is masked."""

    store: str
    owner: str
    city: str
    phone: str
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
    consents: tuple[Consent, ...]
    contacts: tuple[Contact, ...]
    facts: tuple[Chip, ...]
    score: ScoreView | None
    holds: tuple[HoldView, ...]
    happened: tuple[Happened, ...]
    next_href: str
    may_suggest: bool
    obstacles: tuple[Obstacle, ...]
    asked_kind: str
    message: str
