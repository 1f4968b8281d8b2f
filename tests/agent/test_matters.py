"""Matters of the shop: named by her words, answered from record or page, and both of two."""

from datetime import timedelta

import pytest

from agent.composer.hearing.matters import matters_in, speaks_of
from agent.composer.promise import asked
from tests.agent.shop import Shop, fields, texts
from tests.builders import NOW, make_order, make_order_line, make_product

pytestmark = pytest.mark.in_turn


def _owned(shop: Shop, spec: str, *, days: int = 5) -> None:
    with shop.database.writing() as session:
        make_product(session, sku="K1", name="云栖 羊绒盖毯", spec=spec, category="家纺")
        order = make_order(session, order_id="OK1", ordered_at=NOW - timedelta(days=days))
        make_order_line(session, order, sku="K1")


def test_washing_is_answered_from_what_the_products_own_page_says(shop: Shop) -> None:
    _owned(shop, "150×200厘米，冷水手洗，平铺晾干")
    proposal = shop.ask("羊绒毯能机洗吗")
    assert all("冷水手洗，平铺晾干" in text and "先别机洗" in text for text in texts(proposal))
    assert all("orders" in fields(draft) for draft in proposal.drafts)


def test_washing_that_no_page_tells_is_promised_by_the_name_of_the_thing(shop: Shop) -> None:
    _owned(shop, "150×200厘米")
    assert all("羊绒盖毯" in text and "12点前" in text for text in texts(shop.ask("怎么清洗")))


def test_washing_of_nothing_known_is_asked_back(shop: Shop) -> None:
    assert all("哪一样" in text or "洗标" in text for text in texts(shop.ask("能机洗吗")))


def test_two_questions_in_one_message_are_both_answered(shop: Shop) -> None:
    _owned(shop, "150×200厘米，冷水手洗")
    found = texts(shop.ask("毯子什么时候发货？还有能机洗吗"))
    assert found
    assert all("羊绒盖毯" in text and "12点前" in text and "冷水手洗" in text for text in found)


@pytest.mark.parametrize(("words", "page"), [("发票怎么开", "INVOICE"), ("90斤穿什么码", "SIZE")])
def test_a_daily_matter_finds_its_page_in_any_wording(shop: Shop, words: str, page: str) -> None:
    assert {draft.playbook_id for draft in shop.ask(words).drafts} == {f"PB-REPLY-{page}"}


def test_the_day_she_needs_it_is_named_and_asked_about_not_promised(shop: Shop) -> None:
    _owned(shop, "150×200厘米")
    proposal = shop.ask("毯子明天能送到吗")
    assert all("明天" in text and "12点前" in text for text in texts(proposal))
    assert all("orders" in fields(draft) for draft in proposal.drafts)


@pytest.mark.parametrize("words", ["你们浴巾比别家贵啊", "浴巾又涨价了"])
def test_a_grumble_about_a_price_gets_no_list(shop: Shop, words: str) -> None:
    with shop.database.writing() as session:
        make_product(session, sku="T1", name="云栖 竹棉浴巾", category="家纺")
    proposal = shop.ask(words)
    assert len(proposal.drafts) >= 2
    assert all("应您要求" not in text and "1. " not in text for text in texts(proposal))


@pytest.mark.parametrize("words", ["鱼缸怎么量尺寸", "三岁不肯自己睡怎么办", "老人住的房间怎么布置", "羊绒毯保修几年"])
def test_a_page_that_never_speaks_of_what_she_names_does_not_answer(shop: Shop, words: str) -> None:
    found = shop.ask(words)
    assert all(not draft.playbook_id for draft in found.drafts)
    assert all("12点前" in text for text in texts(found))


def test_a_rule_of_the_house_that_she_doubts_is_answered_by_its_page(shop: Shop) -> None:
    assert {draft.playbook_id for draft in shop.ask("家里人都说我月子不能洗头").drafts} == {"PB-Q05"}


def test_a_rule_that_she_only_supposes_is_answered_by_its_page_too(shop: Shop) -> None:
    proposal = shop.ask("裙子先留着，反正你们一个月都能退")
    assert {draft.playbook_id for draft in proposal.drafts} == {"PB-REPLY-RETURN"}


def test_a_measure_word_stays_where_her_question_is_said_back() -> None:
    assert asked("那条羊绒毯子保修多久") == "那条羊绒毯子保修多久"
    assert asked("那个快递到哪了") == "快递到哪了"


def test_matters_stand_in_her_order_once_each() -> None:
    assert [one.name for one in matters_in("能机洗吗？发票怎么开，发票要电子的")] == ["washing", "invoice"]
    assert not matters_in("今天天气真好")


def test_a_page_is_free_where_she_names_nothing_particular(shop: Shop) -> None:
    page = shop.workshop.librarian.in_use("PB-REPLY-SIZE", NOW.date())
    assert page is not None
    assert speaks_of(page, "拿不准大小")
    assert not speaks_of(page, "窗帘要量哪里")
