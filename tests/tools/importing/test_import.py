"""Rows land once, change when the file changed, and bad ones go to the reject file with a reason."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.tools.importing.conftest import NOW, Desk
from tools.errors import BadInput
from tools.importing import ImportReport, limits, list_batches
from tools.models import Hold, ImportBatch, Member, Message, Order, OrderLine, Product, Staff

MEMBERS = "会员ID,姓名,手机号,性别,生日,标签,预产期,宝宝生日,宝宝小名,注册时间\n"
ORDERS = "订单号,会员ID,下单时间,实付金额(元),订单状态,退款金额\n"


def _counts(report: ImportReport) -> tuple[int, int, int, int, int]:
    return (report.read, report.inserted, report.updated, report.unchanged, report.rejected)


def test_a_chinese_export_lands_in_the_columns_of_the_contract(desk: Desk) -> None:
    row = "M1,张三,138 0013 8000,女,1992/3/4,宝妈，复购,2026年6月1日,2023-05-06,小豆,2024-01-02 08:00\n"
    report = desk.bring("members", MEMBERS + row)
    member = desk.one(Member, "M1")
    assert _counts(report) == (1, 1, 0, 0, 0)
    assert (member.name, member.phone, member.gender, member.birthday) == ("张三", "13800138000", "F", date(1992, 3, 4))
    assert (member.tags, member.due_date) == (["宝妈", "复购"], date(2026, 6, 1))
    assert member.children == [{"birthday": "2023-05-06", "nickname": "小豆"}]
    assert member.joined_at == datetime(2024, 1, 2, tzinfo=UTC)
    assert (member.created_at, member.updated_at) == (NOW, NOW)


def test_every_kind_lands(desk: Desk) -> None:
    desk.bring("staff", "工号,姓名,角色\nS1,小王,客服\n")
    desk.bring("members", "会员ID,专属客服\nM1,S1\n")
    desk.bring("products", "商品编码,商品名称,分类,售价,原价\nA,毛巾,洗护,￥39.90,0.00\n")
    desk.bring("orders", ORDERS + 'O1,M1,2026/3/4 10:20,"1,280.00",已退款,1280\n')
    desk.bring("order_lines", "订单号,行号,商品编码,数量,小计\nO1,1,A,2,79.80\n")
    desk.bring("messages", "消息ID,会员ID,时间,方向,内容\nX1,M1,2026-03-04 10:20:00,客户,null\n")
    desk.bring("events", "事件ID,会员ID,时间,类型\nE1,M1,2026-03-04,浏览\n")
    order, line, product = desk.one(Order, "O1"), desk.one(OrderLine, ("O1", 1)), desk.one(Product, "A")
    assert desk.one(Staff, "S1").role == "rep"
    assert (order.amount_fen, order.refund_fen, order.status) == (128000, 128000, "refunded")
    assert order.ordered_at == datetime(2026, 3, 4, 2, 20, tzinfo=UTC)
    assert (line.quantity, line.amount_fen) == (2, 7980)
    assert (product.price_fen, product.list_price_fen, product.status) == (3990, None, "on")
    assert desk.one(Message, "X1").text == "null"


def test_the_same_file_again_changes_nothing(desk: Desk) -> None:
    content = MEMBERS + "M1,张三,13800138000,女,1992-03-04,a|b,,2023-05-06,小豆,2024-01-02\n"
    desk.bring("members", content)
    again = desk.bring("members", content, now=NOW + timedelta(days=1))
    assert _counts(again) == (1, 0, 0, 1, 0)
    assert desk.one(Member, "M1").updated_at == NOW


def test_only_columns_of_the_file_are_touched_and_blanks_clear_them(desk: Desk) -> None:
    whole = {
        "member_id": "M1",
        "name": "张三",
        "city": "北京",
        "tags": "a",
        "due_date": "2026-06-01",
        "consent_care": "是",
    }
    desk.lines("members", whole | {"owner_staff_id": "S1"})
    later = NOW + timedelta(days=1)
    report = desk.bring("members", "member_id,city,tags,due_date,consent_care\nM1,,,NULL,\n", now=later)
    member = desk.one(Member, "M1")
    assert _counts(report) == (1, 0, 1, 0, 0)
    assert (member.city, member.tags, member.due_date, member.consent_care) == ("", [], None, None)
    assert (member.name, member.owner_staff_id, member.updated_at) == ("张三", "S1", later)


def test_the_later_of_two_rows_with_one_key_wins(desk: Desk) -> None:
    report = desk.bring("members", "member_id,name\nM1,a\nM1,b\nM1,b\nM2,c\n")
    assert _counts(report) == (4, 2, 1, 1, 0)
    assert desk.one(Member, "M1").name == "b"


def test_the_later_row_wins_across_blocks_and_a_dry_run_says_the_same(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_ROWS", 2000)
    fill = "".join(f"F{number},x\n" for number in range(2500))
    content = "member_id,name\nM1,a\n" + fill + "M1,b\nM1,b\n"
    assert _counts(desk.bring("members", content, dry_run=True)) == (2503, 2501, 1, 1, 0)
    assert _counts(desk.bring("members", content)) == (2503, 2501, 1, 1, 0)
    assert desk.one(Member, "M1").name == "b"


@pytest.mark.parametrize(
    ("kind", "column", "cell"),
    [
        ("orders", "amount", "12.345"),
        ("orders", "amount", "-5"),
        ("orders", "amount", ""),
        ("orders", "ordered_at", "yesterday"),
        ("orders", "status", "unpaid"),
        ("orders", "order_id", "x" * 65),
        ("order_lines", "quantity", "0"),
        ("order_lines", "line_no", "1.5"),
        ("products", "price", ""),
        ("products", "price", "0"),
        ("products", "age_min_months", "99"),
        ("products", "url", "javascript:alert(1)"),
        ("members", "birthday", "2026-02-30"),
        ("members", "consent_sensitive", "everything"),
        ("events", "payload", "[1]"),
        ("messages", "direction", "sideways"),
        ("messages", "text", ""),
        ("staff", "role", "wizard"),
        ("staff", "weekly_minutes", "99999"),
    ],
)
def test_a_bad_value_is_rejected_with_field_reason_and_fix_while_good_rows_land(
    lite_desk: Desk, kind: str, column: str, cell: str
) -> None:
    lite_desk.members("M1")
    lite_desk.lines("orders", {"order_id": "O1", "member_id": "M1", "ordered_at": "2026-03-01", "amount": 5})
    good: dict[str, dict[str, Any]] = {
        "members": {"member_id": "M9"},
        "orders": {"order_id": "O9", "member_id": "M1", "ordered_at": "2026-03-01", "amount": "5"},
        "order_lines": {"order_id": "O1", "line_no": "1", "sku": "A", "quantity": "1", "amount": "5"},
        "products": {"sku": "A", "name": "a", "category": "c", "price": "5", "age_max_months": "12"},
        "events": {"event_id": "E1", "member_id": "M1", "at": "2026-03-01", "type": "view"},
        "messages": {"message_id": "X1", "member_id": "M1", "at": "2026-03-01", "direction": "in", "text": "hi"},
        "staff": {"staff_id": "S1", "name": "n", "role": "rep"},
    }
    report = lite_desk.lines(kind, good[kind], {**good[kind], column: cell})
    [rejected] = lite_desk.rejects(report)
    assert _counts(report) == (2, 1, 0, 0, 1)
    assert (rejected["line"], rejected["field"], rejected["row"][column]) == (2, column, cell)
    assert rejected["reason"].startswith(f"{column}: ")
    assert rejected["reason"].count(".") >= 2, "a sentence and its fix"


@pytest.mark.parametrize(
    ("kind", "row", "says"),
    [
        (
            "orders",
            {"order_id": "O1", "member_id": "M9", "ordered_at": "2026-03-01", "amount": 5},
            "Import members first",
        ),
        ("events", {"event_id": "E1", "member_id": "M9", "at": "2026-03-01", "type": "view"}, "Import members first"),
        (
            "messages",
            {"message_id": "X", "member_id": "M9", "at": "2026-03-01", "direction": "in", "text": "hi"},
            "Import members first",
        ),
        (
            "order_lines",
            {"order_id": "O9", "line_no": 1, "sku": "A", "quantity": 1, "amount": 5},
            "Import orders first",
        ),
    ],
)
def test_a_row_that_refers_to_nothing_says_what_to_import_first(
    desk: Desk, kind: str, row: dict[str, Any], says: str
) -> None:
    [rejected] = desk.rejects(desk.lines(kind, row))
    assert says in rejected["reason"]


def test_a_dry_run_counts_everything_and_writes_nothing(desk: Desk) -> None:
    content = ORDERS + "O1,M1,2026-03-04,5,已付款,\nO2,M9,2026-03-04,5,已付款,\nO3,M1,soon,5,已付款,\n"
    desk.members("M1")
    report = desk.bring("orders", content, dry_run=True)
    assert _counts(report) == (3, 1, 0, 0, 2)
    assert (report.reject_file, report.batch_id, desk.all(Order), desk.all(ImportBatch)) == (None, "", [], [])
    assert [path.name for path in desk.folder.glob("*.reject.jsonl")] == []


def test_a_dry_run_keeps_rejects_when_a_file_is_named(lite_desk: Desk) -> None:
    kept = lite_desk.folder / "bad.jsonl"
    report = lite_desk.bring("members", "member_id,birthday\nM1,soon\n", dry_run=True, reject_path=kept)
    assert report.reject_file == str(kept)
    assert json.loads(kept.read_text())["field"] == "birthday"


def test_the_reject_file_lies_beside_the_input_in_order_of_lines(lite_desk: Desk) -> None:
    lite_desk.members("M1")
    content = ORDERS + "O1,M9,2026-03-04,5,,\nO2,M1,soon,5,,\nO3,M8,2026-03-04,5,,\n"
    report = lite_desk.bring("orders", content)
    assert report.reject_file == str(lite_desk.folder / "orders.csv.reject.jsonl")
    assert [row["line"] for row in lite_desk.rejects(report)] == [2, 3, 4]
    assert Path(report.reject_file).stat().st_mode & 0o077 == 0


def test_the_reject_file_may_not_be_the_input_or_a_folder(lite_desk: Desk) -> None:
    path = lite_desk.file("members.csv", "member_id\nM1\n")
    for place in (path, lite_desk.folder, lite_desk.folder / "absent" / "x.jsonl"):
        with pytest.raises(BadInput, match="Name another file"):
            lite_desk.bring("members", "member_id\nM1\n", reject_path=place)
    assert lite_desk.all(Member) == []


def test_the_report_has_exactly_the_shape_of_the_contract(lite_desk: Desk) -> None:
    report = lite_desk.bring("members", "member_id,shoe size\nM1,38\n")
    assert report.as_json() == {
        "kind": "members",
        "read": 1,
        "inserted": 1,
        "updated": 0,
        "unchanged": 0,
        "rejected": 0,
        "reject_file": None,
    }
    assert report.ignored_columns == ("shoe size",)


def test_a_mapping_names_columns_nobody_could_guess(lite_desk: Desk) -> None:
    lite_desk.bring("members", "编码X,小名\nM1,豆豆妈\n", mapping={"编码X": "member_id", "小名": "nickname"})
    assert lite_desk.one(Member, "M1").nickname == "豆豆妈"


@pytest.mark.parametrize("cell", ["false", ""])
@pytest.mark.parametrize(("column", "kind"), [("care_hold", "bereavement"), ("opted_out", "opt_out")])
def test_an_import_does_not_switch_off_what_an_open_hold_keeps_on(
    desk: Desk, column: str, kind: str, cell: str
) -> None:
    desk.members("M1", "M2")
    desk.change(lambda s: [setattr(s.get(Member, one), column, True) for one in ("M1", "M2")])
    desk.change(lambda s: s.add(Hold(id="H1", member_id="M1", kind=kind, opened_at=NOW)))
    desk.change(lambda s: s.add(Hold(id="H2", member_id="M2", kind=kind, opened_at=NOW, released_at=NOW)))
    report = desk.bring("members", f"member_id,{column}\nM1,{cell}\nM2,{cell}\n")
    assert [getattr(desk.one(Member, one), column) for one in ("M1", "M2")] == [True, False]
    assert _counts(report) == (2, 0, 1, 1, 0)
    assert [note for note in report.notes if column in note and "M1" in note and "M2" not in note]


def test_an_erased_member_does_not_come_back(desk: Desk) -> None:
    desk.members("M1")
    desk.change(lambda s: setattr(s.get(Member, "M1"), "erased_at", NOW))
    [rejected] = desk.rejects(desk.bring("members", "member_id,name\nM1,张三\n"))
    assert "erased on request" in rejected["reason"]
    assert desk.one(Member, "M1").name == ""
    [rejected] = desk.rejects(desk.bring("orders", ORDERS + "O1,M1,2026-03-04,5,,\n"))
    assert rejected["field"] == "member_id"


def test_batches_are_listed_newest_first_with_their_counts(desk: Desk) -> None:
    desk.bring("members", "member_id\nM1\n", imported_by="S1")
    desk.bring("members", "member_id,birthday\nM1,\nM2,soon\n", now=NOW + timedelta(hours=1))
    with desk.database.reading() as session:
        newest, oldest = list_batches(session)
    assert (newest.read, newest.unchanged, newest.rejected) == (2, 1, 1)
    assert (oldest.inserted, oldest.imported_by, oldest.file_name, oldest.finished_at) == (1, "S1", "members.csv", NOW)
    assert len(oldest.file_sha256) == 64


def test_a_product_with_a_blank_price_says_which_column_to_fill(lite_desk: Desk) -> None:
    report = lite_desk.bring("products", "sku,name,category,price\nA,毛巾,洗护,\nB,皂,洗护,5\n")
    assert lite_desk.rejects(report) == [
        {
            "line": 2,
            "reason": "price: is blank. Fill it in; it is required.",
            "field": "price",
            "row": {"sku": "A", "name": "毛巾", "category": "洗护", "price": ""},
        }
    ]
