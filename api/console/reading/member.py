"""One member: who she is, what may be said, what is known, where she stands and what happened."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from urllib.parse import urlencode

from sqlmodel import Session

from api.console import moments
from api.console.labels import label, labels
from api.console.pages.member import Filter, Happened, HoldView, Identity, MemberPage, Obstacle
from api.console.reading.portrait import consent_form, consent_lines, fact_lines, may_say_view
from api.console.reading.rules import obstacles_of
from api.console.reading.score import score_view
from api.console.reading.tasks import duty_view, task_card
from api.console.reading.told import told_lines
from api.console.reading.who import who_of
from api.console.visit import Visit, names_of
from api.portrait import Portrait, duty_for_hold, read_portrait
from tools.clock import shanghai_day
from tools.holds import desk_for
from tools.members.phone import masked
from tools.members.timeline import KINDS, Entry, timeline
from tools.models import Hold, Suggestion
from tools.tasks.rules import rules

_ENTRIES = 20

# A touch is a message that says so itself; alone it stands only where touches are asked for.
_EVERYTHING = tuple(kind for kind in KINDS if kind != "touch")


def member_page(
    visit: Visit,
    session: Session,
    member_id: str,
    *,
    cursor: str = "",
    suggestion_id: str = "",
    kind: str = "",
    phone: str = "",
) -> MemberPage:
    """Return a member's page; a suggestion without drafts is explained on it, `phone` is one that was asked for.

    Raises NotFound, BadInput.
    """
    portrait = read_portrait(visit.services, session, visit.actor, member_id)
    member, chosen, names = portrait.member, kind if kind in KINDS else "", names_of(session)
    kinds = (chosen,) if chosen else _EVERYTHING
    page = timeline(session, member_id, now=visit.now, limit=_ENTRIES, before=cursor, kinds=kinds)
    asked = _asked(session, member_id, suggestion_id)
    return MemberPage(
        chrome=visit.chrome(session),
        who=who_of(session, member),
        identity=_identity(visit, portrait, names, phone),
        consents=consent_lines(portrait.consents, visit.now),
        consent_form=consent_form(member, shanghai_day(visit.now)) if visit.may("record_consent") else None,
        may_say=may_say_view(portrait, visit.now),
        facts=fact_lines(portrait.facts, visit.now),
        told=told_lines(session, member, visit.now),
        may_confirm=visit.may("confirm_fact"),
        tasks=tuple(task_card(visit, session, task, names) for task in portrait.tasks),
        may_add_task=visit.may("work_tasks"),
        task_kinds=tuple(rules()["by_hand"]),
        score=score_view(session, member, visit.now),
        # What is gravest comes first: beside it nothing else on her page is urgent.
        holds=tuple(_hold(visit, session, hold) for hold in sorted(portrait.holds, key=lambda hold: hold.level)),
        happened=_happened(visit, page.entries),
        filters=tuple(_filter(member_id, each, chosen) for each in ("", *KINDS)),
        next_href=_more(member_id, chosen, page.next_cursor),
        may_suggest=visit.may("suggest"),
        may_export=visit.may("export_member"),
        obstacles=_obstacles(asked),
        asked_kind=asked.kind if asked else "",
        message="",
    )


def _filter(member_id: str, kind: str, chosen: str) -> Filter:
    query = f"?{urlencode({'kind': kind})}" if kind else ""
    return Filter(kind, f"/members/{member_id}{query}#happened", kind == chosen)


def _more(member_id: str, kind: str, cursor: str) -> str:
    wanted = {"kind": kind} if kind else {}
    return f"/members/{member_id}?{urlencode(wanted | {'cursor': cursor})}#happened" if cursor else ""


def _happened(visit: Visit, entries: Sequence[Entry]) -> tuple[Happened, ...]:
    """Return the timeline; steps that follow one another without a word or an order share one line."""
    lines: list[Happened] = []
    for kind, grouped in groupby(entries, key=lambda entry: entry.kind):
        run = list(grouped)
        lines += [_steps(visit, run)] if kind == "event" else [_line(visit, entry) for entry in run]
    return tuple(lines)


def _line(visit: Visit, entry: Entry) -> Happened:
    return Happened(
        entry.kind, entry.id, moments.moment(entry.at, visit.now), entry.text, entry.detail, entry.is_sealed
    )


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


def _identity(visit: Visit, portrait: Portrait, names: dict[str, str], phone: str) -> Identity:
    member, snapshot = portrait.member, portrait.snapshot
    return Identity(
        store=member.store,
        owner=names.get(member.owner_staff_id, member.owner_staff_id),
        city=member.city,
        phone=phone or masked(member.phone),
        may_see_phone=bool(member.phone) and not phone and visit.may("see_phone"),
        joined=moments.moment(member.joined_at, visit.now).partition(" ")[0],
        personas=tuple(label("personas", persona) for persona in snapshot.personas),
        tags=snapshot.tags,
        stage=snapshot.week_words,
        child=snapshot.age_words,
        is_minor=snapshot.minor,
    )


def _hold(visit: Visit, session: Session, hold: Hold) -> HoldView:
    return HoldView(
        id=hold.id,
        kind=hold.kind,
        level=hold.level,
        todo=desk_for(hold.kind, hold.level, hold.cause).title,
        since=moments.moment(hold.opened_at, visit.now),
        until=moments.moment(hold.ends_at, visit.now),
        may_release=visit.may("release_hold"),
        duty=duty_view(duty_for_hold(visit.services, session, hold)),
    )
