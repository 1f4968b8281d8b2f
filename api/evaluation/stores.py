"""Stores for evaluation: one library for all cases, a database of its own for each."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from api.services import Services, build_services
from api.settings import Settings
from tools.database import open_database


@contextmanager
def fresh_store() -> Iterator[Services]:
    """Give an empty store with the shipped playbooks, thrown away afterwards."""
    with tempfile.TemporaryDirectory(prefix="zhiji-eval-") as folder:
        # An evaluation reads no settings of this machine: the same file gives the same figures everywhere.
        settings = Settings.model_construct(None, **_plain_settings(Path(folder)))
        services = build_services(settings)
        try:
            yield services
        finally:
            services.close()


def _plain_settings(folder: Path) -> dict[str, Any]:
    fields = {name: info.get_default(call_default_factory=True) for name, info in Settings.model_fields.items()}
    return {**fields, "data_dir": folder, "worker_in_serve": False}


@contextmanager
def copy_of(template: Services, folder: Path, name: str, now: datetime) -> Iterator[Services]:
    """Give a store of its own that shares the template's library, with its clock standing at `now`."""
    path = folder / f"{name}.db"
    _copy(template.settings.data_dir / "zhiji.db", path)
    database = open_database(f"sqlite:///{path}")

    def clock() -> datetime:
        return now

    workshop = replace(template.workshop, database=database, clock=clock)
    try:
        yield replace(template, database=database, workshop=workshop, clock=clock)
    finally:
        database.close()


def _copy(source: Path, target: Path) -> None:
    """Copy a live SQLite file with what its write-ahead log still holds."""
    with closing(sqlite3.connect(source)) as reading, closing(sqlite3.connect(target)) as writing:
        reading.backup(writing)
