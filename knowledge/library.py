"""The library: which version of which playbook is in use. SQL is the truth; files only propose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from knowledge.pages.faults import Fault, PlaybookFault
from knowledge.pages.reading import playbook_files, read_folders
from knowledge.playbook import Playbook, version_key
from knowledge.rows import Session, only_versions, published_rows, recorded_rows, rows_of
from knowledge.schema import HERE
from tools.errors import BadInput, NotFound
from tools.models import PlaybookVersion

SHIPPED_PLAYBOOKS = HERE / "playbooks"

Change = Literal["added", "changed", "unchanged"]
_UNFINISHED = ("draft", "review")
_FROM_FILE = ".md"


@dataclass(frozen=True)
class SyncReport:
    """Playbook ids by what happened to them, and the faults of the files that were left out."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    retired: tuple[str, ...]
    faults: tuple[Fault, ...]


def sync(session: Session, folders: Sequence[Path], *, now: datetime) -> SyncReport:
    """Bring the library to what the folders say; a file with a fault leaves its last good version in use.

    Raises BadInput when a folder is missing or none holds a file, so that a wrong path retires nothing.
    """
    files = [path for folder in folders for path in playbook_files(folder)]
    if not files:
        raise BadInput("There is no playbook file in the given folders.", fix="Check the path; nothing was changed.")
    pages, faults = read_folders(folders)
    same = _unchanged(session, pages)
    known = recorded_rows(session, leaving_out=same)
    done: dict[str, Change] = {playbook_id: "unchanged" for playbook_id in same}
    for source, page in pages:
        if page.id in same:
            continue
        try:
            done[page.id] = _record(session, page, known.get(page.id, []), now=now, source=source)
        except PlaybookFault as fault:
            faults.extend(fault.faults)
    present = {path.stem for path in files} | {page.id for _, page in pages}
    retired = _retire_vanished(known, present)
    session.flush()
    return _report(done, retired, faults)


def _unchanged(session: Session, pages: Sequence[tuple[str, Playbook]]) -> set[str]:
    """Return the ids whose one recorded version is in use and says what the files say.

    At most starts that is every page: nothing more of them need be read.
    """
    said: dict[str, set[tuple[str, str, str]]] = {}
    for _, page in pages:
        said.setdefault(page.id, set()).add((page.version, page.content_hash, page.status))
    alone = only_versions(session)
    return {playbook_id for playbook_id, marks in said.items() if marks == {alone.get(playbook_id)}}


def _report(done: dict[str, Change], retired: list[str], faults: list[Fault]) -> SyncReport:
    ids = {change: tuple(sorted(key for key, value in done.items() if value == change)) for change in {*done.values()}}
    return SyncReport(
        added=ids.get("added", ()),
        changed=ids.get("changed", ()),
        unchanged=ids.get("unchanged", ()),
        retired=tuple(sorted(retired)),
        faults=tuple(sorted(faults)),
    )


def record(session: Session, playbook: Playbook, *, now: datetime, source: str = "api") -> Change:
    """Record one page that came by another way than a file. Raises PlaybookFault when its version is taken."""
    change = _record(session, playbook, rows_of(session, playbook.id), now=now, source=source)
    session.flush()
    return change


def _record(session: Session, page: Playbook, rows: list[PlaybookVersion], *, now: datetime, source: str) -> Change:
    same = next((row for row in rows if row.version == page.version), None)
    newest = max(rows, key=lambda row: version_key(row.version), default=None)
    if same is None:
        _refuse_older(page, newest, source)
        return _add(session, page, rows, now=now, source=source)
    if same.content_hash != page.content_hash and {same.status, same.page["status"]} != {"draft"}:
        raise _version_taken(page, same, source)
    if newest is not same:
        _refuse_older(page, newest if newest and newest.source.endswith(_FROM_FILE) else None, source)
        return "unchanged"
    return _update(page, same, rows, now=now, source=source)


def _refuse_older(page: Playbook, newest: PlaybookVersion | None, source: str) -> None:
    if newest is not None and version_key(page.version) < version_key(newest.version):
        message = f"{page.id} {page.version} is older than the recorded {newest.version}."
        raise PlaybookFault([Fault(source, 1, message, f"Raise the version above {newest.version}.")])


def _version_taken(page: Playbook, row: PlaybookVersion, source: str) -> PlaybookFault:
    message = f"{page.id} {page.version} was changed, but that version is recorded with other words."
    return PlaybookFault([Fault(source, 1, message, f"Raise the version above {row.version}.")])


