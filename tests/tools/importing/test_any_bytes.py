"""Whatever bytes a file holds, reading it ends, in order of lines, and never in a traceback."""

import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.errors import BadInput
from tools.importing.headers import Headers
from tools.importing.kinds import kind_named
from tools.importing.parsing import ParsedRow, parse_row
from tools.importing.sources.opening import open_source
from tools.importing.sources.source import Rejected, SourceRow

_PIECES = st.sampled_from(
    [b"O1", b",", b'"', b"\n", b"\r\n", b"\0", b"\xff", "张".encode(), b"\r", b"5", b"{", b"}", b"[", b":"]
)
_BYTES = st.one_of(st.binary(max_size=200), st.lists(_PIECES, max_size=60).map(b"".join))


def _read(name: str, content: bytes) -> list[ParsedRow | Rejected]:
    kind = kind_named("orders")
    headers = Headers(kind, {})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        blocks = list(open_source(path).blocks())
    rows = sorted((row for block in blocks for row in (*block.rows(), *block.rejected)), key=lambda row: row.line)
    return [parse_row(kind, headers, row) if isinstance(row, SourceRow) else row for row in rows]


@settings(max_examples=300, deadline=None)
@given(_BYTES)
@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_any_bytes_give_rows_rejects_or_one_sentence(name: str, content: bytes) -> None:
    with suppress(BadInput):
        assert len(_read(name, content)) <= content.count(b"\n") + 1


@settings(max_examples=300, deadline=None)
@given(_BYTES)
def test_good_rows_around_any_bytes_without_quotes_are_found(content: bytes) -> None:
    header, good = b"order_id,member_id,ordered_at,amount\n", b"A,M1,2026-03-01,5\n"
    damage = content.replace(b'"', b"").replace(b"\r", b"")
    rows = _read("a.csv", header + good + damage + b"\n" + good.replace(b"A", b"Z"))
    keys = [row.key for row in rows if isinstance(row, ParsedRow)]
    assert keys[0] == ("A",)
    assert keys[-1] == ("Z",)
