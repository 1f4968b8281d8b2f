"""A member in the round, for the API and the console alike: identity, consents, facts, permissions and topics."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from agent.composer.care.choosing import care_pages
from agent.request import Brief
from agent.toolbox import Toolbox
from api.services import Services
from tools import tasks
from tools.access import Actor
from tools.clock import shanghai_day
from tools.desk import DutyStatus, duty_status
from tools.holds import desk_for
from tools.members.consents import Consent, read_consents
from tools.members.facts import KnownFact, read_facts
from tools.members.find import get_for
from tools.members.may_say import MaySay, Permission, what_may_be_said
from tools.members.snapshot import TOPIC_REST, MemberSnapshot, read_snapshot
from tools.models import Hold, Member, Suggestion, Task
from tools.reviews.standstill import open_holds

_MOST_TOPICS = 5


@dataclass(frozen=True)
class Topic:
    """One page that would fit her now."""

    topics: tuple[str, ...]
    playbook_id: str
    title: str


@dataclass(frozen=True)
class RestingTopic:
    """A topic that was talked about lately and rests until a day."""

    topic: str
    until: datetime


@dataclass(frozen=True)
class Portrait:
    """Everything that may be known about one member; `topics` is empty while care is shut."""

    member: Member
    snapshot: MemberSnapshot
    consents: tuple[Consent, ...]
    facts: tuple[KnownFact, ...]
    may_say: MaySay
    topics: tuple[Topic, ...]
    resting: tuple[RestingTopic, ...]
    holds: tuple[Hold, ...]
    tasks: tuple[Task, ...]


def read_portrait(services: Services, session: Session, actor: Actor, member_id: str) -> Portrait:
    """Return the portrait of a member the actor may see. Raises NotFound."""
    now = services.clock()
    member = get_for(session, actor, member_id)
    snapshot = read_snapshot(session, member, now=now)
    may_say = what_may_be_said(session, member, snapshot, now=now)
    return Portrait(
        member=member,
        snapshot=snapshot,
        consents=read_consents(session, member, shanghai_day(now)),
        facts=read_facts(session, member, snapshot, now=now),
        may_say=may_say,
        topics=_topics(services, actor, snapshot, may_say, now),
        resting=_resting(snapshot, now),
        holds=tuple(open_holds(session, member_id, now)),
        tasks=tuple(tasks.tasks_of_member(session, member_id)),
    )


def care_is_open(may_say: MaySay) -> bool:
    """Tell whether care may be prepared: what only has to wait (a quiet hour, a gap) leaves the topics open."""
    care: Permission = may_say.permissions[0]
    return all(reason.until is not None for reason in care.reasons)


def _topics(
    services: Services, actor: Actor, snapshot: MemberSnapshot, may_say: MaySay, now: datetime
) -> tuple[Topic, ...]:
    if not care_is_open(may_say):
        return ()
    tools = Toolbox(services.database, services.workshop.librarian, actor, now)
    pages = care_pages(tools, snapshot, Brief(), now)[:_MOST_TOPICS]
    return tuple(Topic(page.topics, page.id, page.title) for page in pages)


def _resting(snapshot: MemberSnapshot, now: datetime) -> tuple[RestingTopic, ...]:
    last: dict[str, datetime] = {}
    for said in snapshot.thread:
        if said.topic and now - said.at < TOPIC_REST:
            last[said.topic] = said.at
    return tuple(RestingTopic(topic, at + timedelta(days=TOPIC_REST.days)) for topic, at in last.items())


def duty_for_hold(services: Services, session: Session, hold: Hold) -> DutyStatus:
    """Return who is on duty for a hold."""
    policy = desk_for(hold.kind, hold.level, hold.cause)
    member = session.get_one(Member, hold.member_id)
    return duty_status(
        session,
        services.roster,
        member,
        services.clock(),
        desk=policy.desk,
        kind=hold.kind,
        level=hold.level,
        cause=hold.cause,
    )


def duty_for_message(services: Services, session: Session, member_id: str, message_id: str) -> DutyStatus | None:
    """Return who is on duty for what a message set off, None when it called nobody."""
    if not message_id:
        return None
    holds = open_holds(session, member_id, services.clock())
    grave = [hold for hold in holds if hold.message_id == message_id and hold.kind != "opt_out"]
    return duty_for_hold(services, session, grave[0]) if grave else None


def duty_for_suggestion(services: Services, session: Session, suggestion: Suggestion) -> DutyStatus | None:
    """Return who is on duty for a routed suggestion; also for one that only tries out (nothing is recorded then)."""
    if not suggestion.route:
        return None
    known = duty_for_message(services, session, suggestion.member_id, suggestion.message_id)
    if known is not None:
        return known
    standing = [h for h in open_holds(session, suggestion.member_id, services.clock()) if h.kind == suggestion.route]
    if standing:
        return duty_for_hold(services, session, standing[-1])
    imagined = Hold(
        id="", member_id=suggestion.member_id, kind=suggestion.route, level="S1", opened_at=services.clock()
    )
    return duty_for_hold(services, session, imagined)
