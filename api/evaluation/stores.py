"""Stores for evaluation: the shipped library, no settings of this machine, and a fresh database for each case."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from api.services import Services, build_services
from api.settings import Settings
from tools.database import open_database

_STORE = "zhiji.db"
_WRITE_AHEAD = ("-wal", "-shm")


@contextmanager
def fresh_store(within: Path | None = None) -> Iterator[Services]:
    """Give an empty store with the shipped playbooks, thrown away afterwards.

    Its library is searched in memory, which finds the same and starts no thread.
    """
    with tempfile.TemporaryDirectory(prefix="zhiji-eval-", dir=within) as folder:
        # An evaluation reads no settings of this machine: the same file gives the same figures everywhere.
        settings = Settings.model_construct(None, **_plain_settings(Path(folder)))
        services = build_services(settings, indexed=False)
        try:
            yield services
        finally:
            services.close()


def _plain_settings(folder: Path) -> dict[str, Any]:
    fields = {name: info.get_default(call_default_factory=True) for name, info in Settings.model_fields.items()}
    return {**fields, "data_dir": folder, "worker_in_serve": False}


@dataclass(frozen=True)
class CaseStore:
    """A store that can be made new: encoder, index and prepared statements stay, every row goes."""

    services: Services
    template: Path

    @property
    def _file(self) -> Path:
        return self.services.settings.data_dir / _STORE

    def renewed(self, now: datetime) -> Services:
        """Return the store as it was before the first case, with its clock standing at `now`."""
        self.services.database.close()
        for ending in _WRITE_AHEAD:
            self._file.with_name(self._file.name + ending).unlink(missing_ok=True)
        shutil.copyfile(self.template, self._file)

        def clock() -> datetime:
            return now

        return replace(self.services, workshop=replace(self.services.workshop, clock=clock), clock=clock)

    @contextmanager
    def twin(self) -> Iterator["CaseStore"]:
        """Give another such store in a folder of its own, for a process that was copied with this one."""
        with tempfile.TemporaryDirectory(prefix="twin-", dir=self.template.parent) as folder:
            database = open_database(f"sqlite:///{Path(folder) / _STORE}")
            librarian = self.services.workshop.librarian.over(database)
            services = replace(
                self.services,
                settings=self.services.settings.model_copy(update={"data_dir": Path(folder)}),
                database=database,
                workshop=replace(self.services.workshop, database=database, librarian=librarian),
            )
            try:
                yield CaseStore(services, self.template)
            finally:
                database.close()


@contextmanager
def case_store(within: Path | None = None) -> Iterator[CaseStore]:
    """Give a store that is made new for every case."""
    with fresh_store(within) as services:
        template = services.settings.data_dir / "template.db"
        _copy(services.settings.data_dir / _STORE, template)
        yield CaseStore(services, template)


def _copy(source: Path, target: Path) -> None:
    """Copy a live SQLite file with what its write-ahead log still holds."""
    with closing(sqlite3.connect(source)) as reading, closing(sqlite3.connect(target)) as writing:
        reading.backup(writing)
