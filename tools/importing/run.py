"""Import one file: block by block, each in its own transaction, so that a death in the middle costs nothing."""

import gc
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from pathlib import Path

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from tools.database import Database
from tools.errors import Conflict, ServiceError
from tools.importing.batches import close_batch, open_batch
from tools.importing.headers import Headers
from tools.importing.kinds import Kind, kind_named
from tools.importing.known_file import reading_mark, rows_known
from tools.importing.parsing import ParsedRow
from tools.importing.reading import Reading, read_block
from tools.importing.rejects import RejectFile, reject_path_for
from tools.importing.report import ImportReport
from tools.importing.sources.block import Block
from tools.importing.sources.opening import open_source
from tools.importing.sources.source import Source
from tools.importing.writing.bulk import set_pace
from tools.importing.writing.careful import count_block, write
from tools.importing.writing.changes import Changes, weigh
from tools.importing.writing.landing import land_plain
from tools.importing.writing.scratch import Scratch
from tools.importing.writing.store import look_up, queue_imports

Progress = Callable[[int, int], None]

# Rows that need care go in pieces of this size: each is looked up in one statement.
_CAREFUL_ROWS = 2000
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
    counted: Callable[[int], None] | None = None,
    sheet: str = "",
) -> ImportReport:
    """Bring one file in; the same file again changes nothing. Good rows land, bad ones go to the reject file.

    `mapping` is {file header: contract column}, '' ignores a header; `progress` gets (done, total) in bytes,
    `counted` the rows so far; `sheet` names one sheet of a workbook.
    Raises BadInput for a file that cannot be used as a whole, Unavailable when the store or the disk says no.
    """
    source = open_source(path, sheet=sheet)
    headers = Headers(kind_named(kind), mapping or {})
    kept_at = reject_path_for(path, reject_path, dry_run=dry_run)
    with ExitStack() as stack:
        stack.enter_context(_collector_paused())
        blocks = _checked_blocks(source, headers, path)
        rejects = stack.enter_context(RejectFile(kept_at))
        run = _Run(database, headers, rejects, now, source.notes)
        if dry_run:
            run.scratch = stack.enter_context(Scratch(run.kind))
        else:
            stack.callback(_usual_pace, database)
            mark = reading_mark(mapping or {}, sheet)
            if run.enter(path, source.sha256, mark, imported_by=imported_by):
                blocks = _nothing_left(source, progress)
        for block in blocks:
            run.land(block)
            _tell(source, run, progress, counted)
    if not dry_run:
        close_batch(database, run.batch_id, now=now)
    return run.report()


def _checked_blocks(source: Source, headers: Headers, path: Path) -> Iterator[Block]:
    blocks = source.blocks()
    if source.columns is None:
        return _checked_by_rows(blocks, headers, path)
    headers.check(source.columns, path.name)
    return blocks


def _checked_by_rows(blocks: Iterator[Block], headers: Headers, path: Path) -> Iterator[Block]:
    """Check the headers of a file without a header line by its first rows."""
    first = next(blocks, Block())
    names = tuple(dict.fromkeys(chain(first.columns, *(row.cells for row in first.loose))))
    if names:
        headers.check(names, path.name)
    return chain([first], blocks)


def _nothing_left(source: Source, progress: Progress | None) -> Iterator[Block]:
    if progress is not None:
        progress(source.size, source.size)
    return iter(())


def _tell(source: Source, run: "_Run", progress: Progress | None, counted: Callable[[int], None] | None) -> None:
    if progress is not None:
        progress(source.position, source.size)
    if counted is not None:
        counted(run.counts["read"])


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Spare the search for cycles: rows by the thousand have none, and looking costs a third of reading them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _usual_pace(database: Database) -> None:
    with suppress(ServiceError), database.writing() as session:
        set_pace(session, bulk=False)


