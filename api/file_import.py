"""Bring files into the store for one member of staff."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import yaml

from api.terminal.progress import Watching, unwatched
from tools.access import require
from tools.clock import utc_now
from tools.conversations.event_words import read_event_words
from tools.conversations.history import read_history
from tools.conversations.signals import read_signals
from tools.conversations.standing import void_forbidden
from tools.database import Database
from tools.errors import BadInput
from tools.importing import ImportReport, run_import
from tools.staff import acting_staff, list_staff
from tools.yaml_text import read_yaml

# What the rows of a kind mean for what is already waiting: a loss that was told to a colleague months ago must stop
# the next care message, too.
_TAKEN_IN: Mapping[str, tuple[Callable[..., object], ...]] = {
    "members": (void_forbidden, read_signals),
    "orders": (read_signals,),
    "order_lines": (read_signals,),
    "events": (read_event_words, read_signals),
    "messages": (read_history,),
}
_PAIRS = "Write YAML lines `their column: ours`; leave ours blank to ignore one."


def bring_in(
    database: Database,
    kind: str,
    files: Sequence[Path],
    *,
    dry_run: bool,
    mapping_file: Path | None,
    acting_as: str,
    sheet: str = "",
    reject_path: Path | None = None,
    watch: Callable[[Path], AbstractContextManager[Watching]] = unwatched,
) -> list[ImportReport]:
    """Import each file in turn, each under its own `watch`; `reject_path` is for one file only.

    Raises BadInput, NotAllowed, Unavailable.
    """
    imported_by = importer(database, acting_as)
    mapping = read_mapping(mapping_file) if mapping_file else None
    reports = []
    for path in files:
        with watch(path) as watching:
            report = run_import(
                database,
                kind,
                path,
                now=utc_now(),
                imported_by=imported_by,
                dry_run=dry_run,
                mapping=mapping,
                sheet=sheet,
                reject_path=reject_path,
                progress=watching.progress,
                counted=watching.counted,
            )
        reports.append(report)
    for take_in in () if dry_run else _TAKEN_IN.get(kind, ()):
        take_in(database, now=utc_now())
    return reports


def importer(database: Database, acting_as: str) -> str:
    """Return who imports; an empty store has nobody yet, and the staff file itself must come from somewhere."""
    with database.reading() as session:
        if not acting_as and not list_staff(session):
            return "setup"
        actor = acting_staff(session, acting_as)
    require(actor, "import")
    return actor.staff_id


def read_mapping(path: Path) -> Mapping[str, str]:
    """Return their column name → ours. Raises BadInput."""
    try:
        loaded = read_yaml(path)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadInput(f"The mapping {path} cannot be read{_place(error)}.", fix=_PAIRS) from error
    if not isinstance(loaded, dict):
        raise BadInput(f"The mapping {path} is not a list of pairs.", fix=_PAIRS)
    mapping = {str(header): "" if column is None else column for header, column in loaded.items()}
    for header, column in mapping.items():
        if not isinstance(column, str):
            raise BadInput(f"The mapping {path} gives {header!r} something that is no column name.", fix=_PAIRS)
    return mapping


def _place(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f" (line {mark.line + 1})" if mark is not None else ""
