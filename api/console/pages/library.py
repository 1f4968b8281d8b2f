"""The playbooks: the list with its search, and one page."""

from dataclasses import dataclass
from typing import ClassVar

from api.console.pages.chrome import Chrome


@dataclass(frozen=True)
class PlaybookRow:
    """One playbook of the list; score (percent) and passage come with a search only."""

    id: str
    title: str
    kind: str
    version: str
    topics: tuple[str, ...]
    goal: str
    expires: str
    score: int
    passage: str


@dataclass(frozen=True)
class PlaybooksPage:
    """The library; with `words` the hits, best first, else everything in use."""

    template: ClassVar[str] = "playbooks.html"

    chrome: Chrome
    words: str
    kind: str
    kinds: tuple[tuple[str, int], ...]
    rows: tuple[PlaybookRow, ...]


@dataclass(frozen=True)
class FactRow:
    """One sourced fact of a playbook."""

    text: str
    source: str
    grade: str
    reviewer: str
    expires: str
    is_expired: bool


@dataclass(frozen=True)
class VariantGroup:
    """The texts of one group, (style, text) each."""

    code: str
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ListGroup:
    """One group of a checklist: (item, quantity, why, when, tip) each."""

    name: str
    skip: bool
    rows: tuple[tuple[str, str, str, str, str], ...]


@dataclass(frozen=True)
class PlaybookPage:
    """One playbook."""

    template: ClassVar[str] = "playbook.html"

    chrome: Chrome
    id: str
    title: str
    kind: str
    status: str
    version: str
    versions: tuple[str, ...]
    goal: str
    owner: str
    topics: tuple[str, ...]
    touch: str
    route: str
    expires: str
    uses: tuple[str, ...]
    must_say: tuple[str, ...]
    must_not: tuple[str, ...]
    groups: tuple[VariantGroup, ...]
    facts: tuple[FactRow, ...]
    questions: tuple[str, ...]
    branches: tuple[tuple[str, str], ...]
    checklist: tuple[ListGroup, ...]
    steps: tuple[str, ...]
