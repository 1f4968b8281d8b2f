"""Commands for tasks: what people promised or must do."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.commands.running import ActingAs, AsJson, DataDir, acting, open_store, writing_as
from api.terminal import show, show_json

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from tools.access import Actor
    from tools.models import Task

tasks = typer.Typer(help="Promises and human follow-ups.", no_args_is_help=True)
TaskId = Annotated[str, typer.Argument(help="Id of the task.")]
Version = Annotated[
    int | None, typer.Option("--version", help="The version you read (default: the present one).", min=1)
]


@tasks.command("list")
def list_all(
    state: Annotated[str, typer.Option(help="open, done or cancelled.")] = "open",
    owner: Annotated[str, typer.Option(help="Staff id, or 'me'.")] = "",
    desk: Annotated[str, typer.Option(help="Desk.")] = "",
    member: Annotated[str, typer.Option(help="Member id.")] = "",
    overdue: Annotated[
        bool | None, typer.Option("--overdue/--in-time", help="Only those (not) past their time.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    data_dir: DataDir = None,
    acting_as: ActingAs = "",
    as_json: AsJson = False,
) -> None:
    """List tasks, overdue ones first."""
    from api.views.tasks import task_view
    from tools import tasks as room
    from tools.clock import utc_now
    from tools.errors import BadInput
    from tools.models.task import TASK_STATES

    if state not in TASK_STATES:
        raise BadInput(f"{state!r} is not a state of a task.", fix=f"Use one of: {', '.join(TASK_STATES)}.")
    now = utc_now()
    with open_store(data_dir) as database:
        actor = acting(database, acting_as)
        whose = actor.staff_id if owner == "me" else owner
        query = room.TaskQuery(state, whose, (desk,) if desk else (), member, overdue)
        with database.reading() as session:
            page = room.list_tasks(session, actor, query, now=now, limit=limit)
    items = [task_view(task, now) for task in page.tasks]
    if as_json:
        show_json({"items": items, "next_cursor": page.next_cursor or None})
        return
    for item in items:
        _show(item)
    if page.next_cursor:
        show("… more: raise --limit")


@tasks.command("add")
def add(
    member: Annotated[str, typer.Option("--member", "-m", help="Member id.")],
    kind: Annotated[str, typer.Option(help="call, follow_up, visit, answer or other.")] = "follow_up",
    title: Annotated[str, typer.Option(help="What is to be done (default: the kind's own title).")] = "",
    due: Annotated[str, typer.Option(help="By when, e.g. 2026-03-04T18:00 (default: by kind).")] = "",
    owner: Annotated[str, typer.Option(help="Whose it is (default: yours).")] = "",
    note: Annotated[str, typer.Option(help="More about it.")] = "",
    data_dir: DataDir = None,
    acting_as: ActingAs = "",
    as_json: AsJson = False,
) -> None:
    """Open a task."""
    from tools import tasks as room
    from tools.clock import parse_time

    due_at = parse_time(due) if due else None

    def work(session: "Session", actor: "Actor", now: "datetime") -> "Task":
        return room.add(
            session, actor, member, kind=kind, title=title, note=note, due_at=due_at, owner_staff_id=owner, now=now
        )

    _do(data_dir, acting_as, as_json, work)


@tasks.command("take")
def take(
    task_id: TaskId,
    version: Version = None,
    data_dir: DataDir = None,
    acting_as: ActingAs = "",
    as_json: AsJson = False,
) -> None:
    """Say that you are on it: nobody else is called."""
    from tools import tasks as room

    _decide(data_dir, acting_as, as_json, task_id, version, room.take)


@tasks.command("done")
def done(
    task_id: TaskId,
    note: Annotated[str, typer.Option(help="What was done; needed for S1.")] = "",
    version: Version = None,
    data_dir: DataDir = None,
    acting_as: ActingAs = "",
    as_json: AsJson = False,
) -> None:
    """Close a task as done."""
    from tools import tasks as room

    _decide(data_dir, acting_as, as_json, task_id, version, room.done, note=note)


@tasks.command("cancel")
def cancel(
    task_id: TaskId,
    reason: Annotated[str, typer.Option(help="Why nothing is to be done.")],
    version: Version = None,
    data_dir: DataDir = None,
    acting_as: ActingAs = "",
    as_json: AsJson = False,
) -> None:
    """Give a task up for a reason."""
    from tools import tasks as room

    _decide(data_dir, acting_as, as_json, task_id, version, room.cancel, reason=reason)


@tasks.command("reassign")
def reassign(
    task_id: TaskId,
    to: Annotated[str, typer.Option(help="Staff id of the colleague.")],
    reason: Annotated[str, typer.Option(help="Why.")] = "",
    version: Version = None,
    data_dir: DataDir = None,
    acting_as: ActingAs = "",
    as_json: AsJson = False,
) -> None:
    """Hand a task to a colleague."""
    from tools import tasks as room

    _decide(data_dir, acting_as, as_json, task_id, version, room.reassign, to=to, reason=reason)


@tasks.command("hand-over")
def hand_over(
    owner: Annotated[str, typer.Argument(help="Staff id of who cannot do them.")],
    to: Annotated[str, typer.Option(help="Staff id of the colleague.")],
    reason: Annotated[str, typer.Option(help="Why.")] = "",
    data_dir: DataDir = None,
    acting_as: ActingAs = "",
    as_json: AsJson = False,
) -> None:
    """Hand all open tasks of one colleague to another."""
    from tools import tasks as room
    from tools.clock import utc_now

    with open_store(data_dir) as database:
        actor = acting(database, acting_as)
        with database.writing() as session:
            count = room.hand_over(session, actor, owner, to, now=utc_now(), reason=reason)
    if as_json:
        show_json({"from": owner, "to": to, "handed_over": count})
    else:
        show(f"{count} open tasks of {owner} are {to}'s now.")


@tasks.command("snooze")
def snooze(
    task_id: TaskId,
    until: Annotated[str, typer.Option(help="When to be reminded, e.g. 2026-03-04T18:00.")],
    version: Version = None,
    data_dir: DataDir = None,
    acting_as: ActingAs = "",
    as_json: AsJson = False,
) -> None:
    """Be reminded later."""
    from tools import tasks as room
    from tools.clock import parse_time

    _decide(data_dir, acting_as, as_json, task_id, version, room.snooze, until=parse_time(until))


def _decide(
    data_dir: Path | None,
    acting_as: str,
    as_json: bool,
    task_id: str,
    version: int | None,
    decision: Callable[..., "Task"],
    **given: Any,
) -> None:
    from tools import tasks as room

    def work(session: "Session", actor: "Actor", now: "datetime") -> "Task":
        seen = version or room.get(session, actor, task_id).version
        return decision(session, actor, task_id, seen, now=now, **given)

    _do(data_dir, acting_as, as_json, work)


def _do(
    data_dir: Path | None,
    acting_as: str,
    as_json: bool,
    work: Callable[["Session", "Actor", "datetime"], "Task"],
) -> None:
    from api.views.tasks import task_view
    from tools.clock import utc_now

    now = utc_now()
    with writing_as(data_dir, acting_as) as (session, actor):
        task = work(session, actor, now)
    view = task_view(task, now)
    if as_json:
        show_json(view)
    else:
        _show(view)


def _show(item: dict[str, Any]) -> None:
    late = "OVERDUE " if item["overdue"] else ""
    level = f"{item['level']} " if item["level"] else ""
    show(
        f"{item['id']} v{item['version']}  {late}{level}{item['state']}  due {item['due_at'][:16]}  "
        f"{item['owner'] or item['desk'] or '-'}  {item['member_id']}  {item['title']}"
    )
