"""Workbooks come in like text files: real dates, rounded numbers, several sheets, damage."""

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from tests.tools.importing.conftest import NOW, Desk
from tests.tools.importing.sheets import workbook
from tools.errors import BadInput
from tools.importing import undo_import
from tools.models import Member, Order, Product

MEMBERS = ("会员ID", "姓名", "手机号", "生日", "注册时间", "标签", "宝宝生日")


def test_a_chinese_workbook_with_real_dates_and_numbers_lands(desk: Desk) -> None:
    row = ("M1", "张三", 1.38e10, date(1992, 3, 4), datetime(2024, 1, 2, 8), "a|b", '[{"birthday": "2025-03-01"}]')
    report = desk.bring("members", workbook(MEMBERS, row), "m.xlsx")
    member = desk.one(Member, "M1")
    assert (report.inserted, report.rejected) == (1, 0)
    assert (member.name, member.phone, member.birthday) == ("张三", "13800000000", date(1992, 3, 4))
    assert (member.joined_at, member.tags) == (datetime(2024, 1, 2, tzinfo=UTC), ["a", "b"])
    assert member.children == [{"birthday": "2025-03-01", "nickname": ""}]


def test_money_and_ids_that_became_numbers_are_read_exactly(lite_desk: Desk) -> None:
    lite_desk.members("1001")
    rows = [
        ("订单号", "会员ID", "下单时间", "实付金额"),
        (77, 1001.0, datetime(2026, 3, 4, 10, 20), 299.90000000000003),
    ]
    assert lite_desk.bring("orders", workbook(*rows), "o.xlsx").inserted == 1
    order = lite_desk.one(Order, "77")
    assert (order.member_id, order.amount_fen) == ("1001", 29990)
    assert order.ordered_at == datetime(2026, 3, 4, 2, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "says"), [(123456789012345678, "rounded by a spreadsheet"), ("#REF!", "formula error"), (None, "is blank")]
)
def test_a_bad_cell_is_rejected_with_the_row_of_the_sheet(lite_desk: Desk, cell: Any, says: str) -> None:
    rows = [("sku", "name", "category", "price"), (), ("A", "毛巾", "洗护", 5), (cell, "皂", "洗护", 5)]
    report = lite_desk.bring("products", workbook(*rows), "p.xlsx")
    [rejected] = lite_desk.rejects(report)
    assert (rejected["line"], rejected["field"]) == (4, "sku")
    assert says in rejected["reason"]
    assert [product.sku for product in lite_desk.all(Product)] == ["A"]


def test_the_first_filled_sheet_is_read_and_the_report_says_so(lite_desk: Desk) -> None:
    content = workbook(八月=[("会员ID",), ("M1",)], 九月=[("会员ID",), ("M2",)])
    report = lite_desk.bring("members", content, "m.xlsx")
    assert [member.member_id for member in lite_desk.all(Member)] == ["M1"]
    assert any("'八月' was read" in note and "--sheet" in note for note in report.notes)
    assert lite_desk.bring("members", content, "m.xlsx", sheet="九月").notes == ()
    assert len(lite_desk.all(Member)) == 2


def test_the_same_workbook_again_changes_nothing_and_can_be_undone(desk: Desk) -> None:
    content = workbook(("会员ID", "姓名"), ("M1", "张三"), (None, " "), ("M2", "李四"))
    report = desk.bring("members", content, "m.xlsx")
    again = desk.bring("members", content, "m.xlsx")
    assert (report.read, again.read, again.unchanged) == (2, 2, 2)
    assert undo_import(desk.database, report.batch_id, now=NOW, undone_by="S1").deleted == 2


def test_a_dry_run_of_a_workbook_writes_nothing(lite_desk: Desk) -> None:
    report = lite_desk.bring("members", workbook(("会员ID",), ("M1",)), "m.xlsx", dry_run=True)
    assert (report.inserted, lite_desk.all(Member)) == (1, [])


@pytest.mark.parametrize(
    ("name", "content", "options", "says"),
    [
        ("m.xlsx", b"member_id\nM1\n", {}, "no workbook, whatever its name says"),
        ("m.xlsx", b"PK\x03\x04 cut short", {}, "cannot be read as a workbook"),
        ("m.xlsx", workbook(("会员ID",), ("M1",))[:-400], {}, "cannot be read as a workbook"),
        ("m.xlsx", b"\xd0\xcf\x11\xe0....." + "EncryptedPackage".encode("utf-16-le"), {}, "password"),
        ("m.xlsx", b"\xd0\xcf\x11\xe0.....", {}, "old Excel workbook"),
        ("m.xlsx", b"", {}, "is empty"),
        ("m.xlsx", workbook(), {}, "no sheet with rows"),
        ("m.xlsx", workbook(("会员导出", None, None), ("会员ID", "姓名", "电话")), {}, "no column for 'member_id'"),
        ("m.xlsx", workbook(("收货", None, "备注"), (None, "会员ID", None)), {}, "merged cells"),
        ("m.xlsx", workbook(("会员ID",), ("M1",)), {"sheet": "十月"}, "no sheet '十月'.*'Sheet'"),
        ("m.csv", b"member_id\nM1\n", {"sheet": "十月"}, "has no sheets"),
        ("m.csv", workbook(("会员ID",), ("M1",)), {}, "spreadsheet.*Give it the ending"),
    ],
)
def test_a_workbook_that_cannot_be_used_is_one_sentence_with_a_fix(
    lite_desk: Desk, name: str, content: bytes, options: dict[str, str], says: str
) -> None:
    with pytest.raises(BadInput, match=says) as refusal:
        lite_desk.bring("members", content, name, **options)
    assert refusal.value.fix
    assert lite_desk.all(Member) == []


def test_cells_merged_over_rows_are_named_because_only_the_first_row_has_the_value(lite_desk: Desk) -> None:
    book = Workbook()
    for row in [("会员ID", "门店"), ("M1", "s1"), ("M2", None), ("M3", "s2")]:
        book.active.append(row)
    for merged in ("B2:B3", "A4:B4"):
        book.active.merge_cells(merged)
    written = BytesIO()
    book.save(written)
    report = lite_desk.bring("members", written.getvalue(), "m.xlsx")
    (note,) = report.notes
    assert "(B2:B3)" in note
    assert "Take them apart" in note
    assert report.inserted == 3


@pytest.mark.parametrize(("name", "content"), [("m.xlsx", workbook(("会员ID",))), ("m.csv", "会员ID\n")])
def test_a_file_without_a_row_says_so(lite_desk: Desk, name: str, content: str | bytes) -> None:
    report = lite_desk.bring("members", content, name)
    assert (report.read, [note for note in report.notes if "no rows below" in note]) == (0, list(report.notes))
    assert len(report.notes) == 1
