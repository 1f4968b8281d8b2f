"""Scripts are brought in and taken on their way in the console, by those who may."""

from io import BytesIO
from pathlib import Path

import pytest
from httpx import Response
from openpyxl import Workbook

from api.console.faults import fault_words
from api.services import Services
from tests.console.conftest import Visitor, words_of
from tests.knowledge.pages import SECTIONS, page_text

SCRIPTS = """# 答疑
## 阳台上的薄荷怎么养
问：薄荷怎么养
- 盆土干了再浇透，掐掉嫩尖就分枝。
## 三张券
- 最后三张优惠券，赶紧下单！
"""
_DRAFT = {"health": False, "facts": [], "must_say": [], "status": "draft", "id": "PB-MINT", "title": "薄荷"}


def _upload(visitor: Visitor, name: str, text: str, **fields: str) -> str:
    form = {"form_token": visitor.token} | fields
    answer = visitor.client.post("/playbooks/import", data=form, files={"file": (name, text.encode())})
    return words_of(answer)


_FAULTY = [
    ["标题", "话术", "适用人群", "涉及健康", "有效期", "来源"],
    ["甲", "好{什么}"],
    ["乙", "好的", "火星人"],
    ["丙", "好的", "", "也许"],
    ["丁", "好的", "", "", "后天"],
    ["戊", "好的", "", "", "", "书"],
    ["己", "好" * 1200],
    ["庚", "#REF!"],
    ["辛", ""],
    ["", "好的"],
]


def _upload_book(visitor: Visitor, rows: list[list[str]], **fields: str) -> Response:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    form = {"form_token": visitor.token} | fields
    return visitor.client.post("/playbooks/import", data=form, files={"file": ("话术.xlsx", content.getvalue())})


def test_an_operator_uploads_a_document_and_finds_its_drafts(services: Services, visitor: Visitor) -> None:
    visitor.sign_in("o1")
    visitor.get("/playbooks")
    assert "什么都没有写" in _upload(visitor, "话术.md", SCRIPTS, trial="1")
    assert not services.settings.own_playbooks.exists()
    told = _upload(visitor, "话术.md", SCRIPTS)
    assert "话术.md:5" in told
    assert "不能发" in told
    assert len(list(services.settings.own_playbooks.rglob("*.md"))) == 2
    assert "三张券" in words_of(visitor.get("/playbooks?state=draft"))
    assert "三张券" not in words_of(visitor.get("/playbooks"))


def test_a_page_shows_its_answers_under_the_questions_they_answer(visitor: Visitor) -> None:
    visitor.sign_in("o1")
    shown = words_of(visitor.get("/playbooks/PB-N05"))
    assert "逐问逐答" in shown
    assert "吃手是饿的早信号之一" in shown
    assert "老吮小手是饿吗 / 一直吃手" in shown


def test_a_rep_may_not_upload_and_is_not_asked_to(rep: Visitor) -> None:
    assert "导入话术" not in rep.get("/playbooks").text
    answer = rep.client.post(
        "/playbooks/import", data={"form_token": rep.token}, files={"file": ("a.md", SCRIPTS.encode())}
    )
    assert answer.status_code == 403


def test_a_file_that_is_no_document_is_refused_with_what_to_do(visitor: Visitor) -> None:
    visitor.sign_in("o1")
    visitor.get("/playbooks")
    told = _upload(visitor, "话术.xlsx", "not a workbook")
    assert "这个文件打不开" in told
    assert "另存为 .xlsx" in told
    assert "什么都没有写" in told


def test_every_fault_of_a_workbook_is_told_by_row_and_column_in_the_readers_words(
    services: Services, visitor: Visitor
) -> None:
    visitor.sign_in("o1")
    visitor.get("/playbooks")
    told = words_of(_upload_book(visitor, _FAULTY))
    for row, words in {
        "2 话术": "正文里的占位符 {什么} 填不上",
        "3 适用人群": "不认识人群“火星人”",
        "4 涉及健康": "“也许”看不出是或否",
        "5 有效期": "“后天”不是日期",
        "6 来源": "写了来源，却没写是哪句事实的来源",
        "7 话术": "正文有 1200 个字",
        "8 话术": "单元格里是公式错误 #REF!",
        "9 话术": "没有写话术正文",
        "10 标题": "没有写这句话是讲什么的",
    }.items():
        assert f"{row} {words}" in told
    assert "说明只有英文" not in told
    assert not list(services.settings.own_playbooks.rglob("PB-*.md"))


