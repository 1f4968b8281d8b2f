"""The list of members."""

from urllib.parse import urlencode

from sqlmodel import Session

from api.console.labels import label
from api.console.pages.member import MemberRow, MembersPage
from api.console.reading.who import who_of
from api.console.visit import Visit, names_of
from tools import scoring
from tools.clock import shanghai_day
from tools.holds import open_kinds
from tools.members.find import list_members
from tools.members.snapshot import usable_personas
from tools.models import Member
from tools.models.score import QUADRANTS

_ROWS = 25


def members_page(visit: Visit, session: Session, *, words: str, quadrant: str, cursor: str) -> MembersPage:
    """Return one page of the members the actor may see."""
    chosen = quadrant if quadrant in QUADRANTS else ""
    found = list_members(session, visit.actor, words=words, quadrant=chosen, limit=_ROWS + 1, after=cursor)
    shown, names = found[:_ROWS], names_of(session)
    more = {"q": words, "quadrant": chosen, "cursor": shown[-1].member_id if shown else ""}
    return MembersPage(
        chrome=visit.chrome(session),
        words=words,
        quadrant=chosen,
        quadrants=QUADRANTS,
        rows=tuple(_row(visit, session, member, names) for member in shown),
        next_href=f"/members?{urlencode(more)}" if len(found) > _ROWS else "",
    )


def _row(visit: Visit, session: Session, member: Member, names: dict[str, str]) -> MemberRow:
    score = scoring.score_of(session, member.member_id)
    standing = [label("hold_kinds", kind) for kind in open_kinds(session, member.member_id, visit.now)]
    if member.opted_out and label("hold_kinds", "opt_out") not in standing:
        standing.append(label("hold_kinds", "opt_out"))
    return MemberRow(
        who=who_of(session, member, score.quadrant if score else ""),
        store=member.store,
        owner=names.get(member.owner_staff_id, member.owner_staff_id),
        personas=tuple(label("personas", str(persona)) for persona in usable_personas(member, shanghai_day(visit.now))),
        potential=str(round(score.value_potential)) if score else "",
        standing=tuple(standing),
    )
