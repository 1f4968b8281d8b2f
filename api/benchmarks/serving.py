"""What reps wait for at the console's own address: the first words of a model, and fifty asking at once."""

import json
import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from time import monotonic, perf_counter, sleep

from agent.delayed_model import delayed_model
from agent.drafting_benchmark import Ask, Burst, asks_for_a_model, asks_of, at_once, p95
from api.benchmarks.plain import plain_settings
from api.port import listen
from api.services import Services, build_services
from api.serving import Others, processes_wished
from api.settings import Settings
from tools.bench import Bench, Figure, Ratio
from tools.clock import shanghai_day, utc_now
from tools.demo import build_demo
from tools.errors import Unavailable
from tools.models import Staff
from tools.scoring import score_base
from tools.staff import add_staff, keep_token

_MEMBERS, _ROUNDS, _WARM_UPS = 1200, 3, 2
_WRITERS, _REPS, _DELAY_S = 20, 50, 2.0
_MOST_DELAYS = 1.2
_HOST, _TOKEN, _STAFF = "127.0.0.1", "of-the-benchmark", "bench"
_LONGEST_START_S, _LONGEST_ANSWER_S = 120.0, 120.0


@dataclass(frozen=True)
class _Shop:
    """A filled store and what its members asked; `written` are the asks that a model answers."""

    settings: Settings
    asks: Sequence[Ask]
    written: Sequence[Ask]


def bench_serving(
    *,
    members: int = _MEMBERS,
    rounds: int = _ROUNDS,
    delay_s: float = _DELAY_S,
    writers: int = _WRITERS,
    reps: int = _REPS,
    processes: int = 0,
) -> Bench:
    """Measure over HTTP with so many processes, 0 for as many as `zhiji serve` starts by itself. Raises Unavailable."""
    with tempfile.TemporaryDirectory(prefix="zhiji-bench-") as folder:
        settings = plain_settings(Path(folder)).model_copy(update={"processes": processes})
        shop = _filled(settings, members, writers)
        with delayed_model(delay_s) as url:
            model = {"llm_base_url": url, "llm_model": "delayed"}
            first = _bursts(shop.settings.model_copy(update=model), shop.written, writers, rounds, _first_words)
        many = _bursts(shop.settings, shop.asks, reps, rounds, _drained)
    told = [seconds for burst in first for seconds in burst.told]
    return Bench("serving", _figures(shop.settings, told, many, delay_s), (_ratio(told, delay_s),))


def _figures(settings: Settings, first: Sequence[float], many: Sequence[Burst], delay_s: float) -> tuple[Figure, ...]:
    each, reps = [seconds for burst in many for seconds in burst.each], len(many[0].each)
    return (
        Figure("processes", processes_wished(settings), "processes"),
        Figure("first_words_p50", median(first) * 1000, "ms"),
        Figure("first_words_p95", p95(first) * 1000, "ms"),
        Figure("model_delay", delay_s * 1000, "ms"),
        Figure(f"throughput_{reps}_reps", len(each) / sum(burst.all_s for burst in many), "suggestions/s"),
        Figure(f"p95_{reps}_reps", p95(each) * 1000, "ms"),
    )


def _ratio(first: Sequence[float], delay_s: float) -> Ratio:
    return Ratio("first words p95 / model delay", p95(first) / delay_s, _MOST_DELAYS)


def _filled(settings: Settings, members: int, writers: int) -> _Shop:
    services = build_services(settings, indexed=False)
    try:
        now = utc_now()
        build_demo(services.database, now=now, members=members)
        score_base(services.database, as_of=shanghai_day(now), now=now, scored_by="bench")
        with services.database.writing() as session:
            add_staff(session, Staff(staff_id=_STAFF, name=_STAFF, role="admin"), by=_STAFF, now=now)
            keep_token(session, _STAFF, _TOKEN, label="bench", by=_STAFF, now=now)
        return _asked(services, writers)
    finally:
        services.close()


def _asked(services: Services, writers: int) -> _Shop:
    asks = asks_of(services.workshop)
    written = asks_for_a_model(services.workshop, asks)
    if len(written) < writers:
        raise Unavailable("The store has too few questions for a model.", fix="Give more members with --amount.")
    return _Shop(services.settings, asks, written)


def _bursts(
    settings: Settings, asks: Sequence[Ask], size: int, rounds: int, call: Callable[[int, Ask], float | None]
) -> list[Burst]:
    """Return rounds of calls made all at once; none is asked twice, for then its drafts would only be shown again."""
    turns = [asks[at : at + size] for at in range(0, len(asks) - size + 1, size)][:rounds]
    with _served(settings) as port:
        for _ in range(_WARM_UPS):
            at_once(partial(_drained, port, is_dry=True), asks[-size:])
        return [at_once(partial(call, port), turn) for turn in turns]


@contextmanager
def _served(settings: Settings) -> Iterator[int]:
    """Give the port of a running product."""
    with listen(_HOST, 0) as sock:
        port = int(sock.getsockname()[1])
        others = Others(settings, sock, processes_wished(settings))
        others.start()
        try:
            _wait_for(port)
            yield port
        finally:
            others.stop()


def _wait_for(port: int) -> None:
    ends = monotonic() + _LONGEST_START_S
    while not _is_ready(port):
        if monotonic() > ends:
            raise Unavailable("The measured product does not answer.", fix="Run `zhiji doctor`.")
        sleep(0.1)


def _is_ready(port: int) -> bool:
    connection = HTTPConnection(_HOST, port, timeout=_LONGEST_START_S)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _first_words(port: int, ask: Ask) -> float:
    """Return the seconds until words of the model came, or the drafts where none came before; read to the end."""
    began, heard = perf_counter(), list[float]()
    for line in _streamed(port, ask):
        if line.startswith((b"event: text", b"event: draft")):
            heard.append(perf_counter() - began)
    return heard[0] if heard else perf_counter() - began


def _drained(port: int, ask: Ask, *, is_dry: bool = False) -> None:
    deque(_streamed(port, ask, is_dry=is_dry), maxlen=0)


def _streamed(port: int, ask: Ask, *, is_dry: bool = False) -> Iterator[bytes]:
    headers = {
        "Authorization": f"Bearer {_TOKEN}",
        "Accept": "text/event-stream",
        "Content-Type": "application/json",
    }
    connection = HTTPConnection(_HOST, port, timeout=_LONGEST_ANSWER_S)
    try:
        body = json.dumps({"member_id": ask[0], "message": ask[1], "dry_run": is_dry})
        connection.request("POST", "/api/v1/suggestions", body, headers)
        for line in connection.getresponse():
            if line.startswith(b"event: problem"):
                raise Unavailable("The measured product refused to draft.", fix="Run `zhiji doctor`.")
            yield line
    finally:
        connection.close()
