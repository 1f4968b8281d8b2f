"""Scripts come in from workbooks and documents as draft pages; what cannot be used is named with place and fix."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from knowledge.intake import IntakeReport, bring_in_playbooks
from knowledge.pages.reading import check_folders, parse_playbook
from knowledge.playbook import Playbook
from tools.errors import BadInput

TODAY = date(2026, 11, 22)
HEADER = ["分类", "标题", "话术1", "话术2", "适用人群", "阶段", "触发", "禁忌", "依据", "来源", "问法", "有效期"]


def _book(path: Path, *rows: list[Any], header: list[str] | None = None, merged: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "话术"
    sheet.append(header or HEADER)
    for row in rows:
        sheet.append(row)
    for span in merged:
        sheet.merge_cells(span)
    book.save(path)
    return path


def _bring(path: Path, **given: Any) -> IntakeReport:
    return bring_in_playbooks(path, path.parent / "own", today=given.pop("today", TODAY), **given)


def _pages(path: Path) -> dict[str, Playbook]:
    files = sorted((path.parent / "own").rglob("*.md"))
    return {page.title: page for file in files for page in [parse_playbook(file.read_text("utf-8"), file.name)]}


MINT = [
    "关怀",
    "阳台种薄荷",
    "{昵称}，薄荷土干了再浇。",
    "【姓名】，给薄荷摘个心，几天就分枝了。",
    "宝妈、家居",
    "孕28-32周",
]
MINT += ["生日当天", "催促；比较", "薄荷喜光", "手册", "薄荷怎么养？多久浇水？", "2027-12-31"]


def test_a_row_becomes_a_draft_with_what_its_columns_say(tmp_path: Path) -> None:
    path = _book(tmp_path / "s.xlsx", MINT)
    report = _bring(path)
    page = _pages(path)["阳台种薄荷"]
    assert (len(report.added), report.rejects, page.status, page.kind) == (1, [], "draft", "care_script")
    assert page.variants["care"]["short"] == "{call}，薄荷土干了再浇。"
    assert page.variants["care"]["usual"].startswith("{call}，给薄荷摘个心")
    assert (page.stage.gest_week, page.stage.days, page.stage.personas) == (
        (28, 32),
        ("birthday",),
        ("maternal", "home"),
    )
    assert page.must_not == ("催促", "比较")
    assert page.questions == ("薄荷怎么养？", "多久浇水？")
    assert (page.facts[0].source, page.facts[0].reviewed_by, str(page.expires_on)) == ("手册", None, "2027-12-31")
    assert page.origin == "s.xlsx[话术]:2"
    assert check_folders([tmp_path / "own"]) == []


def test_rows_of_one_title_are_one_page_and_merged_cells_hold_for_all_their_rows(tmp_path: Path) -> None:
    rows = [
        ["答疑", "查物流", "我这就查。"],
        [None, None, "稍等，我看看走到哪儿了。"],
        ["答疑", "查物流", "在的，我看看单子，一会儿告诉您。"],
    ]
    path = _book(tmp_path / "s.xlsx", *rows, merged=("A2:A3", "B2:B3"))
    _bring(path)
    assert list(_pages(path)["查物流"].variants["reply"]) == ["short", "usual", "warm"]


def test_faulty_rows_are_kept_with_row_column_reason_and_fix_and_the_rest_goes_on(tmp_path: Path) -> None:
    rows = [
        ["答疑", "退货", "【订单编号】已退"],
        ["答疑", None, "没有标题"],
        ["答疑", "空", None],
        ["答疑", "日期", "好的。", *[None] * 8, "明年"],
        ["清单", "待产包", "一张清单"],
        ["答疑", "谁", "好的呀。", None, "外星人"],
        ["答疑", "发票", "发票开好就发您。"],
    ]
    path = _book(tmp_path / "s.xlsx", *rows)
    report = _bring(path)
    places = [(reject.line, reject.column) for reject in report.rejects]
    assert places == [(2, "话术1"), (3, "标题"), (4, "话术1"), (5, "有效期"), (6, "分类"), (7, "适用人群")]
    assert all(reject.fix for reject in report.rejects)
    assert list(_pages(path)) == ["发票"]
    lines = [json.loads(line) for line in Path(report.reject_file).read_text("utf-8").splitlines()]
    assert (lines[0]["line"], lines[0]["row"]["话术1"]) == (2, "【订单编号】已退")


def test_the_same_file_a_second_time_changes_nothing_even_a_year_later(tmp_path: Path) -> None:
    path = _book(tmp_path / "s.xlsx", ["答疑", "发票", "发票开好就发您。"])
    _bring(path)
    before = {file: file.read_bytes() for file in (tmp_path / "own").rglob("*") if file.is_file()}
    again = _bring(path, today=date(2027, 11, 22))
    assert (again.added, again.updated, len(again.unchanged)) == ([], [], 1)
    assert {file: file.read_bytes() for file in (tmp_path / "own").rglob("*") if file.is_file()} == before


def test_words_somebody_changed_are_kept_unless_an_update_is_asked_for(tmp_path: Path) -> None:
    path = _book(tmp_path / "s.xlsx", ["答疑", "发票", "发票开好就发您。"])
    _bring(path)
    file = next((tmp_path / "own").rglob("*.md"))
    file.write_text(file.read_text("utf-8").replace("就发您", "马上发您"), "utf-8")
    assert len(_bring(path).kept) == 1
    assert "马上发您" in file.read_text("utf-8")
    assert len(_bring(path, update=True).updated) == 1
    assert _pages(path)["发票"].version == "1.0.1"
    assert len(_bring(path, update=True).unchanged) == 1


def test_a_dry_run_writes_nothing_at_all(tmp_path: Path) -> None:
    path = _book(tmp_path / "s.xlsx", MINT, ["答疑", None, "没有标题"])
    report = _bring(path, dry_run=True)
    assert (len(report.added), len(report.rejects), report.reject_file) == (1, 1, "")
    assert [file.name for file in tmp_path.iterdir()] == ["s.xlsx"]


def test_words_that_sell_come_in_as_a_draft_with_the_findings_of_the_gate(tmp_path: Path) -> None:
    path = _book(tmp_path / "s.xlsx", ["关怀", "换季", "最后三张优惠券，赶紧下单！"])
    report = _bring(path)
    assert len(report.added) == 1
    assert {found["verdict"] for found in report.findings} == {"block"}
    assert report.findings[0]["place"] == "s.xlsx[话术]:2"


def test_a_price_without_a_fact_is_found_in_what_comes_in(tmp_path: Path) -> None:
    path = _book(tmp_path / "s.xlsx", ["答疑", "价格", "浴巾现在是129元一条。"])
    assert "PRICE" in {found["rule"] for found in _bring(path).findings}


def test_words_about_health_wait_for_a_clinician_whatever_the_file_says(tmp_path: Path) -> None:
    header = ["标题", "话术", "依据", "来源", "涉及健康"]
    path = _book(tmp_path / "s.xlsx", ["疫苗", "接种后多喝水。", "接种后留观", "手册", "否"], header=header)
    _bring(path)
    page = _pages(path)["疫苗"]
    assert (page.health, page.facts[0].reviewer_role, page.facts[0].reviewed_by) == (True, "医学", None)


def test_an_id_of_another_page_is_not_taken(tmp_path: Path) -> None:
    path = _book(tmp_path / "s.xlsx", ["P21", "别的", "好的。"], header=["编号", "标题", "话术"])
    report = _bring(path, taken={"PB-P21"})
    assert (report.added, report.rejects[0].line) == ([], 2)
    assert "PB-P21" in report.rejects[0].reason


def test_their_own_headers_are_mapped_and_a_wrong_mapping_is_named(tmp_path: Path) -> None:
    path = _book(tmp_path / "s.xlsx", ["发票", "发票开好就发您。"], header=["名目", "怎么说"])
    assert len(_bring(path, mapping={"名目": "title", "怎么说": "text"}).added) == 1
    with pytest.raises(BadInput, match="unknown field 'words'"):
        _bring(path, mapping={"怎么说": "words"})


def test_a_file_without_texts_a_missing_sheet_and_a_page_are_refused_with_the_fix(tmp_path: Path) -> None:
    path = _book(tmp_path / "s.xlsx", ["a"], header=["标题"])
    with pytest.raises(BadInput, match="no column with the texts"):
        _bring(path)
    with pytest.raises(BadInput, match="no sheet '没有'"):
        _bring(path, sheet="没有")
    page = tmp_path / "p.md"
    page.write_text("---\nid: PB-X\n---\n", "utf-8")
    with pytest.raises(BadInput, match="is a page already"):
        _bring(page)


DOCUMENT = """# 售前答疑
## 怎么选尺码
适用人群：全部
问：尺码怎么选
问：平时穿M买什么码
- 短：量一下脚长告诉我就行。
- 您把平时穿的码数发我，我对着尺码表
  帮您看。
