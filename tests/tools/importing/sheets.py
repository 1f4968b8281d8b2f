"""Workbooks and Parquet files for tests."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl import Workbook


def workbook(*rows: Sequence[Any], **others: Sequence[Sequence[Any]]) -> bytes:
    """Make a workbook: its first sheet from rows, further sheets by title."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    for title, more in others.items():
        sheet = book.create_sheet(title)
        for row in more:
            sheet.append(list(row))
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def parquet(columns: Mapping[str, Any], **options: Any) -> bytes:
    """Make a Parquet file of Arrow arrays or plain lists."""
    written = BytesIO()
    pq.write_table(pa.table(dict(columns)), written, **options)
    return written.getvalue()
