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
    # Pages in work or out of use, (state, count) each, and which of them are shown.
    states: tuple[tuple[str, int], ...]
    state: str
    may_write: bool


@dataclass(frozen=True)
class VoicePage:
    """How the brand speaks: the sheet's name, (name, value) of each line, blank where it says nothing."""

    template: ClassVar[str] = "voice.html"

    chrome: Chrome
    file_name: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class IntakePage:
    """What became of an uploaded file of scripts: counts, rows left out, findings of the gate."""

    template: ClassVar[str] = "intake.html"

    chrome: Chrome
    file_name: str
    counts: tuple[tuple[str, int], ...]
    # Why nothing of the file was read, blank when it was: (our words, the English sentence where we have none).
    refusal: tuple[str, str]
    # (place, our words, the English sentence where we have none) and (page id, place, verdict, words, message).
    faults: tuple[tuple[str, str, str], ...]
    findings: tuple[tuple[str, str, str, str, str], ...]
    pages: tuple[str, ...]
    notes: tuple[tuple[str, str], ...]
    is_trial: bool


@dataclass(frozen=True)
class StepRow:
    """One step of a page's history."""

    version: str
    step: str
    review: str
    status: str
    who: str
    named: str
    when: str
    note: str


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


# (item, quantity, why, when, tip, provision)
ListRow = tuple[str, str, str, str, str, str]


@dataclass(frozen=True)
class ListGroup:
    """One group of a checklist."""

    name: str
    skip: bool
    rows: tuple[ListRow, ...]


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
    # (what is asked, what is said) of each answer.
    answers: tuple[tuple[str, str], ...]
    branches: tuple[tuple[str, str], ...]
    checklist: tuple[ListGroup, ...]
    steps: tuple[str, ...]
    trigger: str
    tags: tuple[str, ...]
    origin: str
    awaits_clinician: bool
    missing: tuple[str, ...]
    awaits: tuple[str, ...]
    # (verdict, words, message) of what the gate says about the texts.
    remarks: tuple[tuple[str, str, str], ...]
    history: tuple[StepRow, ...]
    buttons: tuple[str, ...]
