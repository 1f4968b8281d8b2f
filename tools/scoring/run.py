"""Scoring the whole base: compute without a lock, write in bulk, switch at once."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from time import perf_counter
from typing import Any

from sqlalchemy import column, delete, insert, table, text, update
from sqlmodel import Session, col, select

from tools import audit
from tools.database import Database
from tools.errors import BadInput
from tools.models import Member, Score, ScoreRun, new_id
from tools.models.score import LIFECYCLES, QUADRANTS
from tools.scoring.facts import base_facts
from tools.scoring.figures import Scored, figures_of
from tools.scoring.formula import Formula, load_formula
from tools.scoring.looks import CAPACITY_SOURCES, measure, scales_of
from tools.scoring.missing import Evidence, missing_facts
from tools.scoring.quadrants import Standing, standing_of
from tools.scoring.rates import rates_of
from tools.scoring.reasons import Reasons

KEPT_RUNS = 3
_CHUNK = 5_000
_SWITCH_LOCK = 0x7363_6F72

Row = dict[str, Any]


@dataclass(frozen=True)
class ScoreRunReport:
    """What one run did; `thresholds` are the lines that divided the base, `seconds` is wall time."""

    run_id: str
    as_of: date
    formula_version: str
    members: int
    quadrants: dict[str, int]
    thresholds: dict[str, Any]
    seconds: float


def score_base(
    database: Database, *, as_of: date, now: datetime, formula: Formula | None = None, scored_by: str = ""
) -> ScoreRunReport:
    """Score every member who is not erased and make the result the active run.

    `as_of` is the last Shanghai day that counts. Raises BadInput for an empty base, Unavailable when the store is.
    """
    started = perf_counter()
    rules = formula or load_formula()
    run = ScoreRun(
        id=new_id("R", now),
        as_of=as_of,
        formula_version=rules.version,
        formula=rules.model_dump(mode="json"),
        created_at=now,
    )
    rows, run.thresholds = _computed(database, run.id, as_of, rules)
    written = _switched_on(database, run, rows, scored_by)
    _forget_old_runs(database)
    return ScoreRunReport(
        run_id=run.id,
        as_of=as_of,
        formula_version=rules.version,
        members=len(written),
        quadrants={name: sum(row["quadrant"] == name for row in written) for name in QUADRANTS},
        thresholds=run.thresholds,
        seconds=round(perf_counter() - started, 3),
    )


def _computed(database: Database, run_id: str, as_of: date, formula: Formula) -> tuple[list[Row], dict[str, Any]]:
    facts = base_facts(database, as_of=as_of, formula=formula)
    if not facts.size:
        raise BadInput("There is no member to score.", fix="Import members first: `zhiji import members FILE`.")
    rates = rates_of(facts, formula)
    measures = measure(facts, rates, formula)
    scales = scales_of(facts, measures)
    standing = standing_of(facts, measures, scales, formula)
    named, points = missing_facts(Evidence(facts, measures, formula), scales)
    scored = Scored(facts, measures, rates, formula, dict(standing.looks), named, points, is_ranked=True)
    thresholds = {
        "current_value": formula.thresholds.current_value,
        "value_potential": standing.potential_line,
        "season_recent": rates.season_recent,
    }
    return list(_rows(run_id, scored, standing)), thresholds


def _rows(run_id: str, scored: Scored, standing: Standing) -> Iterator[Row]:
    reasons = Reasons(scored.formula)
    as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    columns = {
        "member_id": scored.facts.member_ids,
        **{name: standing.looks[name].tolist() for name in ("wallet_share", "cross_buy", "engagement", "lifecycle")},
        "lifecycle_stage": [LIFECYCLES[code] for code in scored.measures.stage.tolist()],
        "value_potential": standing.value_potential.tolist(),
        "current_value": standing.current_value.tolist(),
        "quadrant": [QUADRANTS[code] for code in standing.quadrant.tolist()],
        "confidence": standing.confidence.tolist(),
        "missing_fact": list(scored.missing_fact),
        "capacity_source": [CAPACITY_SOURCES[code] for code in scored.measures.capacity_source.tolist()],
    }
    names = list(columns)
    for values, figures in zip(zip(*columns.values(), strict=True), figures_of(scored), strict=True):
        row = dict(zip(names, values, strict=True))
        texts = {"figures": as_json(figures), "reasons": as_json(reasons.of(figures))}
        yield {"run_id": run_id, **row, **texts}


def _switched_on(database: Database, run: ScoreRun, rows: list[Row], scored_by: str) -> list[Row]:
    """Write the run and make it the active one in one transaction, without members who were erased meanwhile."""
    with database.writing() as session:
        _take_turn(session)
        present = set(session.exec(select(Member.member_id).where(col(Member.erased_at).is_(None))))
        written = [row for row in rows if row["member_id"] in present]
        run.members = len(written)
        session.add(run)
        session.flush()
        _written_in_bulk(session, written)
        session.execute(update(ScoreRun).where(col(ScoreRun.active)).values(active=False))
        run.active = True
        session.flush()
        _record(session, run, scored_by)
    return written


def _record(session: Session, run: ScoreRun, scored_by: str) -> None:
    detail = {"formula_version": run.formula_version, "as_of": run.as_of.isoformat(), "members": run.members}
    actor = scored_by or "system"
    audit.record(session, at=run.created_at, actor=actor, action="scores.switched", subject=run.id, detail=detail)


def _written_in_bulk(session: Session, rows: list[Row]) -> None:
    """Write the rows; their JSON is text already, made before the write lock was taken."""
    names = list(Score.model_fields)
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        # COPY writes ten times as fast as single inserts do.
        cursor: Any = connection.connection.cursor()
        with cursor, cursor.copy(f"COPY score ({', '.join(names)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([row[name] for name in names])
        return
    untyped = insert(table("score", *(column(name) for name in names)))
    for start in range(0, len(rows), _CHUNK):
        connection.execute(untyped, rows[start : start + _CHUNK])


def _take_turn(session: Session) -> None:
    """Let one run switch at a time; SQLite's write lock already does."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SWITCH_LOCK})


def _forget_old_runs(database: Database) -> None:
    """Delete what lies beyond the newest runs; the active one always stays."""
    with database.writing() as session:
        newest = session.exec(
            select(ScoreRun.id).order_by(col(ScoreRun.active).desc(), col(ScoreRun.created_at).desc(), col(ScoreRun.id))
        ).all()
        old = newest[KEPT_RUNS:]
        if old:
            session.execute(delete(Score).where(col(Score.run_id).in_(old)))
            session.execute(delete(ScoreRun).where(col(ScoreRun.id).in_(old)))
