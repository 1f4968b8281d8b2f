"""Whose figures are asked for: the members an actor may see, of one colleague, in one quadrant."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, select

from tools.access import Actor, policy, require, visible_members
from tools.clock import shanghai_day
from tools.errors import BadInput, NotAllowed
from tools.kpis.rules import rules
from tools.models import Member, Score, ScoreRun, Staff
from tools.models.score import QUADRANTS


@dataclass(frozen=True)
class Scope:
    """A blank colleague or quadrant stands for all of them."""

    actor: Actor
    rep: str = ""
    quadrant: str = ""

    def members(self) -> ColumnElement[bool]:
        """Return the condition on `member`; a member without a score is in no quadrant."""
        wanted = [visible_members(self.actor)]
        if self.rep:
            wanted.append(col(Member.owner_staff_id) == self.rep)
        if self.quadrant:
            scored = select(Score.member_id).join(ScoreRun, col(ScoreRun.id) == col(Score.run_id))
            scored = scored.where(col(ScoreRun.active), Score.quadrant == self.quadrant)
            wanted.append(col(Member.member_id).in_(scored))
        return and_(*wanted)


def scope_of(session: Session, actor: Actor, *, since: date, until: date, rep: str, quadrant: str) -> Scope:
    """Return the scope of figures for these days.

    Raises NotAllowed also for the members of a colleague that one does not see, BadInput for days and unknown names.
    """
    require(actor, "read_kpis")
    _require_days(since, until)
    if quadrant and quadrant not in QUADRANTS:
        raise BadInput(f"There is no quadrant {quadrant!r}.", fix=f"Use one of {', '.join(QUADRANTS)}.")
    if rep and rep != actor.staff_id and _sees_own(actor):
        raise NotAllowed(f"{actor.name} ({actor.role}) sees own members only.", fix="Leave the colleague out.")
    if rep and session.get(Staff, rep) is None:
        raise BadInput(f"There is no member of staff {rep!r}.", fix="`zhiji staff list` shows who there is.")
    return Scope(actor, rep, quadrant)


def owners_in_reach(session: Session, actor: Actor) -> tuple[str, ...]:
    """Return the staff ids that own members whom the actor may see; none for who sees own members only."""
    if _sees_own(actor):
        return ()
    owners = select(Member.owner_staff_id).where(visible_members(actor), Member.owner_staff_id != "").distinct()
    return tuple(session.exec(owners.order_by(col(Member.owner_staff_id))).all())


def _sees_own(actor: Actor) -> bool:
    return bool(policy()["sees"].get(actor.role, "own") == "own")


def _require_days(since: date, until: date) -> None:
    if since > until:
        raise BadInput(f"{since} comes after {until}.", fix="Give the earlier day first.")
    longest = rules()["longest_days"]
    if (until - since).days >= longest:
        raise BadInput(f"{since} to {until} is more than {longest} days.", fix="Ask for a year at a time.")


def settled_until(until: date, now: datetime) -> date:
    """Return the last day whose figures do not move any more."""
    return min(until, shanghai_day(now) - timedelta(days=rules()["settles_after_days"]))
