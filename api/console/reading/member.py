"""One member: who she is, what may be said, what is known, where she stands and what happened."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from urllib.parse import urlencode

from sqlmodel import Session

from api.console import moments
from api.console.labels import label, labels
from api.console.pages.draft import Chip
from api.console.pages.member import Consent, Contact, Happened, HoldView, Identity, MemberPage, Obstacle
from api.console.reading.draft import chip_of
from api.console.reading.rules import obstacles_of
from api.console.reading.score import score_view
from api.console.reading.who import who_of
from api.console.visit import Visit, names_of
from tools.checks import may_contact
from tools.clock import shanghai_day
from tools.holds import desk_for
from tools.members.contact import contact_facts
from tools.members.find import get_for
from tools.members.snapshot import SENSITIVE_FIELDS, MemberSnapshot, read_snapshot
from tools.members.timeline import Entry, timeline
from tools.models import Member, Suggestion
from tools.reviews.standstill import open_holds

_ENTRIES = 20


def member_page(
    visit: Visit, session: Session, member_id: str, *, cursor: str = "", suggestion_id: str = ""
) -> MemberPage:
    """Return a member's page; a suggestion without drafts is explained on it. Raises NotFound, BadInput."""
    member = get_for(session, visit.actor, member_id)
    snapshot = read_snapshot(session, member, now=visit.now)
    page = timeline(session, member_id, now=visit.now, limit=_ENTRIES, before=cursor)
    asked = _asked(session, member_id, suggestion_id)
    more = urlencode({"cursor": page.next_cursor})
    return MemberPage(
        chrome=visit.chrome(session),
        who=who_of(session, member),
        identity=_identity(session, visit, member, snapshot),
        consents=_consents(member),
        contacts=_contacts(visit, session, member),
        facts=tuple(_fact(visit, fact) for fact in snapshot.facts),
        score=score_view(session, member_id, visit.now),
        holds=_holds(visit, session, member_id),
        happened=_happened(visit, page.entries),
        next_href=f"/members/{member_id}?{more}#happened" if page.next_cursor else "",
        may_suggest=visit.may("suggest"),
        obstacles=_obstacles(asked),
        asked_kind=asked.kind if asked else "",
        message="",
    )


def _happened(visit: Visit, entries: Sequence[Entry]) -> tuple[Happened, ...]:
    """Return the timeline; steps that follow one another without a word or an order share one line."""
    lines: list[Happened] = []
    for kind, grouped in groupby(entries, key=lambda entry: entry.kind):
        run = list(grouped)
        lines += [_steps(visit, run)] if kind == "event" else [_line(visit, entry) for entry in run]
    return tuple(lines)


def _line(visit: Visit, entry: Entry) -> Happened:
    return Happened(entry.kind, entry.id, moments.moment(entry.at, visit.now), entry.text, entry.detail)


def _steps(visit: Visit, entries: Sequence[Entry]) -> Happened:
    counts = Counter(label("event_types", entry.text) for entry in entries)
    first, last = (moments.day(shanghai_day(entries[end].at), shanghai_day(visit.now)) for end in (-1, 0))
    when = first if first == last else f"{first} – {last}"
    return Happened("event", entries[0].id, when, "", {"steps": list(counts.items())})


def _asked(session: Session, member_id: str, suggestion_id: str) -> Suggestion | None:
    found = session.get(Suggestion, suggestion_id) if suggestion_id else None
    return found if found is not None and found.member_id == member_id else None


def _obstacles(asked: Suggestion | None) -> tuple[Obstacle, ...]:
    if asked is None:
        return ()
    return obstacles_of(asked.blocked_by) or (Obstacle("", *labels()["no_page"]),)


def _fact(visit: Visit, fact: object) -> Chip:
    return chip_of(visit, vars(fact))


def _identity(session: Session, visit: Visit, member: Member, snapshot: MemberSnapshot) -> Identity:
    return Identity(
        store=member.store,
        owner=names_of(session).get(member.owner_staff_id, member.owner_staff_id),
        city=member.city,
        phone=masked(member.phone),
        joined=moments.moment(member.joined_at, visit.now).partition(" ")[0],
        personas=tuple(label("personas", persona) for persona in snapshot.personas),
        tags=snapshot.tags,
        stage=snapshot.week_words,
        child=snapshot.age_words,
        is_minor=snapshot.minor,
    )


def masked(phone: str) -> str:
    """Return a phone number that can be recognised but not dialled."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else "*" * len(phone)


def _consents(member: Member) -> tuple[Consent, ...]:
    states = {True: "yes", False: "no", None: "unknown"}
    plain = [
        Consent("opted_out", "no" if member.opted_out else "yes"),
        Consent("care", states[member.consent_care]),
        Consent("marketing", states[member.consent_marketing]),
        Consent("automated", states[member.consent_automated]),
    ]
    named = member.consent_sensitive or []
    sensitive = [Consent(field, "yes" if field in named else "unknown") for field in SENSITIVE_FIELDS]
    if member.care_hold:
        sensitive = [Consent(each.code, "sealed") for each in sensitive]
    return (*plain, *sensitive)


def _contacts(visit: Visit, session: Session, member: Member) -> tuple[Contact, ...]:
    facts = contact_facts(session, member, now=visit.now)
    contacts = []
    for purpose in ("reply", "proactive", "product_list"):
        refusals = may_contact(facts, purpose, visit.now)
        contacts.append(Contact(purpose, not refusals, tuple(dict.fromkeys(refusal.message for refusal in refusals))))
    return tuple(contacts)


def _holds(visit: Visit, session: Session, member_id: str) -> tuple[HoldView, ...]:
    return tuple(
        HoldView(
            id=hold.id,
            kind=hold.kind,
            level=hold.level,
            todo=desk_for(hold.kind, hold.level, hold.cause).title,
            since=moments.moment(hold.opened_at, visit.now),
            until=moments.moment(hold.ends_at, visit.now),
            may_release=visit.may("release_hold"),
        )
        for hold in open_holds(session, member_id, visit.now)
    )
