"""Every type that a warehouse writes into Parquet means what a text export of it would mean."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from tests.tools.importing.conftest import Desk
from tests.tools.importing.sheets import parquet
from tools.errors import BadInput
from tools.importing import limits
from tools.models import Event, Member, Order, Product

MORNING = datetime(2026, 3, 4, 2, 20, tzinfo=UTC)
WALL = datetime(2026, 3, 4, 10, 20)
ORDER = {"order_id": ["O1"], "member_id": ["M1"], "ordered_at": ["2026-03-04 10:20:00"], "amount": ["5"]}


@pytest.mark.parametrize(
    "times",
    [
        *(pa.array([WALL], pa.timestamp(unit)) for unit in ("s", "ms", "us", "ns")),
        pa.array([MORNING], pa.timestamp("us", "UTC")),
        pa.array([MORNING], pa.timestamp("ns", "Asia/Shanghai")),
        pa.array([MORNING], pa.timestamp("ms", "+05:30")),
        pa.array(["2026-03-04 10:20:00"], pa.large_string()),
        pa.array([b"2026-03-04T02:20:00Z"], pa.binary()),
        pa.array(["2026/3/4 10:20"]).dictionary_encode(),
    ],
)
def test_a_time_is_read_from_every_type(lite_desk: Desk, times: pa.Array) -> None:
    lite_desk.members("M1")
    assert lite_desk.bring("orders", parquet({**ORDER, "ordered_at": times}), "o.parquet").inserted == 1
    assert lite_desk.one(Order, "O1").ordered_at == MORNING


@pytest.mark.parametrize(
    "amounts",
    [
        pa.array([Decimal("1280.50")], pa.decimal128(12, 2)),
        pa.array([Decimal("1280.50")], pa.decimal128(38, 18)),
        pa.array([Decimal("1280.50")], pa.decimal256(50, 6)),
        pa.array([1280.5], pa.float64()),
        pa.array([1280.5], pa.float32()),
        pa.array(["1,280.50"], pa.string()),
        pa.array(["¥1280.5元"]).dictionary_encode(),
    ],
)
def test_money_is_read_from_every_type(lite_desk: Desk, amounts: pa.Array) -> None:
    lite_desk.members("M1")
    assert lite_desk.bring("orders", parquet({**ORDER, "amount": amounts}), "o.parquet").inserted == 1
    assert lite_desk.one(Order, "O1").amount_fen == 128050


@pytest.mark.parametrize(
    ("ids", "read"),
    [
        (pa.array([7], pa.int64()), "7"),
        (pa.array([7], pa.uint8()), "7"),
        (pa.array([10**17 + 1], pa.int64()), "100000000000000001"),
        (pa.array([7.0], pa.float64()), "7"),
        (pa.array([b"M7"], pa.binary(2)), "M7"),
        (pa.array(["M7"], pa.string_view()), "M7"),
    ],
)
def test_an_id_is_read_from_every_type(lite_desk: Desk, ids: pa.Array, read: str) -> None:
    lite_desk.bring("members", parquet({"member_id": ids}), "m.parquet")
    assert [member.member_id for member in lite_desk.all(Member)] == [read]


def test_lists_objects_maps_and_days_are_read_as_they_are(desk: Desk) -> None:
    children = pa.list_(pa.struct([("birthday", pa.date32()), ("nickname", pa.string())]))
    columns: dict[str, Any] = {
        "member_id": ["M1", "M2"],
        "birthday": pa.array([date(1992, 3, 4), None], pa.date32()),
        "due_date": pa.array([date(2026, 6, 1), None], pa.date64()),
        "tags": pa.array([["a", "b"], None], pa.list_(pa.string())),
        "children": pa.array([[{"birthday": date(2025, 3, 1), "nickname": "小豆"}], []], children),
        "stated_spend": pa.array([[("奶粉", 60.5)], None], pa.map_(pa.string(), pa.float64())),
        "consent_care": pa.array([True, None], pa.bool_()),
        "city": pa.nulls(2),
    }
    report = desk.bring("members", parquet(columns), "m.parquet")
    first, second = desk.one(Member, "M1"), desk.one(Member, "M2")
    assert (report.inserted, report.rejected) == (2, 0)
    assert (first.birthday, first.due_date, first.tags) == (date(1992, 3, 4), date(2026, 6, 1), ["a", "b"])
    assert first.children == [{"birthday": "2025-03-01", "nickname": "小豆"}]
    assert (first.stated_spend, first.consent_care, first.city) == ({"奶粉": 60.5}, True, "")
    assert (second.birthday, second.tags, second.children, second.consent_care) == (None, [], [], None)


def test_an_object_becomes_a_payload_with_plain_values(lite_desk: Desk) -> None:
    lite_desk.members("M1")
    payload = pa.array(
        [{"on": date(2026, 3, 1), "yuan": Decimal("5.50"), "n": 2}],
        pa.struct([("on", pa.date32()), ("yuan", pa.decimal128(9, 2)), ("n", pa.int32())]),
    )
    columns = {"event_id": ["E1"], "member_id": ["M1"], "at": ["2026-03-01"], "type": ["view"], "payload": payload}
    assert lite_desk.bring("events", parquet(columns), "e.parquet").inserted == 1
    assert lite_desk.one(Event, "E1").payload == {"on": "2026-03-01", "yuan": 5.5, "n": 2}


def test_what_a_dataframe_writes_for_absent_numbers_is_blank(lite_desk: Desk) -> None:
    columns = {
        "sku": ["A"],
        "name": ["a"],
        "category": ["c"],
        "price": [5],
        "list_price": [float("nan")],
        "age_min_months": [12.0],
    }
    lite_desk.bring("products", parquet(columns), "p.parquet")
    product = lite_desk.one(Product, "A")
    assert (product.list_price_fen, product.age_min_months) == (None, 12)


@pytest.mark.parametrize(
    ("column", "values", "says"),
    [
        ("member_id", pa.array(["M1", "M9"]), "Import members first"),
        ("order_id", pa.array(["O1", "a\0b"]), "cannot be stored"),
        ("order_id", pa.array([b"O1", b"\xff\xfe"], pa.binary()), "binary data"),
        ("order_id", pa.array([7.0, 1.2e17], pa.float64()), "rounded by a spreadsheet"),
        ("ordered_at", pa.array([WALL, datetime(1, 1, 1)], pa.timestamp("us")), "not a date or time"),
        ("amount", pa.array([Decimal(5), None], pa.decimal128(12, 2)), "is blank"),
    ],
)
def test_a_bad_row_is_rejected_with_its_number_and_the_rest_lands(
    lite_desk: Desk, column: str, values: pa.Array, says: str
) -> None:
    lite_desk.members("M1")
    two = {name: cells * 2 for name, cells in ORDER.items()} | {"order_id": ["O1", "O2"]}
    report = lite_desk.bring("orders", parquet({**two, column: values}), "o.parquet")
    [rejected] = lite_desk.rejects(report)
    assert (report.inserted, rejected["line"], rejected["field"]) == (1, 2, column)
    assert says in rejected["reason"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"member_id\nM1\n", "no Parquet file"),
        (b"PAR1 cut", "damaged"),
        (b"", "is empty"),
        (parquet({"名": ["a"]}), "member_id"),
    ],
)
def test_a_file_that_is_no_parquet_is_one_sentence_with_a_fix(lite_desk: Desk, content: bytes, says: str) -> None:
    with pytest.raises(BadInput, match=says) as refusal:
        lite_desk.bring("members", content, "m.parquet")
    assert refusal.value.fix


def test_a_file_damaged_in_the_middle_keeps_what_landed_and_says_where(
    lite_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_ROWS", 1000)
    ids = [f"M{number}" for number in range(4000)]
    content = bytearray(parquet({"member_id": ids}, row_group_size=1000, compression="zstd", use_dictionary=False))
    second = content.index(b"\x28\xb5\x2f\xfd", content.index(b"\x28\xb5\x2f\xfd") + 4)
    content[second : second + 400] = b"\0" * 400
    with pytest.raises(BadInput, match="damaged behind row"):
        lite_desk.bring("members", bytes(content), "m.parquet")
    assert 0 < len(lite_desk.all(Member)) < 4000
