"""The rules: by family, with their examples, and a box to try a text."""

from dataclasses import dataclass
from typing import ClassVar

from api.console.pages.chrome import Chrome
from api.console.pages.draft import Segment


@dataclass(frozen=True)
class RuleRow:
    """One rule as the rep reads it, and how it judges: patterns that decide alone, need the classifier, or excuse.

    `acts` are the things that people say with it, in words; `calls` says whom an inbound rule calls and how fast;
    without patterns a check in code takes its words.
    """

    id: str
    about: str
    law: str
    scope: str
    verdict: str
    message: str
    source: str
    reviewed: str
    fails: tuple[str, ...]
    passes: tuple[str, ...]
    is_own: bool
    kinds: str
    calls: str
    may_be_asked: bool
    firm: tuple[str, ...]
    evidence: tuple[str, ...]
    # From which probability the classifier makes evidence count, in percent; 0 where it must choose the label.
    heard_from: int
    excuses: tuple[str, ...]
    acts: tuple[str, ...]


@dataclass(frozen=True)
class RuleFamily:
    """The rules of one file."""

    name: str
    rows: tuple[RuleRow, ...]


@dataclass(frozen=True)
class TriedText:
    """A typed text with its findings marked: verdict and label of the whole, then (verdict, rule, message) each."""

    verdict: str
    label: str
    segments: tuple[Segment, ...]
    findings: tuple[tuple[str, str, str], ...]
    fault: str


@dataclass(frozen=True)
class TextRow:
    """One text under which members agree; `gone` says since when and why it counts no more."""

    purpose: str
    version: str
    since: str
    text: str
    gone: str


@dataclass(frozen=True)
class PromiseRow:
    """One thing that may be promised: its name and what stands for it, in words; `is_own` when the company said so."""

    what: str
    says: str
    is_own: bool


@dataclass(frozen=True)
class RulesPage:
    """Every rule, or those that hold the words searched for; `tried` after a text was typed."""

    template: ClassVar[str] = "rules.html"

    chrome: Chrome
    words: str
    families: tuple[RuleFamily, ...]
    is_strict: bool
    consent_texts: tuple[TextRow, ...]
    promises: tuple[PromiseRow, ...]
    text: str
    direction: str
    tried: TriedText | None
