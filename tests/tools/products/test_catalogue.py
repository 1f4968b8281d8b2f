"""Which product a sentence means."""

import pytest

from tests.builders import make_product
from tools.database import Database
from tools.models import Product
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
        assert [product.sku for product in on_sale(all_products(session))] == ["K1", "K2"]


def test_a_changed_row_is_read_at_once_and_an_unchanged_catalogue_is_not_read_again(shelf: Database) -> None:
    with shelf.reading() as session:
        first = all_products(session)
    with shelf.writing() as session:
        session.get_one(Product, "K1").price_fen = 4_200
    with shelf.reading() as session:
        changed = all_products(session)
    with shelf.reading() as session:
        assert all_products(session) is changed
    assert changed is not first
    assert {product.sku: product.price_fen for product in changed}["K1"] == 4_200
