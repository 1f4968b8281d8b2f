"""Parquet: read batch by batch; every type that a warehouse writes becomes the cell that a text export would hold."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tools.errors import BadInput
from tools.importing import limits
from tools.importing.sources.block import Block, block_of_cells
from tools.importing.sources.csv_source import distinct_names
from tools.importing.sources.nested import plain_value
from tools.importing.sources.survey import survey_binary

_EXPORT_AGAIN = "Export it again, or check that it was copied whole."


class ParquetSource:
    """A file whose schema names the columns; a line is a row, counted from 1."""

    notes: tuple[str, ...] = ()

    def __init__(self, path: Path) -> None:
        """Read the schema. Raises BadInput."""
        surveyed = survey_binary(path)
        self._path, self.sha256, self.size, self.position = path, surveyed.sha256, surveyed.size, 0
        try:
            # No read-ahead of whole row groups: some exports have one for the whole file.
            self._file = pq.ParquetFile(path, pre_buffer=False, buffer_size=1 << 20)
        except (pa.ArrowException, OSError) as error:
            raise BadInput(f"{path.name} is damaged or no Parquet file.", fix=_EXPORT_AGAIN) from error
        self._names = distinct_names(list(self._file.schema_arrow.names))
        self.columns: tuple[str, ...] | None = self._names

    def blocks(self) -> Iterator[Block]:
        """Give every row that is not blank. Raises BadInput where the file turns out to be damaged."""
        done, total = 0, max(self._file.metadata.num_rows, 1)
        batches = self._file.iter_batches(batch_size=limits.MOST_ROWS, use_threads=False)
        while True:
            try:
                batch = next(batches, None)
                columns = [] if batch is None else [cells_of(column) for column in batch.columns]
            except (pa.ArrowException, OSError) as error:
                raise BadInput(f"{self._path.name} is damaged behind row {done}.", fix=_EXPORT_AGAIN) from error
            if batch is None:
                return
            lines = range(done + 1, done + 1 + batch.num_rows)
            done += batch.num_rows
            self.position = self.size * done // total
            yield block_of_cells(lines, dict(zip(self._names, columns, strict=True)))


def cells_of(column: pa.Array) -> list[Any]:
    """Turn an Arrow column into cells: texts, numbers, yes and no, lists and objects."""
    kind = column.type
    if isinstance(column, pa.ExtensionArray):
        return [None if value is None else str(value) for value in column.to_pylist()]
    if pa.types.is_dictionary(kind):
        return cells_of(column.dictionary_decode())
    read = next((read for is_kind, read in _READERS if any(test(kind) for test in is_kind)), _as_text)
    cells: list[Any] = read(column)
    return cells


def _as_is(column: pa.Array) -> list[Any]:
    return list(column.to_pylist())


def _as_text(column: pa.Array) -> list[Any]:
    return [None if value is None else str(value) for value in column.to_pylist()]


def _number(column: pa.Array) -> list[Any]:
    # Dataframes write an absent number as "not a number".
    return list(pc.if_else(pc.is_nan(column), pa.scalar(None, column.type), column).to_pylist())


def _decimal(column: pa.Array) -> list[Any]:
    return [None if value is None else f"{value:f}" for value in column.to_pylist()]


def _bytes(column: pa.Array) -> list[Any]:
    try:
        return list(column.cast(pa.binary()).cast(pa.string()).to_pylist())
    except pa.ArrowInvalid:
        return [_text_if_it_is(value) for value in column.to_pylist()]


def _text_if_it_is(value: Any) -> Any:
    try:
        return value.decode("utf-8") if isinstance(value, bytes) else value
    except UnicodeDecodeError:
        return value


def _day(column: pa.Array) -> list[Any]:
    return list(column.cast(pa.date32()).cast(pa.string()).to_pylist())


def _time(column: pa.Array) -> list[Any]:
    # A time with a zone is stored in UTC; by way of the bare number no list of zones is needed.
    moments = column.cast(pa.timestamp("us", column.type.tz), safe=False).cast(pa.int64()).cast(pa.timestamp("us"))
    try:
        moments = moments.cast(pa.timestamp("s"))
    except pa.ArrowInvalid:
        pass
    texts = moments.cast(pa.string())
    return list((pc.binary_join_element_wise(texts, "Z", "") if column.type.tz else texts).to_pylist())


def _nested(column: pa.Array) -> list[Any]:
    return [plain_value(value) for value in column.to_pylist(maps_as_pydicts="lossy")]


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _is_bytes(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_binary_view(kind)
        or pa.types.is_fixed_size_binary(kind)
    )


_READERS: Sequence[tuple[Sequence[Any], Any]] = (
    ((_is_text, pa.types.is_integer, pa.types.is_boolean, pa.types.is_null), _as_is),
    ((pa.types.is_floating,), _number),
    ((pa.types.is_decimal,), _decimal),
    ((_is_bytes,), _bytes),
    ((pa.types.is_date,), _day),
    ((pa.types.is_timestamp,), _time),
    ((pa.types.is_nested,), _nested),
)