@pytest.mark.parametrize(
    ("rows", "sheet", "says"),
    [
        ([["甲", "乙"], ["一", "二"]], "", "表头是：甲, 乙"),
        ([["话术"], ["好的"]], "", "加一列“标题”"),
        ([["标题", "话术"], ["甲", "好的"]], "别的表", "没有叫“别的表”的工作表"),
        ([], "", "没有一行内容"),
    ],
)
def test_a_workbook_that_cannot_be_used_says_in_chinese_what_to_change(
    visitor: Visitor, rows: list[list[str]], sheet: str, says: str
) -> None:
    visitor.sign_in("o1")
    visitor.get("/playbooks")
    page = _upload_book(visitor, rows, sheet=sheet)
    assert page.status_code == 422
    assert says in words_of(page)
    assert "说明只有英文" not in words_of(page)


def test_a_fault_without_words_of_ours_is_shown_as_english() -> None:
    assert fault_words("Something new. Mend it.") == ("", "Something new. Mend it.")


def _bring_draft(services: Services) -> None:
    folder = services.settings.own_playbooks
    folder.mkdir(parents=True)
    own = {name: f"{text}（薄荷）" for name, text in SECTIONS.items()}
    text = page_text(sections=own, questions=["薄荷怎么养"], **_DRAFT)
    Path(folder / "PB-MINT.md").write_text(text, "utf-8")
    from knowledge.library import SHIPPED_PLAYBOOKS, sync

    with services.database.writing() as session:
        sync(session, (SHIPPED_PLAYBOOKS, folder), now=services.clock())


def test_a_page_goes_its_way_by_buttons_that_each_role_sees(services: Services, visitor: Visitor) -> None:
    _bring_draft(services)
    visitor.sign_in("o1")
    assert "交审" in words_of(visitor.get("/playbooks/PB-MINT"))
    assert visitor.post("/playbooks/PB-MINT/submit", version="1.0.0").status_code == 303
    assert "还要：业务审语气" in words_of(visitor.get("/playbooks/PB-MINT"))
    assert visitor.post("/playbooks/PB-MINT/publish", version="1.0.0").status_code == 403
    visitor.sign_in("v1")
    assert "上线" not in words_of(visitor.get("/playbooks/PB-MINT"))
    assert visitor.post("/playbooks/PB-MINT/review", version="1.0.0", review="business", note="好").status_code == 303
    visitor.sign_in("o1")
    visitor.get("/playbooks/PB-MINT")
    assert visitor.post("/playbooks/PB-MINT/publish", version="1.0.0").status_code == 303
    page = words_of(visitor.get("/playbooks/PB-MINT"))
    for expected in ("在用", "审过 （业务审语气） → 审核中 · 陈舒 · 好", "上线 → 在用 · 孟时", "停用"):
        assert expected.replace(" ", "") in page.replace(" ", "")


def test_a_shipped_page_about_health_says_that_no_clinician_has_read_it(rep: Visitor) -> None:
    assert "待医学审核" in words_of(rep.get("/playbooks/PB-P21"))
    assert "待医学审核" not in words_of(rep.get("/playbooks/PB-H01"))


def test_a_page_that_lacks_texts_is_completed_with_the_file_alone(services: Services, visitor: Visitor) -> None:
    whole = "# 店里能不能给金鱼换水\n- 场景: 回复\n- 问法: 你们店能帮我给金鱼换水吗\n- 周末上午带来，十来分钟就好。\n"
    visitor.sign_in("o1")
    visitor.get("/playbooks")
    _upload(visitor, "话术.md", whole)
    (page,) = services.settings.own_playbooks.rglob("*.md")
    assert "回答她的问题 短" in words_of(visitor.get(f"/playbooks/{page.stem}"))
    second, third = (
        "周末上午您带来就行，我们帮您换，带个盖子路上不晃。",
        "换水不麻烦，周末上午您带来坐会儿，十来分钟就好。",
    )
    more = f"{whole}- {second}\n- {third}\n"
    assert "有 1 页已经在库里" in _upload(visitor, "话术.md", more)
    assert "更新 1" in _upload(visitor, "话术.md", more, update="1")
    visitor.get(f"/playbooks/{page.stem}")
    assert visitor.post(f"/playbooks/{page.stem}/submit", version="1.0.1").status_code == 303
