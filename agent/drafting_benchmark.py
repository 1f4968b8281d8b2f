"""Many reps at once, without a model: their drafts against the least that none of them can do without."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from threading import Barrier
from time import perf_counter
from typing import Any

import numpy as np
from pydantic import BaseModel
from sqlmodel import col, select

from agent.context import Workshop
from agent.errors import ModelUnavailable
from agent.model import ChatMessage
from agent.request import Request
from agent.suggest import suggest
from agent.toolbox import Toolbox
from knowledge.index.shelves import Index
from knowledge.index.vectors import SHIPPED_VECTORS, read_shipped_vectors
from knowledge.library import SHIPPED_PLAYBOOKS, sync
from knowledge.search import Librarian
from tools.access import SYSTEM
from tools.bench import Bench, Figure, Ratio
from tools.clock import at_shanghai, shanghai_day, utc_now
from tools.database import open_database, prepare
from tools.demo import build_demo
from tools.embedder import Embedder, UseEmbedder
from tools.gate import Gate
from tools.models import Message
from tools.scoring import score_base

_MEMBERS = 600
_REPS, _ROUNDS = 50, 3
_MOST_FLOORS = 3.0
_NEIGHBOURS = 10
_MORNING = 10
Ask = tuple[str, str]


@dataclass(frozen=True)
class Burst:
    """Calls made all at once: seconds each, seconds until the last was done, and what they returned."""

    each: list[float]
    all_s: float
    told: list[Any]


def bench_drafting(*, members: int = _MEMBERS, rounds: int = _ROUNDS) -> Bench:
    """Measure fifty reps at once without a model, and their floor."""
    with tempfile.TemporaryDirectory(prefix="zhiji-bench-") as folder, _shop(Path(folder), members) as workshop:
        asks = asks_of(workshop)
        many, floor = _fifty_at_once(workshop, asks[:_REPS], rounds)
    return Bench("drafting", _figures(many, floor), _ratios(many, floor))


def _figures(many: Sequence[Burst], floor: Sequence[Burst]) -> tuple[Figure, ...]:
    return (
        Figure("throughput_50_reps", _rate(many), "suggestions/s"),
        Figure("p95_50_reps", p95([s for burst in many for s in burst.each]) * 1000, "ms"),
        Figure("floor_throughput", _rate(floor), "turns/s"),
        Figure("floor_p95", p95([s for burst in floor for s in burst.each]) * 1000, "ms"),
    )


def _ratios(many: Sequence[Burst], floor: Sequence[Burst]) -> tuple[Ratio, ...]:
    """Take the median of rounds that took turns: a busy neighbour slows both of a pair."""
    pairs = list(zip(many, floor, strict=True))
    p95s = [p95(ours.each) / p95(least.each) for ours, least in pairs]
    return (
        Ratio("floor throughput / 50 reps", median(ours.all_s / least.all_s for ours, least in pairs), _MOST_FLOORS),
        Ratio("50 reps p95 / floor p95", median(p95s), _MOST_FLOORS),
    )


@contextmanager
def _shop(folder: Path, members: int) -> Iterator[Workshop]:
    """Give a scored demo brand with the shipped library, on a weekday morning."""
    now = _a_morning(utc_now())
    database = open_database(f"sqlite:///{folder / 'zhiji.db'}")
    prepare(database)
    # It remembers nothing, so that every round encodes its words anew, as new words are.
    librarian = Librarian(database, UseEmbedder())
    try:
        with database.writing() as session:
            sync(session, (SHIPPED_PLAYBOOKS,), now=now)
        build_demo(database, now=now, members=members)
        score_base(database, as_of=shanghai_day(now), now=now, scored_by="bench")
        librarian.warm()
        yield Workshop(database, librarian, Gate(), lambda: now)
    finally:
        librarian.close()
        database.close()


def _a_morning(now: datetime) -> datetime:
    return at_shanghai(shanghai_day(now), _MORNING)


def asks_of(workshop: Workshop) -> list[Ask]:
    """Return (member, words): what members of this store wrote, each member and each wording once."""
    with workshop.database.reading() as session:
        said = select(Message.member_id, Message.text).where(Message.direction == "in")
        rows = session.exec(said.order_by(col(Message.at).desc(), col(Message.message_id))).all()
    by_text = {text.strip(): member_id for member_id, text in rows if text.strip()}
    return list({member_id: (member_id, text) for text, member_id in by_text.items()}.values())


def _fifty_at_once(workshop: Workshop, asks: Sequence[Ask], rounds: int) -> tuple[list[Burst], list[Burst]]:
    embedder = UseEmbedder()
    embedder.encode(["warm"])
    least = _floor(workshop, embedder)
    many, floor = [], []
    for number in range(rounds):
        many.append(at_once(partial(_suggested, _hours_later(workshop, number)), asks))
        floor.append(at_once(least, asks))
    return many, floor


def _suggested(workshop: Workshop, ask: Ask) -> None:
    suggest(workshop, SYSTEM, Request(ask[0], message=ask[1]))


def _hours_later(workshop: Workshop, hours: int) -> Workshop:
    """Let a round come later than the one before: nobody says the same three times in one breath."""
    later = workshop.clock() + timedelta(hours=hours)
    return replace(workshop, clock=lambda: later)


def _floor(workshop: Workshop, embedder: Embedder) -> Callable[[Ask], object]:
    """Return what encodes the words, asks a collection of the shipped vectors, and reads the member."""
    vectors = read_shipped_vectors(SHIPPED_VECTORS, embedder)
    index = Index(embedder)
    shelf = index.build(list(vectors), np.stack(list(vectors.values())))
    tools = Toolbox(workshop.database, workshop.librarian, SYSTEM, workshop.clock())

    def run(ask: Ask) -> object:
        index.nearest(shelf, embedder.encode([ask[1]])[0], _NEIGHBOURS)
        return tools.read_member(ask[0])

    return run


def at_once(call: Callable[[Ask], object], asks: Sequence[Ask]) -> Burst:
    """Make one call per ask, all released at the same moment."""
    gate = Barrier(len(asks) + 1)

    def timed(ask: Ask) -> tuple[float, object]:
        gate.wait()
        began = perf_counter()
        told = call(ask)
        return perf_counter() - began, told

    with ThreadPoolExecutor(len(asks)) as reps:
        waiting = [reps.submit(timed, ask) for ask in asks]
        gate.wait()
        began = perf_counter()
        done = [one.result() for one in waiting]
        all_s = perf_counter() - began
    return Burst([seconds for seconds, _ in done], all_s, [told for _, told in done])


class _Asked:
    """A model that only notes that it was asked."""

    name = "asked"

    def __init__(self) -> None:
        self.times = 0

    def answer(self, messages: Sequence[ChatMessage], shape: type[BaseModel]) -> BaseModel:
        self.times += 1
        raise ModelUnavailable("Only counting.")


def asks_for_a_model(workshop: Workshop, asks: Sequence[Ask]) -> list[Ask]:
    """Return the asks that a model answers."""
    found = []
    for ask in asks:
        model = _Asked()
        looking = replace(workshop, model=model)  # type: ignore[arg-type]
        suggest(looking, SYSTEM, Request(ask[0], message=ask[1], dry_run=True))
        found += [ask] if model.times else []
    return found


def _rate(bursts: Sequence[Burst]) -> float:
    return sum(len(burst.each) for burst in bursts) / sum(burst.all_s for burst in bursts)


def p95(seconds: Sequence[float]) -> float:
    """Return the seconds within which 95 of 100 were done."""
    return sorted(seconds)[min(len(seconds) - 1, int(0.95 * len(seconds)))]
