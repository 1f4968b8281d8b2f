"""How fast search is at one and ten thousand passages, and how soon a changed page is found."""

import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import count, cycle
from pathlib import Path
from time import perf_counter

import numpy as np

from knowledge import library
from knowledge.index.passages import passages_of
from knowledge.index.vectors import SHIPPED_VECTORS, read_shipped_vectors, texts_to_encode
from knowledge.pages.reading import content_hash, read_folders
from knowledge.playbook import Playbook
from knowledge.rows import store_vectors
from knowledge.search import Librarian
from tools.bench import Bench, Figure, Ratio, Taken, rounds_of, seconds
from tools.database import Database, open_database, prepare
from tools.embedder import UseEmbedder, Vectors

_SIZES = (1_000, 10_000)
_ROUNDS = 60
_NOW, _TODAY = datetime(2026, 1, 1, tzinfo=UTC), date(2026, 1, 1)
_MOST_AT_A_THOUSAND = 2.0
_LONGEST_WAIT_S = 120.0
# How far a copied page lies from its original: near enough to compete, too far to be the same.
_SPREAD = 0.03


def bench_retrieval(*, passages: int | None = None) -> Bench:
    """Measure search against encoding the question and one product with every vector."""
    embedder = UseEmbedder()
    figures: list[Figure] = []
    ratios: list[Ratio] = []
    for size in (passages,) if passages else _SIZES:
        with tempfile.TemporaryDirectory(prefix="zhiji-bench-") as folder:
            searched = _Library(Path(folder), embedder, size)
            figures += searched.measure()
            searched.close()
        ratios += [searched.ratio] if size <= _SIZES[0] else []
    return Bench("retrieval", tuple(figures), tuple(ratios))


class _Library:
    """A library of about so many passages: the shipped pages, copied with other words until there are enough."""

    def __init__(self, folder: Path, embedder: UseEmbedder, size: int) -> None:
        self._size, self._embedder = size, embedder
        self._database = open_database(f"sqlite:///{folder / 'bench.db'}")
        prepare(self._database)
        self._pages, self._matrix = _fill(self._database, embedder, size)
        self._librarian = Librarian(self._database, embedder)
        self.ratio = Ratio("", 0.0, 0.0)

    def measure(self) -> list[Figure]:
        """Time the first build, searches with their floor, and what an edit costs: a reader, and until it is found."""
        built = seconds(self._librarian.warm)
        found, floor = self._search_times()
        waited, changed = self._search_changed_page()
        indexed = changed + seconds(self._librarian.warm)
        size = len(self._matrix)
        self.ratio = Ratio(f"search_{self._size} / (encode + product)", found.over(floor), _MOST_AT_A_THOUSAND)
        return [
            Figure(f"passages_{self._size}", size, "passages"),
            Figure(f"build_{self._size}", built, "s"),
            Figure(f"search_{self._size}_p50", found.wall_at(0.5) * 1000, "ms"),
            Figure(f"search_{self._size}_p95", found.wall_at(0.95) * 1000, "ms"),
            Figure(f"floor_{self._size}", floor.wall_at(0.5) * 1000, "ms"),
            Figure(f"changed_page_{self._size}_handed_out_after", changed, "s"),
            Figure(f"changed_page_{self._size}_indexed_after", indexed, "s"),
            Figure(f"changed_page_{self._size}_longest_search", waited * 1000, "ms"),
        ]

    def close(self) -> None:
        """Give everything back."""
        self._librarian.close()
        self._database.close()

    def _search_times(self) -> tuple[Taken, Taken]:
        questions = [question for page in self._pages for question in page.questions]
        ask, ask_floor = (iter(f"{question} {n}" for n, question in enumerate(cycle(questions))) for _ in range(2))
        found, floor = rounds_of(
            (
                lambda: self._librarian.search(next(ask), today=_TODAY),
                lambda: np.argpartition(self._matrix @ self._embedder.encode([next(ask_floor)])[0], -10),
            ),
            _ROUNDS,
            warm_up=5,
        )
        return found, floor

    def _search_changed_page(self) -> tuple[float, float]:
        """Return the seconds of the longest search meanwhile, and those until the new version is handed out."""
        page = _reworded(self._pages[0], "changed", version="9.9.9")
        with self._database.writing() as session:
            library.record(session, page, now=_NOW, source="bench.md")
        query, began, longest = page.questions[0] if page.questions else page.title, perf_counter(), 0.0
        while perf_counter() - began < _LONGEST_WAIT_S:
            start = perf_counter()
            hits = self._librarian.search(query, today=_TODAY)
            longest = max(longest, perf_counter() - start)
            if any(hit.playbook.version == page.version for hit in hits):
                break
        return longest, perf_counter() - began


def _fill(database: Database, embedder: UseEmbedder, size: int) -> tuple[list[Playbook], Vectors]:
    """Record pages until they hold `size` passages, with vectors made up from the shipped ones."""
    originals = [page for _, page in read_folders([library.SHIPPED_PLAYBOOKS])[0] if page.status == "published"]
    known = read_shipped_vectors(SHIPPED_VECTORS, embedder)
    known = {key: known[key] for key in texts_to_encode(passages_of(page) for page in originals) if key in known}
    pages, vectors, left = list[Playbook](), dict[str, Vectors](), size
    for copy in count():
        for original in originals:
            if left <= 0:
                _record(database, embedder, pages, known | vectors)
                return pages, np.stack(list(vectors.values()))
            page = _reworded(original, str(copy), id=f"{original.id}-{copy}") if copy else original
            made = _vectors_of(page, original, known, copy)
            pages.append(page)
            vectors |= made
            left -= len(made)
    raise AssertionError("count() has no end")


def _vectors_of(page: Playbook, original: Playbook, known: dict[str, Vectors], copy: int) -> dict[str, Vectors]:
    made = {}
    random = np.random.default_rng(copy)
    for mine, theirs in zip(passages_of(page), passages_of(original), strict=False):
        if theirs.text_hash in known:
            moved = known[theirs.text_hash] + copy * _SPREAD * random.standard_normal(512).astype(np.float32) / 5
            made[mine.text_hash] = np.asarray(moved / np.linalg.norm(moved), dtype=np.float32)
    return made


def _record(database: Database, embedder: UseEmbedder, pages: Sequence[Playbook], vectors: dict[str, Vectors]) -> None:
    with database.writing() as session:
        store_vectors(session, embedder.name, vectors)
        for page in pages:
            library.record(session, page, now=_NOW, source="bench.md")


def _reworded(page: Playbook, word: str, **changes: str) -> Playbook:
    """Return a page with every text changed a little, so that its passages are its own."""
    texts = {
        "title": f"{page.title} {word}",
        "questions": tuple(f"{question} {word}" for question in page.questions),
        "facts": tuple(fact.model_copy(update={"text": f"{fact.text} {word}"}) for fact in page.facts),
        "variants": {
            group: {style: f"{text} {word}" for style, text in styles.items()}
            for group, styles in page.variants.items()
        },
    }
    changed = page.model_copy(update={**texts, **changes})
    return changed.model_copy(update={"content_hash": content_hash(changed)})
