"""Data that comes in by file: the form, the book of imports, and what became of one file."""

from dataclasses import dataclass
from typing import ClassVar

from api.console.pages.chrome import Chrome

Fault = tuple[str, str]


@dataclass(frozen=True)
class ImportRow:
    """One import of the book; `state` is done, unfinished or undone."""

    id: str
    when: str
    kind: str
    file_name: str
    who: str
    counts: tuple[tuple[str, int], ...]
    state: str
    may_undo: bool


@dataclass(frozen=True)
class RejectedRow:
    """A row that did not land: where, in which column, and why in our words or the English sentence."""

    line: int
    field: str
    why: Fault


@dataclass(frozen=True)
class ImportsPage:
    """The form, and every import so far, newest first."""

    template: ClassVar[str] = "imports.html"

    chrome: Chrome
    kinds: tuple[str, ...]
    rows: tuple[ImportRow, ...]
    has_more: bool


@dataclass(frozen=True)
class ImportedPage:
    """What became of one uploaded file; `refusal` says why nothing of it could be used, blank parts when it could.

    `unseen` is how many rejected rows are not shown.
    """

    template: ClassVar[str] = "imported.html"

    chrome: Chrome
    kind: str
    file_name: str
    is_trial: bool
    counts: tuple[tuple[str, int], ...]
    refusal: Fault
    notes: tuple[Fault, ...]
    rejected: tuple[RejectedRow, ...]
    unseen: int


@dataclass(frozen=True)
class UndonePage:
    """What an undo took back, and the first rows it had to leave alone."""

    template: ClassVar[str] = "undone.html"

    chrome: Chrome
    kind: str
    file_name: str
    deleted: int
    restored: int
    kept_count: int
    kept: tuple[tuple[str, Fault], ...]
