"""Whose figures are asked for: the members an actor may see, of one colleague, in one quadrant."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, select

from tools.access import Actor, policy, visible_members
from tools.errors import BadInput, NotAllowed
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


def scope_of(session: Session, actor: Actor, rep: str, quadrant: str) -> Scope:
    """Return the scope. Raises BadInput for an unknown name, NotAllowed for a colleague's members one may not see."""
    if quadrant and quadrant not in QUADRANTS:
        raise BadInput(f"There is no quadrant {quadrant!r}.", fix=f"Use one of {', '.join(QUADRANTS)}.")
    sees_own = policy()["sees"].get(actor.role) == "own"
    if rep and sees_own and rep != actor.staff_id:
        raise NotAllowed(f"{actor.name} ({actor.role}) sees own members only.", fix="Leave the colleague out.")
    if rep and session.get(Staff, rep) is None:
        raise BadInput(f"There is no member of staff {rep!r}.", fix="`zhiji staff list` shows who there is.")
    return Scope(actor, rep, quadrant)
