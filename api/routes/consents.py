"""Consents: what a member answered, under which text, when and by which source."""

from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.deps import ActorDep, ServicesDep
from api.views.consents import consent_view, text_rows
from tools.clock import shanghai_day, to_utc
from tools.members.consent_answers import record_consent
from tools.members.consents import read_consents
from tools.members.find import get_for

router = APIRouter(tags=["members"])


class NewConsent(BaseModel):
    """One answer of hers; without a text a yes is given under the one in force, without a time she answered now."""

    model_config = ConfigDict(extra="forbid")

    purpose: str = Field(max_length=40)
    answer: Literal["yes", "no"]
    source: str = Field(max_length=80, description="Where she answered, e.g. a message id or the name of a form")
    text: str = Field(default="", max_length=40)
    at: datetime | None = None


@router.get("/consent-texts")
def list_texts(services: ServicesDep, actor: ActorDep) -> dict[str, Any]:
    """List the texts under which members agree, with those that count no more."""
    return {"items": text_rows(shanghai_day(services.clock())), "next_cursor": None}


@router.get("/members/{member_id}/consents")
def list_consents(member_id: str, services: ServicesDep, actor: ActorDep) -> dict[str, Any]:
    """List her answers with text, time and source; one that counts no more says why."""
    with services.database.reading() as session:
        member = get_for(session, actor, member_id)
        found = read_consents(session, member, shanghai_day(services.clock()))
    return {"items": [consent_view(one) for one in found], "next_cursor": None}


@router.post("/members/{member_id}/consents", status_code=201)
def write_down(member_id: str, consent: NewConsent, services: ServicesDep, actor: ActorDep) -> dict[str, Any]:
    """Write down one answer; 409 when a later one is on record or the field is sealed."""
    now = services.clock()
    with services.database.writing() as session:
        member = record_consent(
            session,
            actor,
            member_id,
            purpose=consent.purpose,
            answer=consent.answer,
            source=consent.source,
            text=consent.text,
            at=to_utc(consent.at) if consent.at else None,
            now=now,
        )
        session.flush()
        found = read_consents(session, member, shanghai_day(now))
        return next(consent_view(one) for one in found if one.code == consent.purpose)