### 禁忌
- 催促
- 保证合脚
## 发票
答：发票开好就发您。
| a | b |
"""


def test_a_document_gives_a_page_for_each_heading(tmp_path: Path) -> None:
    path = tmp_path / "d.md"
    path.write_text("没有标题的话\n" + DOCUMENT, "utf-8")
    report = _bring(path)
    pages = _pages(path)
    size = pages["怎么选尺码"]
    assert size.variants["reply"] == {
        "short": "量一下脚长告诉我就行。",
        "usual": "您把平时穿的码数发我，我对着尺码表帮您看。",
    }
    assert (size.questions, size.must_not) == (("尺码怎么选", "平时穿M买什么码"), ("催促", "保证合脚"))
    assert pages["发票"].variants["reply"] == {"usual": "发票开好就发您。"}
    assert [reject.line for reject in report.rejects] == [1, 15]
    assert len(_bring(path).unchanged) == 2


def test_a_draft_may_lack_texts_that_a_page_in_use_must_have(tmp_path: Path) -> None:
    path = _book(tmp_path / "s.xlsx", ["答疑", "发票", "发票开好就发您。"])
    _bring(path)
    file = next((tmp_path / "own").rglob("*.md"))
    file.write_text(file.read_text("utf-8").replace("status: draft", "status: published"), "utf-8")
    assert [fault.message for fault in check_folders([tmp_path / "own"])] == [
        "the section 'reply.short' is missing.",
        "the section 'reply.warm' is missing.",
    ]
