"""Drafts: every text meant for a member, from proposal to decision."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from tools.models.columns import list_column, object_column, one_of, time_column

DRAFT_KINDS = ("care", "reply", "product_list", "after_sale", "fixed_reply")
DRAFT_STATES = ("proposed", "approved", "rejected", "superseded", "expired", "voided")
STYLES = ("short", "usual", "warm")


class Suggestion(SQLModel, table=True):
    """One request for help and what came of it; its drafts are siblings."""

    id: str = Field(primary_key=True)
    member_id: str = Field(foreign_key="member.member_id", index=True)
    kind: str
    origin: str = "reply"
    intent: str = "other"
    route: str = ""
    message_id: str = Field(default="", index=True)
    asked_by: str = ""
    blocked_by: list[str] = list_column()
    quadrant: dict[str, Any] = object_column()
    drafter: str = ""
    fallback_reason: str = ""
    why_now: str = ""
    score_run_id: str = ""
    prompt_version: str = ""
    model: str = ""
    created_at: datetime = time_column(index=True)


class Draft(SQLModel, table=True):
    """One text in one style. `version` moves with every change; a decision names the version it saw."""

    __table_args__ = (
        # Every turn asks for one member's waiting drafts: by state alone it would walk everybody's.
        Index(None, "member_id", "state"),
        one_of("state", DRAFT_STATES),
        one_of("kind", DRAFT_KINDS),
        one_of("style", STYLES),
    )

    id: str = Field(primary_key=True)
    suggestion_id: str = Field(foreign_key="suggestion.id", index=True)
    member_id: str = Field(foreign_key="member.member_id")
    kind: str
    # True for outreach: it is a touch, and may_contact has the last word.
    proactive: bool = False
    style: str = "usual"
    state: str = Field(default="proposed", index=True)
    version: int = 1
    text: str
    proposed_text: str
    topic: str = ""
    playbook_id: str = ""
    playbook_version: str = ""
    evidence: list[dict[str, Any]] = list_column()
    findings: list[dict[str, Any]] = list_column()
    attachments: list[dict[str, Any]] = list_column()
    # What the text may state: prices in fen, links, names, numbers from facts and catalogue.
    grounds: dict[str, Any] = object_column()
    answers_message_id: str = ""
    request_quote: str = ""
    risk: int = Field(default=0, index=True)
    created_at: datetime = time_column(index=True)
    expires_at: datetime = time_column()
    decided_at: datetime | None = time_column(nullable=True)
    decided_by: str = ""
    decision_reason: str = ""
