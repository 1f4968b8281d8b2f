"""Tasks: what people promised or must do; a decision names the version it saw (If-Match)."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from api.deps import ActorDep, ServicesDep, VersionDep
from api.services import Services
from api.views.tasks import task_view
from tools import desk, tasks
from tools.clock import to_utc
from tools.models import Task
from tools.models.task import TASK_STATES

router = APIRouter(prefix="/tasks", tags=["tasks"])


class NewTask(BaseModel):
    """A task opened by hand."""

    model_config = ConfigDict(extra="forbid")

    member_id: str = Field(min_length=1, max_length=64)
    kind: str = Field(default="follow_up", max_length=32, description="call, follow_up, visit, answer or other")
    title: str = Field(default="", max_length=80, description="Blank: the kind's own title")
    note: str = Field(default="", max_length=500)
    due_at: datetime | None = Field(default=None, description="Blank: by the kind's own time")
    owner: str = Field(default="", max_length=64, description="Staff id; blank: whoever opens it")


class Note(BaseModel):
    """What was done; needed for an S1 task."""

    model_config = ConfigDict(extra="forbid")
    note: str = Field(default="", max_length=500)


class GivenUp(BaseModel):
    """Why nothing is to be done."""

    model_config = ConfigDict(extra="forbid")
    reason: str = Field(min_length=1, max_length=500)


class HandOver(BaseModel):
    """To whom."""

    model_config = ConfigDict(extra="forbid")
    to: str = Field(min_length=1, max_length=64)
    reason: str = Field(default="", max_length=500)


class Snooze(BaseModel):
    """Until when."""

    model_config = ConfigDict(extra="forbid")
    until: datetime


@router.get("")
def list_all(
    services: ServicesDep,
    actor: ActorDep,
    state: Annotated[str, Query(pattern="|".join(TASK_STATES))] = "open",
    owner: Annotated[str, Query(description="Staff id, or 'me'")] = "",
    desk: str = "",
    member_id: str = "",
    overdue: bool | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: str = "",
) -> dict[str, Any]:
    """List visible tasks, those whose time has passed first."""
    whose = actor.staff_id if owner == "me" else owner
    query = tasks.TaskQuery(state, whose, (desk,) if desk else (), member_id, overdue)
    now = services.clock()
    with services.database.reading() as session:
        page = tasks.list_tasks(session, actor, query, now=now, limit=limit, cursor=cursor)
    items = [task_view(task, now) for task in page.tasks]
    return {"items": items, "next_cursor": page.next_cursor or None}


@router.post("", status_code=201)
def add(new: NewTask, services: ServicesDep, actor: ActorDep, response: Response) -> dict[str, Any]:
    """Open a task by hand."""
    with services.database.writing() as session:
        task = tasks.add(
            session,
            actor,
            new.member_id,
            kind=new.kind,
            title=new.title,
            note=new.note,
            due_at=to_utc(new.due_at) if new.due_at else None,
            owner_staff_id=new.owner,
            now=services.clock(),
        )
        return _tagged(services, session, response, task)


@router.get("/{task_id}")
def show(task_id: str, services: ServicesDep, actor: ActorDep, response: Response) -> dict[str, Any]:
    """Show one task and who was told of it."""
    with services.database.reading() as session:
        return _tagged(services, session, response, tasks.get(session, actor, task_id))


@router.post("/{task_id}/take")
def take(
    task_id: str, services: ServicesDep, actor: ActorDep, version: VersionDep, response: Response
) -> dict[str, Any]:
    """Say "I am on it": nobody else is called."""
    with services.database.writing() as session:
        task = tasks.take(session, actor, task_id, version, now=services.clock())
        return _tagged(services, session, response, task)


@router.post("/{task_id}/done")
def done(
    task_id: str, note: Note, services: ServicesDep, actor: ActorDep, version: VersionDep, response: Response
) -> dict[str, Any]:
    """Close a task as done."""
    with services.database.writing() as session:
        task = tasks.done(session, actor, task_id, version, note=note.note, now=services.clock())
        return _tagged(services, session, response, task)


@router.post("/{task_id}/cancel")
def cancel(
    task_id: str, why: GivenUp, services: ServicesDep, actor: ActorDep, version: VersionDep, response: Response
) -> dict[str, Any]:
    """Give a task up for a reason."""
    with services.database.writing() as session:
        task = tasks.cancel(session, actor, task_id, version, why.reason, now=services.clock())
        return _tagged(services, session, response, task)


@router.post("/{task_id}/reassign")
def reassign(
    task_id: str, over: HandOver, services: ServicesDep, actor: ActorDep, version: VersionDep, response: Response
) -> dict[str, Any]:
    """Hand a task to a colleague."""
    with services.database.writing() as session:
        task = tasks.reassign(session, actor, task_id, version, over.to, reason=over.reason, now=services.clock())
        return _tagged(services, session, response, task)


@router.post("/{task_id}/snooze")
def snooze(
    task_id: str, later: Snooze, services: ServicesDep, actor: ActorDep, version: VersionDep, response: Response
) -> dict[str, Any]:
    """Be reminded later."""
    with services.database.writing() as session:
        task = tasks.snooze(session, actor, task_id, version, to_utc(later.until), now=services.clock())
        return _tagged(services, session, response, task)


def _tagged(services: Services, session: Session, response: Response, task: Task) -> dict[str, Any]:
    response.headers["ETag"] = f'"{task.version}"'
    return task_view(task, services.clock(), desk.alerts_about(session, task.id))
