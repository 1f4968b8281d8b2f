"""Reading the active run: one member's score, counts, the treasure map, and lists by quadrant."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, cast, func, or_
from sqlmodel import Session, col, select

from tools.errors import BadInput
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


def members_in(session: Session, quadrant: str, *, limit: int = 50, after: str = "") -> list[Score]:
    """Return scores of one quadrant, most promising first; `after` is `cursor_of` the last one. Raises BadInput."""
    if quadrant not in QUADRANTS:
        raise BadInput(f"There is no quadrant {quadrant!r}.", fix=f"Use one of {', '.join(QUADRANTS)}.")
    run = active_run(session)
    if run is None:
        return []
    query = select(Score).where(Score.run_id == run.id, Score.quadrant == quadrant)
    if after:
        potential, member_id = _position(after)
        follows = (col(Score.value_potential) == potential) & (col(Score.member_id) > member_id)
        query = query.where(or_(col(Score.value_potential) < potential, follows))
    ordered = query.order_by(col(Score.value_potential).desc(), col(Score.member_id)).limit(limit)
    return list(session.exec(ordered))


def cursor_of(score: Score) -> str:
    """Return where a list continues after this score; it stays good when a new run becomes active."""
    return f"{score.value_potential!r}~{score.member_id}"


def _position(cursor: str) -> tuple[float, str]:
    potential, mark, member_id = cursor.partition("~")
    try:
        place = float(potential)
    except ValueError:
        place = float("nan")
    if not mark or place != place:
        raise BadInput(f"The cursor {cursor!r} is not one of ours.", fix="Start again without a cursor.")
    return place, member_id
