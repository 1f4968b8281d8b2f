"""A member's score in figures a person can read."""

from datetime import datetime

from sqlmodel import Session

from api.console.labels import label
from api.console.pages.member import LookBar, ScoreView
from tools import scoring
from tools.clock import shanghai_day
from tools.members.sealing import open_field, open_sentences
from tools.models import Member

_LOOKS = ("wallet_share", "cross_buy", "engagement", "lifecycle")


def score_view(session: Session, member: Member, now: datetime) -> ScoreView:
    """Return the score in the active run, else a provisional standing without figures."""
    score = scoring.score_of(session, member.member_id)
    if score is None:
        quadrant, reasons = scoring.provisional(session, member.member_id, as_of=shanghai_day(now))
        return ScoreView(quadrant, 0, 0, 0, "", (), open_sentences(member, reasons), "", True)
    missing = open_field(member, score.missing_fact)
    return ScoreView(
        quadrant=score.quadrant,
        potential=round(score.value_potential),
        current=round(100 * score.current_value),
        confidence=round(100 * score.confidence),
        lifecycle=score.lifecycle_stage,
        looks=tuple(LookBar(name, round(100 * getattr(score, name))) for name in _LOOKS),
        reasons=open_sentences(member, score.reasons),
        missing=label("fields", missing) if missing else "",
        is_provisional=False,
    )
