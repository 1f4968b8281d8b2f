"""Imports: what each file changed, so that it can be undone."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, LargeBinary
from sqlmodel import Field, SQLModel

from tools.models.columns import time_column


class ImportBatch(SQLModel, table=True):
    """One run of `zhiji import` over one file."""

    __tablename__ = "import_batch"

    id: str = Field(primary_key=True)
    kind: str = Field(index=True)
    file_name: str
    file_sha256: str = ""
    # Mark of the mapping, the sheet and the program that read the file.
    read_as: str = ""
    read: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    imported_by: str = ""
    started_at: datetime = time_column()
    finished_at: datetime | None = time_column(nullable=True)
    undone_at: datetime | None = time_column(nullable=True)
    undone_by: str = ""


class ImportChange(SQLModel, table=True):
    """One row an import wrote: `before` is null for a new row, the old values for a changed one."""

    __tablename__ = "import_change"

    batch_id: str = Field(primary_key=True, foreign_key="import_batch.id")
    # The row's key as JSON text, e.g. ["O1", 2].
    key: str = Field(primary_key=True)
    before: dict[str, Any] | None = Field(default=None, sa_type=JSON, nullable=True)
    after: dict[str, Any] | None = Field(default=None, sa_type=JSON, nullable=True)


class ImportNewRows(SQLModel, table=True):
    """Some thousand new rows of one import: their keys and a fingerprint of each, so that no copy of them is kept."""

    __tablename__ = "import_new_rows"

    batch_id: str = Field(primary_key=True, foreign_key="import_batch.id")
    part: int = Field(primary_key=True)
    # The columns that the fingerprints are made of, in this order.
    columns: list[str] = Field(sa_type=JSON)
    keys: list[list[Any]] = Field(sa_type=JSON)
    # 8 bytes a key, in the order of the keys.
    fingerprints: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    # Smallest and largest key as JSON text: where to look for one key.
    first_key: str
    last_key: str
