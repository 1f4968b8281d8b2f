"""A member on a card."""

from sqlmodel import Session

from api.console.pages.queue import Who
from tools import scoring
from tools.members import stage
from tools.members.find import get
from tools.models import Member


def who_of(session: Session, member: Member, quadrant: str | None = None) -> Who:
    """Return how a member is shown; her quadrant is looked up unless it is given."""
    if quadrant is None:
        score = scoring.score_of(session, member.member_id)
        quadrant = score.quadrant if score else ""
    return Who(
        member_id=member.member_id,
        name=member.name or member.member_id,
        call=stage.call_of(member),
        tier=member.tier,
        quadrant=quadrant,
    )


def who_by_id(session: Session, member_id: str, quadrant: str | None = None) -> Who:
    """Return how a member is shown whose rows the asker was allowed to read. Raises NotFound."""
    return who_of(session, get(session, member_id), quadrant)
