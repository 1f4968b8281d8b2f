"""Tasks: the list, one task, and the banner that calls for a person."""

from dataclasses import dataclass
from typing import ClassVar

from api.console.pages.chrome import Chrome
from api.console.pages.queue import Tab


@dataclass(frozen=True)
class Colleague:
    """One member of staff to hand a task to."""

    staff_id: str
    name: str
    role: str


@dataclass(frozen=True)
class TaskCard:
    """One task; `member_href` is blank where the reader may not open the member."""

    id: str
    version: int
    state: str
    kind: str
    title: str
    level: str
    desk: str
    source: str
    source_href: str
    member_name: str
    member_href: str
    owner: str
    is_mine: bool
    when: str
    due: str
    is_overdue: bool
    taken_by: str
    note: str
    standing: tuple[str, ...]
    closed: str
    needs_note: bool
    may_work: bool
    may_cancel: bool
    may_hand_over: bool
    may_snooze: bool


@dataclass(frozen=True)
class DutyView:
    """Who is on duty for a call, or the open word that nobody is."""

    on_duty: bool
    says: str
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class ToldView:
    """One line of who was told of a task."""

    when: str
    who: str
    reason: str
    channel: str
    state: str
    error: str


@dataclass(frozen=True)
class TasksPage:
    """The list of tasks under one tab."""

    template: ClassVar[str] = "tasks.html"

    chrome: Chrome
    tab: str
    tabs: tuple[Tab, ...]
    open_count: int
    overdue_count: int
    overdue: tuple[TaskCard, ...]
    cards: tuple[TaskCard, ...]
    next_href: str
    desks: tuple[str, ...]
    owner: str
    # Who has open tasks in reach, for whoever may hand them over: (staff id, name, how many).
    owners: tuple[tuple[str, str, int], ...]
    colleagues: tuple[Colleague, ...]


@dataclass(frozen=True)
class TaskPage:
    """One task."""

    template: ClassVar[str] = "task.html"

    chrome: Chrome
    card: TaskCard
    duty: DutyView | None
    told: tuple[ToldView, ...]
    history: tuple[ToldView, ...]
    colleagues: tuple[Colleague, ...]
    snoozes: tuple[tuple[str, str], ...]
