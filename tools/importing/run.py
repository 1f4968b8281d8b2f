"""Import one file: chunk by chunk, each in its own transaction, so that a death in the middle costs nothing."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from pathlib import Path

from sqlalchemy.exc import IntegrityError

from tools.database import Database
from tools.errors import Conflict
from tools.importing import batches
from tools.importing.changes import Changes, weigh
from tools.importing.formats import open_source
from tools.importing.headers import Headers
from tools.importing.kinds import Kind, kind_named
from tools.importing.parsing import ParsedRow, parse_row
from tools.importing.rejects import RejectFile, reject_path_for
from tools.importing.report import ImportReport
from tools.importing.scratch import Scratch
from tools.importing.source import Rejected, Source, SourceRow
from tools.importing.store import look_up, queue_imports
from tools.importing.writing import count_chunk, write

Progress = Callable[[int, int], None]
Chunk = list[SourceRow | Rejected]

_CHUNK_ROWS = 2000
_CHUNK_BYTES = 4 << 20
_ATTEMPTS = 3
_COUNTED = ("read", "inserted", "updated", "unchanged", "rejected")
_NAMED_IN_NOTE = 5


def run_import(
    database: Database,
    kind: str,
    path: Path,
    *,
    now: datetime,
    imported_by: str = "",
    dry_run: bool = False,
    mapping: Mapping[str, str] | None = None,
    reject_path: Path | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Bring one file in; the same file again changes nothing. Good rows land, bad ones go to the reject file.

    `mapping` is {file header: contract column}, '' ignores a header; `progress` gets (done, total) in bytes.
    Raises BadInput for a file that cannot be used as a whole, Unavailable when the store or the disk says no.
    """
    chosen = kind_named(kind)
    source = open_source(path)
    headers = Headers(chosen, mapping or {})
    chunks = _chunks(source)
    first = next(chunks, [])
    _check_headers(headers, source, first, path)
    with ExitStack() as stack:
        rejects = stack.enter_context(RejectFile(reject_path_for(path, reject_path, dry_run=dry_run)))
        batch_id = ""
        if not dry_run:
            batch_id = batches.open_batch(database, kind, path, source.sha256, now=now, imported_by=imported_by)
        scratch = stack.enter_context(Scratch(chosen)) if dry_run else None
        run = _Run(database, chosen, headers, rejects, now, batch_id, scratch)
        for chunk in chain([first], chunks):
            run.land(chunk)
            if progress is not None:
                progress(source.position, source.size)
    if not dry_run:
        batches.close_batch(database, batch_id, now=now)
    return run.report()


def _chunks(source: Source) -> Iterator[Chunk]:
    chunk: Chunk = []
    start = 0
    for row in source.rows():
        chunk.append(row)
        if len(chunk) >= _CHUNK_ROWS or source.position - start > _CHUNK_BYTES:
            yield chunk
            chunk, start = [], source.position
    if chunk:
        yield chunk


def _check_headers(headers: Headers, source: Source, first: Chunk, path: Path) -> None:
    names = source.columns
    if names is None:
        names = tuple(dict.fromkeys(name for row in first if isinstance(row, SourceRow) for name in row.cells))
    if names:
        headers.check(names, path.name)


@dataclass
class _Run:
    """One import on its way."""

    database: Database
    kind: Kind
    headers: Headers
    rejects: RejectFile
    now: datetime
    batch_id: str
    scratch: Scratch | None
    counts: Counter[str] = field(default_factory=Counter)
    kept_on: set[tuple[str, str]] = field(default_factory=set)

    def land(self, chunk: Chunk) -> None:
        """Parse, weigh and write one chunk."""
        rows: list[ParsedRow] = []
        rejected: list[Rejected] = []
        for row in chunk:
            parsed = row if isinstance(row, Rejected) else parse_row(self.kind, self.headers, row)
            if isinstance(parsed, Rejected):
                rejected.append(parsed)
            else:
                rows.append(parsed)
        changes = self._rehearsed(rows) if self.scratch else self._written(rows, len(rejected))
        self.counts += self._chunk_counts(changes, len(rows), len(rejected))
        self.rejects.add([*rejected, *changes.rejected])
        self.kept_on |= changes.kept_on

    @staticmethod
    def _chunk_counts(changes: Changes, rows: int, refused: int) -> Counter[str]:
        return changes.counts + Counter(read=rows + refused, rejected=refused + len(changes.rejected))

    def _written(self, rows: list[ParsedRow], refused: int) -> Changes:
        for _ in range(_ATTEMPTS - 1):
            # Somebody wrote one of these rows between our look and our write: look again.
            with suppress(IntegrityError):
                return self._written_once(rows, refused)
        try:
            return self._written_once(rows, refused)
        except IntegrityError as error:
            message = f"Another program keeps writing the same {self.kind.name}."
            raise Conflict(message, fix="Import the file again later.") from error

    def _written_once(self, rows: list[ParsedRow], refused: int) -> Changes:
        with self.database.writing() as session:
            queue_imports(session)
            changes = weigh(self.kind, rows, look_up(session, self.kind, rows, self.now, lock=True))
            write(session, self.kind, self.batch_id, changes, self.now)
            so_far = self.counts + self._chunk_counts(changes, len(rows), refused)
            count_chunk(session, self.batch_id, {name: so_far[name] for name in _COUNTED})
        return changes

    def _rehearsed(self, rows: list[ParsedRow]) -> Changes:
        with self.database.reading() as session:
            view = look_up(session, self.kind, rows, self.now, lock=False)
        if self.scratch is None:
            return weigh(self.kind, rows, view)
        self.scratch.overlay(view.existing, [row.key for row in rows])
        changes = weigh(self.kind, rows, view)
        self.scratch.remember(view.existing, {*changes.inserts, *changes.after})
        return changes

    def report(self) -> ImportReport:
        """Sum up."""
        return ImportReport(
            self.kind.name,
            **{name: self.counts[name] for name in _COUNTED},
            reject_file=str(self.rejects.written_to) if self.rejects.written_to else None,
            batch_id=self.batch_id,
            dry_run=self.scratch is not None,
            ignored_columns=tuple(self.headers.ignored),
            notes=(*self.headers.notes, *self._hold_notes()),
        )

    def _hold_notes(self) -> list[str]:
        notes = []
        for column in sorted({column for column, _ in self.kept_on}):
            members = sorted(member for name, member in self.kept_on if name == column)
            named = ", ".join(members[:_NAMED_IN_NOTE]) + (" …" if len(members) > _NAMED_IN_NOTE else "")
            notes.append(f"{column} stays on for {len(members)} members ({named}): a hold is open.")
        return notes
