"""How fast the checks are: against one pass over the characters, and against encoding the text once."""

from collections.abc import Callable
from itertools import cycle, product
from pathlib import Path
from statistics import median

import ahocorasick

from tools.bench import Bench, Figure, Ratio, Taken, rounds_of
from tools.checks.inspection import Inspection, inspect
from tools.checks.normalise import readable
from tools.checks.triage import triage
from tools.embedder import Embedder, UseEmbedder
from tools.yaml_text import read_yaml

_ROUNDS = 240
_PIECE = 3
# What rules over a text may cost beside reading its characters once.
_MOST_PASSES = 8.0
_MOST_ENCODINGS = 1.5


def bench_check(*, rounds: int = _ROUNDS, embedder: Embedder | None = None) -> Bench:
    """Measure inspecting a draft and triaging a message, each text once, on one core."""
    texts = read_yaml(Path(__file__).with_name("benchmark.yaml"))
    # Pairs of sentences: no text comes twice, so that nothing is remembered instead of read.
    drafts = ["".join(pair) for pair in product(texts["drafts"], repeat=2)][: rounds + 1]
    messages = cycle(texts["messages"])
    encode = (embedder or UseEmbedder()).encode
    calls = iter(drafts)
    now = [next(calls)]
    setting = Inspection("care")
    pass_over = _pass_over(texts["drafts"])
    work = (
        lambda: pass_over(now[0]),
        lambda: inspect(now[0], setting),
        lambda: triage(next(messages)),
        lambda: encode([now[0]]),
        lambda: now.__setitem__(0, next(calls, drafts[0])),
    )
    taken = rounds_of(work, min(rounds, len(drafts) - 2))
    return _summed(*taken[:4])


def _pass_over(drafts: list[str]) -> Callable[[str], object]:
    automaton = ahocorasick.Automaton()
    for draft in drafts:
        for at in range(len(draft) - _PIECE):
            automaton.add_word(draft[at : at + _PIECE], at)
    automaton.make_automaton()
    return lambda text: list(automaton.iter(readable(text).text))


def _summed(passed: Taken, inspected: Taken, triaged: Taken, encoded: Taken) -> Bench:
    check = median(inspected.wall)
    return Bench(
        "check",
        (
            Figure("inspect", check * 1000, "ms"),
            Figure("inspect_p95", inspected.wall_at(0.95) * 1000, "ms"),
            Figure("inspect_per_second", 1 / median(inspected.cpu), "drafts/s"),
            Figure("triage", median(triaged.wall) * 1000, "ms"),
            Figure("floor_pass", median(passed.wall) * 1000, "ms"),
            Figure("floor_encode", median(encoded.wall) * 1000, "ms"),
        ),
        (
            Ratio("inspect / (normalise + one pass)", inspected.over(passed), _MOST_PASSES),
            Ratio("inspect / encode", inspected.over(encoded), _MOST_ENCODINGS),
        ),
    )
