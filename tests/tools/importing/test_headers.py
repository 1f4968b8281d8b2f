"""Chinese headers are recognised, a mapping wins, and what is not used is said."""

from collections import Counter

import pytest

from tools.errors import BadInput
from tools.importing.aliases import aliases, squeezed
from tools.importing.headers import Headers
from tools.importing.kinds import kind_named, kinds

# Contract column: headers of common exports.
HEADERS = {
    "members": {
        "member_id": "会员ID 会员编号 客户ID",
        "name": "姓名 会员姓名",
        "nickname": "昵称",
        "phone": "手机 手机号 手机号码 联系电话",
        "gender": "性别",
        "birthday": "生日 出生日期",
        "city": "城市 所在城市",
        "tier": "会员等级 等级",
        "joined_at": "注册时间 入会时间",
        "owner_staff_id": "专属客服 归属导购 导购ID",
        "store": "门店 所属门店",
        "tags": "标签",
        "due_date": "预产期",
        "children": "宝宝生日",
    },
    "orders": {
        "order_id": "订单号 订单编号",
        "member_id": "会员ID",
        "ordered_at": "下单时间 付款时间",
        "amount": "实付金额 实付款 支付金额",
        "status": "订单状态",
        "refund_amount": "退款金额",
        "channel": "渠道",
    },
    "order_lines": {
        "order_id": "订单号",
        "line_no": "行号",
        "sku": "商品编码",
        "quantity": "数量",
        "amount": "行金额 小计",
    },
    "products": {
        "sku": "商品编码 SKU",
        "name": "商品名称",
        "category": "类目 分类",
        "price": "售价 价格",
        "list_price": "吊牌价 划线价 原价",
        "spec": "规格",
        "stock": "库存 库存数量",
        "url": "链接 商品链接",
        "image_url": "图片链接",
    },
    "events": {"event_id": "事件ID", "member_id": "会员ID", "at": "时间", "type": "事件类型", "channel": "渠道"},
    "messages": {"message_id": "消息ID", "member_id": "会员ID", "at": "发送时间", "direction": "方向", "text": "内容"},
    "staff": {
        "staff_id": "工号",
        "name": "姓名",
        "role": "角色",
        "team": "团队",
        "store": "门店",
        "wecom_userid": "企微账号",
    },
}
CASES = [
    (kind, header, column)
    for kind, columns in HEADERS.items()
    for column, headers in columns.items()
    for header in headers.split()
]


@pytest.mark.parametrize(("kind", "header", "column"), CASES)
def test_a_common_chinese_header_is_recognised(kind: str, header: str, column: str) -> None:
    plan = Headers(kind_named(kind), {}).plan((header,))
    assert [(found, fed.name) for found, fed in plan] == [(header, column)]


@pytest.mark.parametrize(
    "header",
    [
        "实付金额(元)",
        " 实付金额（元） ",
        "实付金额[元]",
        "实付金额【元】",
        "实付金额*",
        "AMOUNT",
        "Amount",
        "ａｍｏｕｎｔ",
        "\ufeff实付金额",
    ],
)
def test_width_case_blanks_and_units_do_not_matter(header: str) -> None:
    assert [column.name for _, column in Headers(kind_named("orders"), {}).plan((header,))] == ["amount"]


def test_english_headers_with_blanks_are_contract_columns() -> None:
    assert [c.name for _, c in Headers(kind_named("members"), {}).plan(("Member ID", "due-date"))] == [
        "member_id",
        "due_date",
    ]


def test_of_several_headers_for_one_column_the_best_wins_and_the_others_are_named() -> None:
    headers = Headers(kind_named("orders"), {})
    plan = headers.plan(("付款时间", "下单时间", "订单金额", "实付金额"))
    assert [header for header, _ in plan] == ["下单时间", "实付金额"]
    assert list(headers.ignored) == ["付款时间", "订单金额"]
    assert "'付款时间' also means ordered_at; '下单时间' was used." in headers.notes


def test_a_mapping_wins_over_everything_and_may_silence_a_header() -> None:
    headers = Headers(kind_named("orders"), {"我的单号": "order_id", "实付金额": "", "到账": "amount"})
    plan = headers.plan(("订单号", "我的单号", "实付金额", "到账"))
    assert {header: column.name for header, column in plan} == {"我的单号": "order_id", "到账": "amount"}
    assert list(headers.ignored) == ["实付金额", "订单号"]


def test_a_mapping_to_no_column_is_refused() -> None:
    with pytest.raises(BadInput, match="'colour'"):
        Headers(kind_named("members"), {"x": "colour"})


def test_a_mapping_for_an_absent_header_is_noted() -> None:
    headers = Headers(kind_named("members"), {"手几": "phone"})
    headers.check(("会员ID",), "a.csv")
    assert "'手几'" in headers.notes[0]


@pytest.mark.parametrize("kind", list(kinds()))
def test_no_header_means_two_columns_and_every_alias_has_a_column(kind: str) -> None:
    columns = {column.name for column in kind_named(kind).columns}
    words = Counter(squeezed(alias) for others in aliases(kind).values() for alias in {*map(squeezed, others)})
    assert set(aliases(kind)) <= columns
    assert [word for word, times in words.items() if times > 1] == []
