"""Which benchmark lies where; each is loaded when it is run."""

from dataclasses import dataclass
from importlib import import_module

from tools.bench import Bench
from tools.errors import BadInput, Unavailable


@dataclass(frozen=True)
class _Place:
    module: str
    function: str
    # What the function calls the amount of data, '' when it has none to choose.
    amount: str = ""
    takes_url: bool = False


PLACES = {
    "suggest": _Place("api.benchmarks.suggest", "bench_suggest", "members"),
    "drafting": _Place("agent.benchmark", "bench_drafting", "members"),
    "serving": _Place("api.benchmarks.serving", "bench_serving", "members"),
    "import": _Place("tools.importing.benchmark", "bench_import", "rows", takes_url=True),
    "check": _Place("tools.checks.benchmark", "bench_check", "rounds"),
    "retrieval": _Place("knowledge.benchmark", "bench_retrieval", "passages"),
    "score": _Place("tools.scoring.benchmark", "bench_score", "members"),
}


def run_bench(name: str, *, amount: int | None = None, url: str = "") -> Bench:
    """Run one benchmark, with `amount` rows, members, passages or rounds, on the empty database at `url`.

    Raises BadInput, Unavailable.
    """
    place = _place_of(name, url)
    try:
        module = import_module(place.module)
    except ModuleNotFoundError as error:
        raise Unavailable(
            f"The benchmark {name} needs {error.name}, which is not installed.", fix="Reinstall."
        ) from error
    given: dict[str, int | str] = {} if amount is None else {place.amount: amount}
    if url:
        given["url"] = url
    measured: Bench = getattr(module, place.function)(**given)
    return measured


def _place_of(name: str, url: str) -> _Place:
    place = PLACES.get(name)
    if place is None:
        raise BadInput(f"There is no benchmark {name!r}.", fix=f"Use one of: {', '.join(PLACES)}.")
    if url and not place.takes_url:
        raise BadInput(f"The benchmark {name} makes a store of its own.", fix="Leave --database-url out.")
    return place
