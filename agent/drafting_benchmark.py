"""Many reps at once: drafts without a model against their floor, and the first words of a model against its delay."""

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
from agent.delayed_model import delayed_model
from agent.errors import ModelUnavailable
from agent.model import ChatMessage, ModelSettings, OpenAIModel
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
from tools.errors import Unavailable
from tools.gate import Gate
from tools.models import Message
from tools.scoring import score_base

_MEMBERS = 600
_REPS, _ROUNDS = 50, 3
_WRITERS, _DELAY_S = 20, 2.0
_MOST_FLOORS, _MOST_DELAYS = 3.0, 1.2
_NEIGHBOURS = 10
_MORNING = 10
Ask = tuple[str, str]


@dataclass(frozen=True)
class _Burst:
    """Calls made all at once: seconds each, seconds until the last was done, and what they returned."""

    each: list[float]
    all_s: float
    told: list[Any]


def bench_drafting(*, members: int = _MEMBERS, rounds: int = _ROUNDS, delay_s: float = _DELAY_S) -> Bench:
    """Measure fifty reps at once without a model, and twenty with one of fixed delay. Raises Unavailable."""
    with tempfile.TemporaryDirectory(prefix="zhiji-bench-") as folder, _shop(Path(folder), members) as workshop:
        asks = _asks(workshop)
        many, floor = _fifty_at_once(workshop, asks[:_REPS], rounds)
        first = _first_words(workshop, asks, rounds, delay_s)
    return Bench("drafting", _figures(many, floor, first, delay_s), _ratios(many, floor, first, delay_s))


def _figures(
    many: Sequence[_Burst], floor: Sequence[_Burst], first: Sequence[float], delay_s: float
) -> tuple[Figure, ...]:
    return (
        Figure("throughput_50_reps", _rate(many), "suggestions/s"),
        Figure("p95_50_reps", _p95([s for burst in many for s in burst.each]) * 1000, "ms"),
        Figure("floor_throughput", _rate(floor), "turns/s"),
        Figure("floor_p95", _p95([s for burst in floor for s in burst.each]) * 1000, "ms"),
        Figure("first_words_p50", median(first) * 1000, "ms"),
        Figure("first_words_p95", _p95(first) * 1000, "ms"),
        Figure("model_delay", delay_s * 1000, "ms"),
    )


def _ratios(
    many: Sequence[_Burst], floor: Sequence[_Burst], first: Sequence[float], delay_s: float
) -> tuple[Ratio, ...]:
    """Take the median of rounds that took turns: a busy neighbour slows both of a pair."""
    pairs = list(zip(many, floor, strict=True))
    p95s = [_p95(ours.each) / _p95(least.each) for ours, least in pairs]
    return (
        Ratio("floor throughput / 50 reps", median(ours.all_s / least.all_s for ours, least in pairs), _MOST_FLOORS),
        Ratio("50 reps p95 / floor p95", median(p95s), _MOST_FLOORS),
        Ratio("first words p95 / model delay", _p95(first) / delay_s, _MOST_DELAYS),
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


def _asks(workshop: Workshop) -> list[Ask]:
    """Return (member, words): what members of this store wrote, each member and each wording once."""
    with workshop.database.reading() as session:
        said = select(Message.member_id, Message.text).where(Message.direction == "in")
        rows = session.exec(said.order_by(col(Message.at).desc(), col(Message.message_id))).all()
    by_text = {text.strip(): member_id for member_id, text in rows if text.strip()}
    return list({member_id: (member_id, text) for text, member_id in by_text.items()}.values())


def _fifty_at_once(workshop: Workshop, asks: Sequence[Ask], rounds: int) -> tuple[list[_Burst], list[_Burst]]:
    embedder = UseEmbedder()
    embedder.encode(["warm"])
    least = _floor(workshop, embedder)
    many, floor = [], []
    for number in range(rounds):
        many.append(_at_once(partial(_suggested, _hours_later(workshop, number)), asks))
        floor.append(_at_once(least, asks))
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


def _at_once(call: Callable[[Ask], object], asks: Sequence[Ask]) -> _Burst:
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
    return _Burst([seconds for seconds, _ in done], all_s, [told for _, told in done])


def _first_words(workshop: Workshop, asks: Sequence[Ask], rounds: int, delay_s: float) -> list[float]:
    """Return the seconds until the first words of a model arrive, for bursts of drafts that one writes."""
    fitting = _for_a_model(workshop, asks)
    if len(fitting) < _WRITERS:
        raise Unavailable("The store has too few questions for a model.", fix="Give more members with --amount.")
    with delayed_model(0.0) as ready:
        # The client library loads once per process; no draft waits for that but the first.
        _first_word(replace(workshop, model=_model(ready)), fitting[0], is_dry=True)
    first: list[float] = []
    with delayed_model(delay_s) as url:
        written = replace(workshop, model=_model(url))
        for number in range(rounds):
            burst = _at_once(partial(_first_word, _hours_later(written, number)), fitting[:_WRITERS])
            first += burst.told
    return first


def _model(url: str) -> OpenAIModel:
    return OpenAIModel(ModelSettings(base_url=url, model="delayed"))


def _first_word(workshop: Workshop, ask: Ask, *, is_dry: bool = False) -> float:
    began, heard = perf_counter(), list[float]()
    request = Request(ask[0], message=ask[1], dry_run=is_dry)
    suggest(workshop, SYSTEM, request, telling=lambda _style, _piece: heard.append(perf_counter() - began))
    return heard[0] if heard else perf_counter() - began


class _Asked:
    """A model that only notes that it was asked."""

    name = "asked"

    def __init__(self) -> None:
        self.times = 0

    def answer(self, messages: Sequence[ChatMessage], shape: type[BaseModel]) -> BaseModel:
        self.times += 1
        raise ModelUnavailable("Only counting.")


def _for_a_model(workshop: Workshop, asks: Sequence[Ask]) -> list[Ask]:
    """Return the asks that a model answers."""
    found = []
    for ask in asks:
        model = _Asked()
        looking = replace(workshop, model=model)  # type: ignore[arg-type]
        suggest(looking, SYSTEM, Request(ask[0], message=ask[1], dry_run=True))
        found += [ask] if model.times else []
    return found


def _rate(bursts: Sequence[_Burst]) -> float:
    return sum(len(burst.each) for burst in bursts) / sum(burst.all_s for burst in bursts)


def _p95(seconds: Sequence[float]) -> float:
    return sorted(seconds)[min(len(seconds) - 1, int(0.95 * len(seconds)))]
