"""What models cost in some days, and how often what they wrote could be used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any, cast

from sqlalchemy import select
from sqlmodel import Session, col

from tools.kpis.scope import Scope
from tools.models import Member, ModelExchange

_MICRO = 1_000_000
_Row = tuple[str, str, str, int, int, int, int, int]


@dataclass(frozen=True)
class ModelCost:
    """One model's conversations: `unused` came to nothing; `yuan` counts where its price is known to us."""

    model: str
    task: str
    conversations: int
    unused: int
    calls: int
    tokens_in: int
    tokens_out: int
    yuan: float
    median_ms: float


def read_costs(session: Session, scope: Scope, since: datetime, until: datetime) -> tuple[ModelCost, ...]:
    """Return the costs in [since, until) over the members of the scope, by model and task, the busiest first."""
    row = ModelExchange
    counted = (row.calls, row.tokens_in, row.tokens_out, row.micro_yuan, row.milliseconds)
    statement = (
        select(*(col(column) for column in (row.model, row.task, row.outcome, *counted)))
        .join(Member, col(Member.member_id) == col(row.member_id))
        .where(scope.members(), col(row.at) >= since, col(row.at) < until)
    )
    found: dict[tuple[str, str], list[_Row]] = {}
    rows: Sequence[Any] = session.exec(cast(Any, statement)).all()
    for one in rows:
        found.setdefault((one[0], one[1]), []).append(tuple(one))
    costs = [_cost(model, task, rows) for (model, task), rows in found.items()]
    return tuple(sorted(costs, key=lambda cost: (-cost.conversations, cost.model, cost.task)))


def _cost(model: str, task: str, rows: list[_Row]) -> ModelCost:
    return ModelCost(
        model=model,
        task=task,
        conversations=len(rows),
        unused=sum(bool(row[2]) for row in rows),
        calls=sum(row[3] for row in rows),
        tokens_in=sum(row[4] for row in rows),
        tokens_out=sum(row[5] for row in rows),
        yuan=sum(row[6] for row in rows) / _MICRO,
        median_ms=median(row[7] for row in rows),
    )
