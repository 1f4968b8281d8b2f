"""A member's score in figures a person can read."""

from datetime import datetime

from sqlmodel import Session

from api.console.labels import label
from api.console.pages.member import LookBar, ScoreView
from tools import scoring
from tools.clock import shanghai_day

_LOOKS = ("wallet_share", "cross_buy", "engagement", "lifecycle")


def score_view(session: Session, member_id: str, now: datetime) -> ScoreView:
    """Return the score in the active run, else a provisional standing without figures."""
    score = scoring.score_of(session, member_id)
    if score is None:
        quadrant, reasons = scoring.provisional(session, member_id, as_of=shanghai_day(now))
        return ScoreView(quadrant, 0, 0, 0, "", (), tuple(reasons), "", True)
    return ScoreView(
        quadrant=score.quadrant,
        potential=round(score.value_potential),
        current=round(100 * score.current_value),
        confidence=round(100 * score.confidence),
        lifecycle=score.lifecycle_stage,
        looks=tuple(LookBar(name, round(100 * getattr(score, name))) for name in _LOOKS),
        reasons=tuple(score.reasons),
        missing=label("fields", score.missing_fact) if score.missing_fact else "",
        is_provisional=False,
    )
