"""An operator brings files in without a terminal: tried first, faults by line in Chinese, taken back in one step."""

import re
from io import BytesIO

import pytest
from httpx import Response
from openpyxl import Workbook
from sqlmodel import func, select

from api.services import Services
from tests.console.conftest import Visitor, words_of
from tools.models import ImportBatch, Member, Order

MEMBERS = "会员ID,姓名,生日,同意关怀\nn1,郑小满,1990-01-01,是\nn2,何苗苗,不知道,是\n,没有编号,,\nn4,谭溪,,也许\n"


@pytest.fixture
def operator(visitor: Visitor) -> Visitor:
    """Give somebody who may import."""
    visitor.sign_in("o1")
    visitor.get("/imports")
    return visitor


def _upload(visitor: Visitor, content: str | bytes, name: str = "会员.csv", **fields: str) -> Response:
    data = content.encode() if isinstance(content, str) else content
    form = {"form_token": visitor.token, "kind": "members"} | fields
    return visitor.client.post("/imports", data=form, files={"file": (name, data)})


def _count(services: Services, table: type[Member] | type[Order] | type[ImportBatch]) -> int:
    with services.database.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_a_file_is_tried_first_and_nothing_is_written(services: Services, operator: Visitor) -> None:
    before = _count(services, Member)
    tried = words_of(_upload(operator, MEMBERS, trial="1"))
    assert "试读结果" in tried
    assert "什么都没有写" in tried
    assert "读到 4 新增 1" in tried
    assert (_count(services, Member), _count(services, ImportBatch)) == (before, 0)


def test_good_rows_land_and_each_bad_one_says_in_chinese_where_and_why(services: Services, operator: Visitor) -> None:
    told = words_of(_upload(operator, MEMBERS))
    assert "读到 4 新增 1 更新 0 没变 0 未收 3" in told
    for place in (
        "3 birthday “不知道”不是日期或时间",
        "4 member_id 没有填",
        "5 consent_care 看不出“也许”是“是”还是“否”",
    ):
        assert place in told
    assert "说明只有英文" not in told
    book = words_of(operator.get("/imports"))
    assert "会员.csv" in book
    assert "孟时" in book


def test_the_same_file_again_changes_nothing(services: Services, operator: Visitor) -> None:
    _upload(operator, MEMBERS)
    assert "新增 0 更新 0 没变 1" in words_of(_upload(operator, MEMBERS))


def test_an_import_is_taken_back_in_one_step(services: Services, operator: Visitor) -> None:
    before = _count(services, Member)
    _upload(operator, MEMBERS)
    found = re.search(r'action="(/imports/\w+/undo)"', operator.get("/imports").text)
    assert found
    assert "删掉 1" in words_of(operator.post(found.group(1)))
    assert _count(services, Member) == before
    assert "已收回" in words_of(operator.get("/imports"))
    assert operator.post(found.group(1)).status_code == 409


def test_a_workbook_with_columns_of_its_own_is_read_by_the_names_that_are_given(
    services: Services, operator: Visitor
) -> None:
    book = Workbook()
    for row in (
        ["买家", "单号", "哪天", "钱", "内部"],
        ["m1", "N1", "2026-01-02", 12.5, "x"],
        ["nobody", "N2", "昨天", "十二", ""],
    ):
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    file = (content.getvalue(), "订单.xlsx")
    missing = _upload(operator, *file, kind="orders")
    assert missing.status_code == 422
    assert "文件里少了必须有的列" in words_of(missing)
    columns = "买家: member_id\n单号: order_id\n哪天: ordered_at\n钱: amount\n内部:\n"
    told = words_of(_upload(operator, *file, kind="orders", columns=columns))
    assert "读到 2 新增 1" in told
    assert _count(services, Order) == 1
    assert "列名对应”读不懂" in words_of(_upload(operator, *file, kind="orders", columns="买家"))


@pytest.mark.parametrize(
    ("content", "name", "kind", "says"),
    [
        ("", "a.csv", "members", "文件是空的，或者太大了"),
        ("x", "a.xlsx", "members", "这个文件打不开"),
        ("x", "a.pdf", "members", "不能读“.pdf”结尾的文件"),
        ("会员ID\nn9\n", "a.csv", "", "没有选这个文件里是什么"),
        ("姓名\n甲\n", "a.csv", "members", "文件里少了必须有的列"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_what_to_do(
    operator: Visitor, content: str, name: str, kind: str, says: str
) -> None:
    refused = _upload(operator, content, name, kind=kind)
    assert says in words_of(refused)
    assert refused.status_code == 422
    assert "什么都没有写" in words_of(refused)


def test_whoever_may_not_import_neither_sees_the_page_nor_gets_through(rep: Visitor) -> None:
    assert "导入数据" not in words_of(rep.get("/"))
    assert rep.get("/imports").status_code == 403
    assert _upload(rep, MEMBERS).status_code == 403
