"""Which product a sentence means."""

import pytest

from tests.builders import make_product
from tools.database import Database
from tools.products.catalogue import all_products, named_in, on_sale


@pytest.fixture
def shelf(database: Database) -> Database:
    with database.writing() as session:
        make_product(session, "K1", name="纱布浴巾 90x90", category="bath")
        make_product(session, "K2", name="木头积木 儿童款", category="toy")
        make_product(session, "K3", name="洁面乳", category="skincare", status="recalled")
        make_product(session, "K4", name="旧浴巾", category="bath", status="off")
    return database


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("纱布浴巾多少钱", ["K1", "K4"]),
        ("有什么玩具", ["K2"]),
        ("给儿童买点什么", []),
        ("90厘米的", []),
        ("今天天气真好", []),
        ("", []),
    ],
)
def test_a_sentence_names_products_by_their_own_words_or_by_a_need(
    shelf: Database, text: str, found: list[str]
) -> None:
    with shelf.reading() as session:
        assert [named.product.sku for named in named_in(all_products(session), text)] == found


def test_only_what_may_be_sold_is_on_sale(shelf: Database) -> None:
    with shelf.reading() as session:
        assert [product.sku for product in on_sale(session)] == ["K1", "K2"]
