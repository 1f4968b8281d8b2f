"""Chinese headers are recognised, a mapping wins, and what is not used is said."""

from collections import Counter

import pytest

from tools.errors import BadInput
from tools.importing.aliases import aliases, squeezed
from tools.importing.headers import Headers
from tools.importing.kinds import kind_named, kinds

HEADERS = {
    "members": {
        "会员ID": "member_id", "会员编号": "member_id", "客户ID": "member_id", "姓名": "name", "会员姓名": "name",
        "昵称": "nickname", "手机": "phone", "手机号": "phone", "手机号码": "phone", "联系电话": "phone", "性别": "gender",
        "生日": "birthday", "出生日期": "birthday", "城市": "city", "所在城市": "city", "会员等级": "tier", "等级": "tier",
        "注册时间": "joined_at", "入会时间": "joined_at", "专属客服": "owner_staff_id", "归属导购": "owner_staff_id",
        "导购ID": "owner_staff_id", "门店": "store", "所属门店": "store", "标签": "tags", "预产期": "due_date",
        "宝宝生日": "children",
    },
    "orders": {
        "订单号": "order_id", "订单编号": "order_id", "会员ID": "member_id", "下单时间": "ordered_at", "付款时间": "ordered_at",
        "实付金额": "amount", "实付款": "amount", "支付金额": "amount", "订单状态": "status", "退款金额": "refund_amount",
        "渠道": "channel",
    },
    "order_lines": {"订单号": "order_id", "行号": "line_no", "商品编码": "sku", "数量": "quantity", "行金额": "amount", "小计": "amount"},
    "products": {
        "商品编码": "sku", "SKU": "sku", "商品名称": "name", "类目": "category", "分类": "category", "售价": "price", "价格": "price",
        "吊牌价": "list_price", "划线价": "list_price", "原价": "list_price", "规格": "spec", "库存": "stock", "库存数量": "stock",
        "链接": "url", "商品链接": "url", "图片链接": "image_url",
    },
    "events": {"事件ID": "event_id", "会员ID": "member_id", "时间": "at", "事件类型": "type", "渠道": "channel"},
    "messages": {"消息ID": "message_id", "会员ID": "member_id", "发送时间": "at", "方向": "direction", "内容": "text"},
    "staff": {"工号": "staff_id", "姓名": "name", "角色": "role", "团队": "team", "门店": "store", "企微账号": "wecom_userid"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "header", "column"), [(kind, *pair) for kind, pairs in HEADERS.items() for pair in pairs.items()]
)
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
