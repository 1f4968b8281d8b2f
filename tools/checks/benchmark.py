"""How fast the checks are: against one pass over the characters, and against encoding the text once."""

from collections.abc import Callable
from itertools import cycle, product
from pathlib import Path
from statistics import median

import ahocorasick

from tools.bench import Bench, Figure, Ratio, Taken, rounds_of
from tools.checks.inspection import Inspection, inspect, spoken_rules
from tools.checks.normalise import readable
from tools.checks.triage import triage
from tools.embedder import Embedder, UseEmbedder
from tools.yaml_text import read_yaml

_ROUNDS = 80
# A rate is that of drafts in a row; a single one right after the encoder first waits for its memory.
_IN_A_ROW = 8
_TAKEN_A_ROUND = 3 + 2 * _IN_A_ROW
_PIECE = 3
# What rules over a text may cost beside reading its characters once.
_MOST_PASSES = 3.0
_MOST_ENCODINGS = 1.5


def bench_check(*, rounds: int = _ROUNDS, embedder: Embedder | None = None) -> Bench:
    """Measure inspecting a draft and triaging a message, each text once, on one core."""
    texts = read_yaml(Path(__file__).with_name("benchmark.yaml"))
    # A greeting and two sentences, and each call takes the next one: nothing is remembered instead of read.
    drafts = ["".join(parts) for parts in product(texts["greetings"], texts["drafts"], texts["drafts"])]
    calls, messages = iter(drafts), cycle(texts["messages"])
    encode, setting = (embedder or UseEmbedder()).encode, Inspection("care")
    pass_over = _pass_over(texts["drafts"])

    def rules_alone() -> object:
        return spoken_rules(readable(next(calls)).text, setting)

    work = (
        rules_alone,
        lambda: [pass_over(next(calls)) for _ in range(_IN_A_ROW)],
        lambda: [rules_alone() for _ in range(_IN_A_ROW)],
        lambda: inspect(next(calls), setting),
        lambda: triage(next(messages)),
        lambda: encode([next(calls)]),
    )
    return _summed(*rounds_of(work, min(rounds, len(drafts) // _TAKEN_A_ROUND - 1)))


def _pass_over(drafts: list[str]) -> Callable[[str], object]:
    automaton = ahocorasick.Automaton()
    for draft in drafts:
        for at in range(len(draft) - _PIECE):
            automaton.add_word(draft[at : at + _PIECE], at)
    automaton.make_automaton()
    return lambda text: list(automaton.iter(readable(text).text))


def _summed(alone: Taken, passed: Taken, ruled: Taken, inspected: Taken, triaged: Taken, encoded: Taken) -> Bench:
    check = median(inspected.wall)
    return Bench(
        "check",
        (
            Figure("rules_per_second", _IN_A_ROW / median(ruled.cpu), "drafts/s"),
            Figure("rules_after_encoding", median(alone.cpu) * 1000, "ms"),
            Figure("inspect", check * 1000, "ms"),
            Figure("inspect_p95", inspected.wall_at(0.95) * 1000, "ms"),
            Figure("inspect_per_second", 1 / median(inspected.cpu), "drafts/s"),
            Figure("triage", median(triaged.wall) * 1000, "ms"),
            Figure("floor_pass", median(passed.wall) / _IN_A_ROW * 1000, "ms"),
            Figure("floor_encode", median(encoded.wall) * 1000, "ms"),
        ),
        (
            Ratio("rules / (normalise + one pass)", ruled.over(passed), _MOST_PASSES),
            Ratio("inspect / encode", inspected.over(encoded), _MOST_ENCODINGS),
        ),
    )