def _add(session: Session, page: Playbook, rows: list[PlaybookVersion], *, now: datetime, source: str) -> Change:
    in_use = any(row.current and row.status == "published" for row in rows)
    # A page still being written must not push the published one out of use.
    current = not (page.status in _UNFINISHED and in_use)
    if current:
        for row in rows:
            row.current = False
    fresh = PlaybookVersion(
        playbook_id=page.id, version=page.version, source=source, recorded_at=now, current=current, **_columns(page)
    )
    session.add(fresh)
    rows.append(fresh)
    return "changed" if len(rows) > 1 else "added"


def _columns(page: Playbook) -> dict[str, Any]:
    return {
        "content_hash": page.content_hash,
        "title": page.title,
        "kind": page.kind,
        "status": page.status,
        "topics": list(page.topics),
        "expires_on": page.usable_until,
        "page": page.model_dump(mode="json"),
    }


def _update(page: Playbook, row: PlaybookVersion, rows: list[PlaybookVersion], *, now: datetime, source: str) -> Change:
    returns = not row.current and row.page["status"] == page.status and page.status not in _UNFINISHED
    if row.content_hash == page.content_hash and row.page["status"] == page.status and not returns:
        return "unchanged"
    # A suspension decided here outlives the file's disappearance; only a new version or status lifts it.
    keeps_suspension = returns and row.status == "suspended"
    for key, value in _columns(page).items():
        setattr(row, key, value)
    row.status = "suspended" if keeps_suspension else page.status
    row.source, row.recorded_at = source, now
    if page.status not in _UNFINISHED or not any(other.current for other in rows):
        for other in rows:
            other.current = other is row
    return "changed"


def _retire_vanished(known: dict[str, list[PlaybookVersion]], present: set[str]) -> list[str]:
    gone = []
    for playbook_id, rows in known.items():
        in_use = [row for row in rows if row.current and row.source.endswith(_FROM_FILE)]
        if playbook_id in present or not in_use:
            continue
        for row in in_use:
            row.current = False
            row.status = row.status if row.status == "suspended" else "retired"
        gone.append(playbook_id)
    return gone


def usable(session: Session, on: date) -> tuple[Playbook, ...]:
    """Return the pages that may be used on a day: published, current, neither they nor a fact of theirs expired."""
    return tuple(page for page in published(session) if page.usable_until >= on)


def not_in_use(session: Session, on: date) -> dict[str, tuple[Playbook, ...]]:
    """Return state → pages that are in work, withdrawn or expired, one version of each."""
    found: dict[str, list[Playbook]] = {}
    for rows in recorded_rows(session).values():
        newest = max(rows, key=lambda row: version_key(row.version))
        in_use = next((row for row in rows if row.current), newest)
        row = newest if newest.status in _UNFINISHED else in_use
        is_expired = row.status == "published" and row.expires_on is not None and row.expires_on < on
        if is_expired or row.status != "published":
            found.setdefault("expired" if is_expired else row.status, []).append(page_of(row))
    return {state: tuple(pages) for state, pages in sorted(found.items())}


def published(session: Session, ids: Sequence[str] | None = None) -> tuple[Playbook, ...]:
    """Return every page that is published and current, expired or not, by id; of some ids or of all."""
    return tuple(page_of(row) for row in published_rows(session, ids))


def page_of(row: PlaybookVersion) -> Playbook:
    """Return a row's page, with the row's status: a suspension is decided there and not in the file."""
    return Playbook.model_validate({**row.page, "status": row.status})


def get(session: Session, playbook_id: str, version: str | None = None) -> Playbook:
    """Return one version of a page, without a version the one in use (or the newest). Raises NotFound."""
    return page_of(_row(session, playbook_id, version))


def suspend(session: Session, playbook_id: str, *, version: str | None = None) -> None:
    """Take a page out of use at once; a newer version brings it back. Raises NotFound."""
    row = _row(session, playbook_id, version)
    row.status = "suspended"
    session.add(row)
    session.flush()


def recorded_ids(session: Session) -> frozenset[str]:
    """Return the ids of every page that was ever recorded."""
    return frozenset(recorded_rows(session))


def versions(session: Session, playbook_id: str) -> tuple[str, ...]:
    """Return every recorded version of a page, newest first; empty when there is no such page."""
    return tuple(sorted((row.version for row in rows_of(session, playbook_id)), key=version_key, reverse=True))


def _row(session: Session, playbook_id: str, version: str | None) -> PlaybookVersion:
    rows = [row for row in rows_of(session, playbook_id) if version in (None, row.version)]
    if not rows:
        wanted = playbook_id if version is None else f"{playbook_id} {version}"
        raise NotFound(f"There is no playbook {wanted}.", fix="See `zhiji playbooks search`.")
    return max(rows, key=lambda row: (row.current, version_key(row.version)))
