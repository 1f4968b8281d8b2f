"""Reading the active run: one member's score, counts, and the treasure map."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, cast, func
from sqlmodel import Session, col, select

from tools.models import Score, ScoreRun
from tools.models.score import QUADRANTS
from tools.store import ask

_NEWEST = col(ScoreRun.created_at).desc()
_ACTIVE = select(ScoreRun).where(col(ScoreRun.active)).order_by(_NEWEST)
# Every suggestion asks for it: one statement, put together once.
_SCORE = select(Score).where(
    Score.member_id == bindparam("member_id"),
    Score.run_id == select(ScoreRun.id).where(col(ScoreRun.active)).order_by(_NEWEST).limit(1).scalar_subquery(),
)


_PLACED = _SCORE.with_only_columns(col(Score.quadrant), col(Score.reasons), col(Score.run_id))


class Placed(NamedTuple):
    """Where a member stands in the active run, and why."""

    quadrant: str
    reasons: list[str]
    run_id: str


@dataclass(frozen=True)
class MapBin:
    """One cell of the treasure map: x = current_value, y = value_potential, both 0 … bins-1, the origin low."""

    x: int
    y: int
    quadrant: str
    count: int


def active_run(session: Session) -> ScoreRun | None:
    """Return the run that readers use, None before the first."""
    return session.exec(_ACTIVE).first()


def score_of(session: Session, member_id: str) -> Score | None:
    """Return one member's score in the active run, None when she was not scored."""
    return session.exec(_SCORE, params={"member_id": member_id}).first()


def place_of(session: Session, member_id: str) -> Placed | None:
    """Return as much of the same score as a draft needs."""
    row = ask(session, _PLACED, {"member_id": member_id}).first()
    return Placed._make(row) if row is not None else None


def quadrant_counts(session: Session) -> dict[str, int]:
    """Return members per quadrant in the active run, all four keys always."""
    counts = dict.fromkeys(QUADRANTS, 0)
    run = active_run(session)
    if run is not None:
        rows = session.exec(select(Score.quadrant, func.count()).where(Score.run_id == run.id).group_by(Score.quadrant))
        counts.update(dict(rows.all()))
    return counts


def treasure_map(session: Session, *, bins: int = 20) -> list[MapBin]:
    """Return the non-empty cells of the active run, ordered by x, y, quadrant."""
    run = active_run(session)
    if run is None:
        return []
    x = _cell(session, col(Score.current_value) * bins, bins).label("x")
    y = _cell(session, col(Score.value_potential) * bins / 100.0, bins).label("y")
    rows = session.exec(
        select(x, y, Score.quadrant, func.count())
        .where(Score.run_id == run.id)
        .group_by(x, y, col(Score.quadrant))
        .order_by(x, y, col(Score.quadrant))
    )
    return [MapBin(*row) for row in rows]


def _cell(session: Session, place: Any, bins: int) -> Any:
    """Cut to whole cells; SQLite's cast cuts but PostgreSQL's rounds, and SQLite may lack floor and has no least."""
    if session.get_bind().dialect.name == "postgresql":
        return func.least(cast(func.floor(place), Integer), bins - 1)
    return func.min(cast(place, Integer), bins - 1)
