"""A small shop for agent tests: its own store, the shipped library, a clock to turn, a channel that remembers."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func
from sqlmodel import Session, SQLModel, select

from agent.context import Workshop
from agent.model import ChatModel
from agent.request import Proposal, Request
from agent.suggest import suggest
from api.services import Services
from tests.builders import ADMIN, NOW, OTHER_REP, REP, SUPERVISOR, make_member, make_staff
from tools import reviews
from tools.access import Actor
from tools.channels import Receipt
from tools.database import Database
from tools.gate import Gate
from tools.models import Draft
from tools.outbox import deliver_due


@dataclass
class RememberingChannel:
    """Takes everything and remembers it."""

    name: str = "console"
    sent: list[str] = field(default_factory=list)

    def send(self, request: Mapping[str, Any]) -> Receipt:
        self.sent.append(str(request["text"]))
        return Receipt(f"sent:{len(self.sent)}")

    def was_sent(self, key: str) -> str:
        return ""


@dataclass
class Shop:
    """One store with one rep's member m1, at Wednesday 10:00 in Shanghai."""

    database: Database
    workshop: Workshop
    moment: datetime = NOW
    channel: RememberingChannel = field(default_factory=RememberingChannel)

    def now(self) -> datetime:
        return self.moment

    def later(self, **time: float) -> datetime:
        self.moment += timedelta(**time)
        return self.moment

    def with_model(self, model: ChatModel) -> "Shop":
        self.workshop = replace(self.workshop, model=model)
        return self

    def ask(self, message: str = "", *, actor: Actor = REP, member_id: str = "m1", **columns: Any) -> Proposal:
        return suggest(self.workshop, actor, Request(member_id=member_id, message=message, **columns))

    def approve(self, proposal: Proposal, style: str = "usual") -> None:
        """Let the supervisor approve the draft of one style."""
        draft = next(draft for draft in proposal.drafts if draft.style == style)
        with self.database.writing() as session:
            reviews.approve(
                session,
                SUPERVISOR,
                draft.id,
                draft.version,
                now=self.moment,
                gate=self.workshop.gate,
                channel="console",
            )

    def deliver(self) -> list[str]:
        """Let the worker run once, after the undo window, and return the states it reached."""
        self.later(seconds=30)
        outcomes = deliver_due(self.database, {"console": self.channel}, self.workshop.gate, now=self.now, owner="test")
        return [outcome.state for outcome in outcomes]

    def counts(self) -> dict[str, int]:
        """Count the rows of every table."""
        with self.database.reading() as session:
            return {name: _count(session, name) for name in SQLModel.metadata.tables}

    def rows(self, model: type[Any]) -> list[Any]:
        with self.database.reading() as session:
            return list(session.exec(select(model)).all())


def _count(session: Session, name: str) -> int:
    return int(session.exec(select(func.count()).select_from(SQLModel.metadata.tables[name])).one())


def texts(proposal: Proposal) -> list[str]:
    return [draft.text for draft in proposal.drafts]


def styles(proposal: Proposal) -> set[str]:
    return {draft.style for draft in proposal.drafts}


def fields(draft: Draft) -> set[str]:
    return {str(entry["field"]) for entry in draft.evidence}


@pytest.fixture
def empty_shop(library: Services, stocked: Database) -> Shop:
    """Give a shop with its library and nobody in it, on each database the product supports."""
    shop = Shop(stocked, replace(library.workshop, database=stocked, gate=Gate()))
    shop.workshop = replace(shop.workshop, clock=shop.now)
    return shop


@pytest.fixture
def shop(empty_shop: Shop) -> Shop:
    """Give a shop with its staff and member m1: 29 weeks pregnant, a child of three, every consent given."""
    with empty_shop.database.writing() as session:
        for actor in (REP, OTHER_REP, SUPERVISOR, ADMIN):
            make_staff(session, actor.staff_id, actor.role, name=actor.name, store=actor.store, weekly_minutes=600)
        make_member(session, personas=["maternal"], gender="F")
    return empty_shop
