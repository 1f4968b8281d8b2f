"""Tasks and alerts: what a person must do, and who was told of it."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from tools.models.columns import one_of, time_column

TASK_STATES = ("open", "done", "cancelled")
TASK_LEVELS = ("", "S1", "S2", "S3")
ALERT_REASONS = ("call", "due_soon", "overdue")
ALERT_CHANNELS = ("console", "email", "webhook")
ALERT_STATES = ("queued", "sending", "sent", "failed", "unknown")


class Task(SQLModel, table=True):
    """Something a person must do: a promise kept, a call made, a request answered.

    `source` says what opened it: draft:ID, hold:ID, message:ID, delivery:ID or hand. `version` moves with every change.
    """

    __table_args__ = (one_of("state", TASK_STATES), one_of("level", TASK_LEVELS))

    id: str = Field(primary_key=True)
    member_id: str = Field(foreign_key="member.member_id", index=True)
    kind: str
    title: str
    owner_staff_id: str = Field(default="", index=True)
    desk: str = ""
    # S1 (at once), S2 (today), S3 (a note), blank for everyday business.
    level: str = ""
    due_at: datetime = time_column(index=True)
    state: str = Field(default="open", index=True)
    version: int = 1
    source: str = Field(default="", index=True)
    created_by: str = ""
    created_at: datetime = time_column()
    # When the worker reminds next; blank when it has said everything.
    remind_at: datetime | None = time_column(nullable=True, index=True)
    # When the desk's next line of people is called, and which line that is.
    next_call_at: datetime | None = time_column(nullable=True, index=True)
    call_line: int = 0
    # A person has said "I am on it": nobody else is called.
    taken_at: datetime | None = time_column(nullable=True)
    taken_by: str = ""
    done_at: datetime | None = time_column(nullable=True)
    done_by: str = ""
    note: str = ""


class Alert(SQLModel, table=True):
    """One person told once of one task by one channel; a blank staff id records that nobody was on duty."""

    __table_args__ = (
        one_of("reason", ALERT_REASONS),
        one_of("channel", ALERT_CHANNELS),
        one_of("state", ALERT_STATES),
        UniqueConstraint("task_id", "reason", "round", "staff_id", "channel"),
    )

    id: str = Field(primary_key=True)
    task_id: str = Field(foreign_key="task.id", index=True)
    member_id: str = Field(foreign_key="member.member_id", index=True)
    reason: str
    # The line of people for a call, the task's version for a reminder.
    round: int = 0
    staff_id: str = Field(default="", index=True)
    channel: str
    state: str = Field(default="queued", index=True)
    owner: str = ""
    lease_until: datetime | None = time_column(nullable=True)
    not_before: datetime = time_column()
    attempts: int = 0
    error: str = ""
    created_at: datetime = time_column()
    sent_at: datetime | None = time_column(nullable=True)
