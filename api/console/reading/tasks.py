"""The list of tasks, one task, and what the navigation says of them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from sqlmodel import Session

from api.console import moments
from api.console.labels import label, labels
from api.console.pages.queue import Tab
from api.console.pages.tasks import Colleague, DutyView, TaskCard, TaskPage, TasksPage, ToldView
from api.console.visit import Visit, names_of
from api.portrait import duty_for_hold
from api.views.tasks import source_of
from tools import audit, desk, tasks
from tools.access import may_see
from tools.clock import at_shanghai, shanghai
from tools.desk import DutyStatus
from tools.holds import open_kinds
from tools.members import stage
from tools.models import Draft, Hold, Member, Task
from tools.staff import list_staff
from tools.tasks.rules import is_grave, is_overdue

TABS = ("mine", "desk", "all", "done")
_PAGE = 30


def tasks_page(visit: Visit, session: Session, *, tab: str, cursor: str = "", owner: str = "") -> TasksPage:
    """Return one page of tasks: one's own, one's desk's, all visible ones, or the closed ones. Raises BadInput.

    `owner` narrows all of them to one colleague's. Without a tab it is the narrowest one that has work, so that nobody
    sees an empty page while others are called.
    """
    desks = my_desks(visit)
    chosen = tab if tab in TABS else _narrowest(visit, session, desks)
    owner = owner if chosen == "all" else ""
    query = replace(_query(visit, chosen, desks), owner=owner) if owner else _query(visit, chosen, desks)
    page = tasks.list_tasks(session, visit.actor, query, now=visit.now, limit=_PAGE, cursor=cursor)
    names = names_of(session)
    cards = tuple(task_card(visit, session, task, names) for task in page.tasks)
    counts = tasks.count_mine(session, visit.actor, now=visit.now)
    more = urlencode({"tab": chosen, "owner": owner, "cursor": page.next_cursor})
    return TasksPage(
        chrome=visit.chrome(session),
        tab=chosen,
        tabs=tuple(Tab(code, f"/tasks?{urlencode({'tab': code})}", code == chosen) for code in TABS),
        open_count=counts.open,
        overdue_count=counts.overdue,
        overdue=tuple(card for card in cards if card.is_overdue),
        cards=tuple(card for card in cards if not card.is_overdue),
        next_href=f"/tasks?{more}" if page.next_cursor else "",
        desks=tuple(visit.services.roster.desk(name).title for name in desks),
        owner=owner,
        owners=_owners(visit, session, names) if chosen == "all" else (),
        colleagues=_workers(session, owner) if owner else (),
    )


def _owners(visit: Visit, session: Session, names: Mapping[str, str]) -> tuple[tuple[str, str, int], ...]:
    if not visit.may("reassign_task"):
        return ()
    return tuple((who, names.get(who, who), n) for who, n in tasks.open_by_owner(session, visit.actor).items())


def _narrowest(visit: Visit, session: Session, desks: tuple[str, ...]) -> str:
    for tab in ("mine", "desk", "all"):
        if tasks.list_tasks(session, visit.actor, _query(visit, tab, desks), now=visit.now, limit=1).tasks:
            return tab
    return "mine"


def _query(visit: Visit, tab: str, desks: tuple[str, ...]) -> tasks.TaskQuery:
    if tab == "mine":
        return tasks.TaskQuery(owner=visit.actor.staff_id)
    if tab == "desk":
        # Whoever stands at no desk sees none of their tasks here, rather than everybody's.
        return tasks.TaskQuery(desks=desks or ("",), owner="" if desks else visit.actor.staff_id)
    return tasks.TaskQuery(state="done" if tab == "done" else "open")


def my_desks(visit: Visit) -> tuple[str, ...]:
    """Return the desks at which the roster ever puts the visitor, by name or by role."""
    own = {f"staff:{visit.actor.staff_id}", f"role:{visit.actor.role}"}
    desks = visit.services.roster.desks
    return tuple(
        name
        for name, lines in desks.items()
        if any(own & set(shift.people) for line in lines.lines for shift in line.shifts)
    )


def task_page(visit: Visit, session: Session, task_id: str) -> TaskPage:
    """Return the page of one task. Raises NotFound."""
    task, names = tasks.get(session, visit.actor, task_id), names_of(session)
    status = duty_of(visit, session, task)
    return TaskPage(
        chrome=visit.chrome(session),
        card=task_card(visit, session, task, names),
        duty=duty_view(status) if status and task.state == "open" else None,
        told=_told(visit, session, task, names),
        history=_history(visit, session, task, names),
        colleagues=_workers(session, task.owner_staff_id),
        snoozes=tuple((code, label("snoozes", code)) for code in snooze_times(visit.now)),
    )


def task_card(visit: Visit, session: Session, task: Task, names: Mapping[str, str]) -> TaskCard:
    """Return a task as a card."""
    member = session.get_one(Member, task.member_id)
    sees = may_see(session, visit.actor, member)
    grave, is_open = is_grave(task.level), task.state == "open"
    works = is_open and visit.may("work_tasks")
    is_mine = task.owner_staff_id == visit.actor.staff_id
    return TaskCard(
        id=task.id,
        version=task.version,
        state=task.state,
        kind=task.kind,
        title=task.title,
        level=task.level,
        desk=visit.services.roster.desk(task.desk).title if task.desk else "",
        source=source_of(task),
        source_href=_source_href(session, task) if sees else "",
        member_name=(member.name or member.member_id) if sees else stage.call_of(member),
        member_href=f"/members/{member.member_id}" if sees else "",
        owner=names.get(task.owner_staff_id, task.owner_staff_id),
        is_mine=is_mine,
        when=moments.late(task.due_at, visit.now) if is_open else "",
        due=moments.moment(task.due_at, visit.now),
        is_overdue=is_overdue(task, visit.now),
        taken_by=names.get(task.taken_by, task.taken_by),
        note=task.note,
        standing=tuple(label("hold_kinds", kind) for kind in open_kinds(session, member.member_id, visit.now)),
        closed=_closed(visit, task, names),
        needs_note=grave,
        may_work=works,
        may_cancel=works and (not grave or visit.may("cancel_call")),
        may_hand_over=works and (is_mine or visit.may("reassign_task")),
        may_snooze=works and not grave,
    )


def _closed(visit: Visit, task: Task, names: Mapping[str, str]) -> str:
    if task.state == "open":
        return ""
    who = names.get(task.done_by, task.done_by)
    return f"{moments.moment(task.done_at, visit.now)} {who} {label('task_states', task.state)}"


def _source_href(session: Session, task: Task) -> str:
    kind, _, row_id = task.source.partition(":")
    if kind == "draft" and session.get(Draft, row_id) is not None:
        return f"/drafts/{row_id}"
    return ""


def duty_of(visit: Visit, session: Session, task: Task) -> DutyStatus | None:
    """Return who is on duty for a task that a hold opened."""
    kind, _, hold_id = task.source.partition(":")
    hold = session.get(Hold, hold_id) if kind == "hold" else None
    return duty_for_hold(visit.services, session, hold) if hold is not None else None


def duty_view(status: DutyStatus) -> DutyView:
    """Return a duty status for a page."""
    return DutyView(status.on_duty, status.says, tuple(number for number, _ in status.hotlines))


def _told(visit: Visit, session: Session, task: Task, names: Mapping[str, str]) -> tuple[ToldView, ...]:
    return tuple(
        ToldView(
            when=moments.moment(alert.at, visit.now),
            who=names.get(alert.staff_id, alert.staff_id) if alert.staff_id else label("alerts", "nobody"),
            reason=label("alerts", alert.reason),
            channel=label("alert_channels", alert.channel),
            state=label("alert_states", alert.state) if alert.channel != "console" else "",
            error=alert.error,
        )
        for alert in desk.alerts_about(session, task.id)
    )


def _history(visit: Visit, session: Session, task: Task, names: Mapping[str, str]) -> tuple[ToldView, ...]:
    return tuple(
        ToldView(
            moments.moment(entry.at, visit.now),
            names.get(entry.actor, entry.actor),
            label("actions", entry.action),
            "",
            "",
            "",
        )
        for entry in audit.entries(session, subject=f"task:{task.id}", limit=30)
    )


def _workers(session: Session, but: str) -> tuple[Colleague, ...]:
    """Return who can be given a task, one colleague left out."""
    roles = labels()["works_on_tasks"]
    people = (s for s in list_staff(session) if s.active and s.role in roles and s.staff_id != but)
    return tuple(Colleague(s.staff_id, s.name, s.role) for s in people)


def snooze_times(now: datetime) -> dict[str, datetime]:
    """Return the moments a task can be put off to: in an hour, this evening, tomorrow, next week."""
    today = shanghai(now).date()
    times = {
        "hour": now + timedelta(hours=1),
        "evening": at_shanghai(today, 18),
        "tomorrow": at_shanghai(today + timedelta(days=1), 10),
        "week": at_shanghai(today + timedelta(days=7), 10),
    }
    return {code: at for code, at in times.items() if at > now + timedelta(minutes=30)}
