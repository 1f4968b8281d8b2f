"""How a member looks from outside: in a list, and in the round."""

from datetime import date, datetime
from typing import Any

from api.portrait import Portrait, care_is_open
from api.views.consents import consent_view
from api.views.times import moment
from tools.members import stage
from tools.members.facts import KnownFact
from tools.members.may_say import Reason
from tools.members.phone import masked
from tools.members.snapshot import MemberSnapshot, usable_personas
from tools.models import Hold, Member


def member_view(member: Member, today: date, snapshot: MemberSnapshot | None = None) -> dict[str, Any]:
    """Return a member in a list; what tells of her family is left out while it is sealed or not hers to share."""
    open_personas = snapshot.personas if snapshot else usable_personas(member, today)
    return {
        "member_id": member.member_id,
        "name": member.name,
        "nickname": stage.nickname_of(member),
        "tier": member.tier,
        "store": member.store,
        "owner_staff_id": member.owner_staff_id,
        "personas": list(open_personas),
        "opted_out": member.opted_out,
        "care_hold": member.care_hold,
    }


def portrait_view(portrait: Portrait, now: datetime) -> dict[str, Any]:
    """Return the 360° view: what may be used, with its source and age, what may not, and why."""
    member, snapshot = portrait.member, portrait.snapshot
    return {
        **member_view(member, snapshot.today, snapshot),
        "call": snapshot.call,
        "city": member.city,
        "phone": masked(member.phone),
        "joined_at": moment(member.joined_at),
        "tags": list(snapshot.tags),
        "stage": {
            "gest_week": snapshot.gest_week,
            "child_age_months": snapshot.child.age_months if snapshot.child else None,
            "dormant_days": snapshot.dormant_days,
            "days_since_delivery": snapshot.days_since_delivery,
        },
        "consents": {
            "care": member.consent_care,
            "marketing": member.consent_marketing,
            "automated": member.consent_automated,
            "sensitive": list(member.consent_sensitive),
            "records": [consent_view(each) for each in portrait.consents],
        },
        "open_holds": list(snapshot.open_holds),
        "holds": [_hold(hold) for hold in portrait.holds],
        "touches_this_half_year": len(snapshot.touches),
        "facts": [_fact(fact, now) for fact in portrait.facts if fact.usable],
        "unusable_facts": [_fact(fact, now) for fact in portrait.facts if not fact.usable],
        "may_say": _may_say(portrait),
        "open_tasks": [task.id for task in portrait.tasks],
    }


def _may_say(portrait: Portrait) -> dict[str, Any]:
    names = {"proactive": "care"}
    return {
        "purposes": {
            names.get(each.purpose, each.purpose): {
                "allowed": each.allowed,
                "reasons": [_reason(reason) for reason in each.reasons],
                "basis": consent_view(each.basis) if each.basis else None,
            }
            for each in portrait.may_say.permissions
        },
        "limits": [_reason(reason) for reason in portrait.may_say.limits],
        "fields": [fact.field for fact in portrait.facts if fact.usable],
        "topics": {
            "open": care_is_open(portrait.may_say),
            "fitting": [
                {"topics": list(t.topics), "playbook": t.playbook_id, "title": t.title} for t in portrait.topics
            ],
            "resting": [{"topic": each.topic, "until": moment(each.until)} for each in portrait.resting],
        },
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {"rule": reason.rule, "message": reason.message, "todo": reason.todo, "until": moment(reason.until)}


def _hold(hold: Hold) -> dict[str, Any]:
    return {
        "id": hold.id,
        "kind": hold.kind,
        "level": hold.level,
        "opened_at": moment(hold.opened_at),
        "respond_by": moment(hold.respond_by),
        "ends_at": moment(hold.ends_at),
    }


def _fact(fact: KnownFact, now: datetime) -> dict[str, Any]:
    view: dict[str, Any] = {
        "field": fact.field,
        "value": fact.value,
        "source": fact.source,
        "at": fact.at,
        "age_days": (now - datetime.fromisoformat(fact.at)).days if fact.at else None,
    }
    if not fact.usable:
        return view | {"rule": fact.rule, "why": fact.why}
    derived = fact.derived
    view["derived"] = (
        {"name": derived.name, "value": derived.value, "formula": derived.formula, "inputs": dict(derived.inputs)}
        if derived
        else None
    )
    return view