@dataclass
class _Run:
    """One import on its way."""

    database: Database
    headers: Headers
    rejects: RejectFile
    now: datetime
    source_notes: tuple[str, ...]
    batch_id: str = ""
    scratch: Scratch | None = None
    counts: Counter[str] = field(default_factory=Counter)
    kept_on: set[tuple[str, str]] = field(default_factory=set)

    @property
    def kind(self) -> Kind:
        """What the rows are."""
        return self.headers.kind

    def enter(self, path: Path, sha256: str, mark: str, *, imported_by: str) -> bool:
        """Open the batch of a file; True when it came in before and all its rows stand, so that none need be read."""
        known = rows_known(self.database, self.kind, sha256, mark)
        self.batch_id = open_batch(
            self.database, self.kind.name, path, sha256, mark, now=self.now, imported_by=imported_by
        )
        if known:
            self._count_known(known)
        return known > 0

    def _count_known(self, rows: int) -> None:
        self.counts = Counter(read=rows, unchanged=rows)
        with self.database.writing() as session:
            count_block(session, self.batch_id, {name: self.counts[name] for name in _COUNTED})

    def land(self, block: Block) -> None:
        """Read, weigh and write one block."""
        reading = read_block(self.kind, self.headers, block)
        changes = self._rehearsed(reading) if self.scratch else self._written(reading, block.read)
        self.counts += self._block_counts(changes, reading, block.read)
        self.rejects.add([*reading.rejected, *changes.rejected])
        self.kept_on |= changes.kept_on

    @staticmethod
    def _block_counts(changes: Changes, reading: Reading, read: int) -> Counter[str]:
        return changes.counts + Counter(read=read, rejected=len(reading.rejected) + len(changes.rejected))

    def _written(self, reading: Reading, read: int) -> Changes:
        for _ in range(_ATTEMPTS - 1):
            # Somebody wrote one of these rows between our look and our write: look again.
            with suppress(IntegrityError):
                return self._written_once(reading, read)
        try:
            return self._written_once(reading, read)
        except IntegrityError as error:
            message = f"Another program keeps writing the same {self.kind.name}."
            raise Conflict(message, fix="Import the file again later.") from error

    def _written_once(self, reading: Reading, read: int) -> Changes:
        changes = Changes()
        with self.database.writing() as session:
            queue_imports(session)
            set_pace(session, bulk=True)
            landed = land_plain(session, self.kind, self.batch_id, reading.columns, self.now)
            changes.counts = Counter(inserted=landed.inserted, unchanged=landed.unchanged)
            for rows in _pieces([*map(reading.columns.row, landed.left), *reading.loose]):
                self._write_carefully(session, rows, changes)
            so_far = self.counts + self._block_counts(changes, reading, read)
            count_block(session, self.batch_id, {name: so_far[name] for name in _COUNTED})
        return changes

    def _write_carefully(self, session: Session, rows: list[ParsedRow], changes: Changes) -> None:
        some = weigh(self.kind, rows, look_up(session, self.kind, rows, self.now, lock=True))
        write(session, self.kind, self.batch_id, some, self.now)
        changes.add_outcome(some)

    def _rehearsed(self, reading: Reading) -> Changes:
        changes = Changes()
        with self.database.reading() as session:
            for rows in _pieces(reading.rows()):
                view = look_up(session, self.kind, rows, self.now, lock=False)
                if self.scratch is not None:
                    self.scratch.overlay(view.existing, [row.key for row in rows])
                some = weigh(self.kind, rows, view)
                if self.scratch is not None:
                    self.scratch.remember(view.existing, {*some.inserts, *some.after})
                changes.add_outcome(some)
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
            notes=(
                *self.source_notes,
                *self.headers.notes,
                *self._hold_notes(),
                *self._left_out(),
                *self._empty_note(),
            ),
        )

    def _left_out(self) -> tuple[str, ...]:
        unknown = [repr(header) for header in self.headers.unknown]
        if not unknown:
            return ()
        named = ", ".join(unknown[:_NAMED_IN_NOTE]) + (" …" if len(unknown) > _NAMED_IN_NOTE else "")
        return (f"Left out, because {self.kind.name} have no such column: {named}. Map yours with --map.",)

    def _empty_note(self) -> tuple[str, ...]:
        if self.counts["read"]:
            return ()
        return ("The file has a header and no rows below it. Check that the export was not filtered empty.",)

    def _hold_notes(self) -> list[str]:
        notes = []
        for column in sorted({column for column, _ in self.kept_on}):
            members = sorted(member for name, member in self.kept_on if name == column)
            named = ", ".join(members[:_NAMED_IN_NOTE]) + (" …" if len(members) > _NAMED_IN_NOTE else "")
            notes.append(f"{column} stays on for {len(members)} members ({named}): a hold is open.")
        return notes


def _pieces(rows: list[ParsedRow]) -> Iterator[list[ParsedRow]]:
    for start in range(0, len(rows), _CAREFUL_ROWS):
        yield rows[start : start + _CAREFUL_ROWS]
