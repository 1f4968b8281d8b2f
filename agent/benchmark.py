"""How long a rep waits for drafts without a model: against the three things no suggestion can do without."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

import numpy as np
from sqlmodel import col, select

from agent.context import Workshop
from agent.drafting_benchmark import bench_drafting
from agent.request import Request
from agent.suggest import suggest
from agent.toolbox import Toolbox
from knowledge.index.shelves import Index
from knowledge.index.vectors import SHIPPED_VECTORS, read_shipped_vectors
from tools.access import SYSTEM
from tools.bench import Bench, Figure, Ratio, Taken, rounds_of
from tools.embedder import Embedder
from tools.models import Message

__all__ = ["bench_drafting", "bench_turns"]

_ROUNDS = 60
_REPS, _EACH = 50, 2
_MOST_FLOORS = 3.0
_NEIGHBOURS = 10

Ask = tuple[str, str]


def bench_turns(workshop: Workshop, embedder: Embedder, *, rounds: int = _ROUNDS) -> Bench:
    """Measure message → drafts filed on a filled store; `embedder` must remember nothing."""
    asks = _asks(workshop)
    turns, floors = iter(asks), iter(asks)
    turn, floor = rounds_of(
        (lambda: _turn(workshop, next(turns)), _floor(workshop, embedder, floors)),
        min(rounds, len(asks) // 3),
        warm_up=3,
    )
    rate = _many_at_once(workshop, turns)
    return Bench(
        "suggest", (*_figures(turn, floor), Figure("throughput_50_reps", rate, "suggestions/s")), _ratio(turn, floor)
    )


def _figures(turn: Taken, floor: Taken) -> tuple[Figure, ...]:
    return (
        Figure("suggest_p50", turn.wall_at(0.5) * 1000, "ms"),
        Figure("suggest_p95", turn.wall_at(0.95) * 1000, "ms"),
        Figure("floor_p50", floor.wall_at(0.5) * 1000, "ms"),
    )


def _ratio(turn: Taken, floor: Taken) -> tuple[Ratio, ...]:
    return (Ratio("suggest / (encode + vector query + member read)", turn.over(floor), _MOST_FLOORS),)


def _asks(workshop: Workshop) -> list[Ask]:
    """Return (member, words): what members of this store wrote, each member and each wording once."""
    with workshop.database.reading() as session:
        said = select(Message.member_id, Message.text).where(Message.direction == "in")
        rows = session.exec(said.order_by(col(Message.at).desc(), col(Message.message_id))).all()
    by_text = {text.strip(): member_id for member_id, text in rows if text.strip()}
    by_member = {member_id: (member_id, text) for text, member_id in by_text.items()}
    return list(by_member.values())


def _turn(workshop: Workshop, ask: Ask) -> None:
    suggest(workshop, SYSTEM, Request(member_id=ask[0], message=ask[1]))


def _floor(workshop: Workshop, embedder: Embedder, asks: Iterator[Ask]) -> Callable[[], object]:
    """Return what encodes the words, asks a collection of the shipped vectors, and reads the member."""
    vectors = read_shipped_vectors(SHIPPED_VECTORS, embedder)
    index = Index(embedder)
    shelf = index.build(list(vectors), np.stack(list(vectors.values())))
    tools = Toolbox(workshop.database, workshop.librarian, SYSTEM, workshop.clock())

    def run() -> object:
        member_id, text = next(asks)
        index.nearest(shelf, embedder.encode([text])[0], _NEIGHBOURS)
        return tools.read_member(member_id)

    return run


def _many_at_once(workshop: Workshop, asks: Iterator[Ask]) -> float:
    """Return suggestions a second when fifty reps ask at once."""
    waiting = [ask for _, ask in zip(range(_REPS * _EACH), asks, strict=False)]
    started = perf_counter()
    with ThreadPoolExecutor(_REPS) as reps:
        list(reps.map(lambda ask: _turn(workshop, ask), waiting))
    return len(waiting) / (perf_counter() - started)
