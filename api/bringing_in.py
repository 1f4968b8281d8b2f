"""Bring files into the store for one member of staff."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from tools.access import require
from tools.clock import utc_now
from tools.conversations.history import read_history
from tools.conversations.signals import read_signals
from tools.conversations.standing import void_forbidden
from tools.database import Database
from tools.errors import BadInput
from tools.importing import ImportReport, run_import
from tools.staff import acting_staff, list_staff
from tools.yaml_text import read_yaml


def bring_in(
    database: Database,
    kind: str,
    files: Sequence[Path],
    *,
    dry_run: bool,
    mapping_file: Path | None,
    acting_as: str,
) -> list[ImportReport]:
    """Import each file in turn. Raises BadInput, NotAllowed, Unavailable."""
    imported_by = importer(database, acting_as)
    mapping = _read_mapping(mapping_file) if mapping_file else None
    reports = [
        run_import(database, kind, path, now=utc_now(), imported_by=imported_by, dry_run=dry_run, mapping=mapping)
        for path in files
    ]
    if kind == "members" and not dry_run:
        void_forbidden(database, now=utc_now())
    if kind == "messages" and not dry_run:
        # A loss that was told to a colleague months ago must stop the next care message, too.
        read_history(database, now=utc_now())
    if kind in ("members", "orders", "order_lines", "events") and not dry_run:
        read_signals(database, now=utc_now())
    return reports


def importer(database: Database, acting_as: str) -> str:
    """Return who imports; an empty store has nobody yet, and the staff file itself must come from somewhere."""
    with database.reading() as session:
        if not acting_as and not list_staff(session):
            return "setup"
        actor = acting_staff(session, acting_as)
    require(actor, "import")
    return actor.staff_id


def _read_mapping(path: Path) -> Mapping[str, str]:
    try:
        loaded = read_yaml(path)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadInput(f"The mapping {path} cannot be read.", fix="Write YAML lines `their column: ours`.") from error
    if not isinstance(loaded, dict) or not all(isinstance(value, str) for value in loaded.values()):
        raise BadInput(f"The mapping {path} is not a list of pairs.", fix="Write YAML lines `their column: ours`.")
    return {str(key): value for key, value in loaded.items()}
