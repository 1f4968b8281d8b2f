"""What a reply says of her own words, and what it never takes them for."""

from datetime import timedelta

import pytest

from agent.composer.hearing.matters import matters_in, serves_order, wants_no_list
from agent.composer.hearing.telling import is_hushed, is_to_come
from agent.composer.phrases import is_question
from agent.composer.record.orders import asks_where
from agent.composer.talk.key_sentence import with_her_clause, with_named
from agent.composer.talk.pointing import asks_after
from tests.agent.shop import Shop, fields, texts
from tests.builders import NOW, make_event, make_member, make_order, make_order_line, make_product
from tools.models import Draft, Product
from tools.products.catalogue import named_apart

pytestmark = pytest.mark.in_turn


def _draft(text: str, style: str = "usual") -> Draft:
    return Draft(
        id="d",
        suggestion_id="s",
        member_id="m",
        kind="reply",
        proactive=False,
        style=style,
        text=text,
        proposed_text=text,
    )


def _creams(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_product(session, sku="K1", name="云栖 海盐乳液 100ml", spec="质地厚，适合干皮", category="护肤")
        make_product(session, sku="K2", name="云栖 绿茶凝露 100ml", spec="质地轻，适合油皮", category="护肤", stock=0)


def _row(sku: str, name: str) -> Product:
    return Product(sku=sku, name=name, price_fen=100, category="家居", stock=1, status="on", updated_at=NOW)


def _mother_of(shop: Shop, *, days: int) -> None:
    with shop.database.writing() as session:
        born = [{"birthday": (NOW - timedelta(days=days)).date().isoformat(), "nickname": "米米"}]
        make_member(session, "m7", personas=["maternal"], due_date=None, children=born)


def test_an_acknowledgement_takes_up_what_she_plans(shop: Shop) -> None:
    said = texts(shop.ask("周六带娃回娘家住几天"))
    assert sum("家" in text or "老人" in text for text in said) >= 2


def test_a_page_that_names_nothing_she_told_begins_with_it_and_no_question_is_said_back() -> None:
    (asked,) = with_her_clause((_draft("先量，再看表。"),), "袖子偏长，退换怎么个走法", ())
    (told,) = with_her_clause((_draft("先量，再看表。"),), "袖子长出一截", ())
    assert asked.text == "先量，再看表。"
    assert told.text == "袖子长出一截的话，先量，再看表。"


def test_her_clause_is_not_put_before_a_text_that_speaks_of_it_or_began_so_before() -> None:
    speaking = _draft("袖子能改短。")
    assert with_her_clause((speaking,), "袖子长出一截", ())[0].text == "袖子能改短。"
    before = ("袖子长出一截的话，上回的话。",)
    assert with_her_clause((_draft("先量，再看表。"),), "袖子长出一截", before)[0].text == "先量，再看表。"


@pytest.mark.parametrize("words", ["袖子卷起来穿就行", "这袖子不是新的", "袖子要哪天才改呀", "试了一件长袖子"])
def test_what_allows_or_denies_is_not_said_back(words: str) -> None:
    assert with_her_clause((_draft("先量，再看表。"),), words, ())[0].text == "先量，再看表。"


def test_what_another_style_says_of_her_thing_is_said_in_each() -> None:
    silent, told = _draft("先看四样。慢慢来。", "short"), _draft("翻出当时的收据放一处，再去问。", "warm")
    with_named((silent, told), "收据找不到了")
    assert silent.text == "先看四样。翻出当时的收据放一处。慢慢来。"


def test_a_page_of_another_age_is_no_advice_for_what_she_tells(shop: Shop) -> None:
    _mother_of(shop, days=290)
    drafts = shop.ask("夜里两小时醒一回", member_id="m7").drafts
    assert all("0到3个月" not in draft.text for draft in drafts)


def test_a_child_that_lags_behind_is_no_good_news(shop: Shop) -> None:
    _mother_of(shop, days=700)
    drafts = shop.ask("比同龄的开口晚，到现在就会叫妈妈", member_id="m7").drafts
    assert all("高兴" not in draft.text and "都值了" not in draft.text for draft in drafts)


@pytest.mark.parametrize(
    ("words", "comes"), [("后天打疫苗", True), ("下周搬新家", True), ("打完疫苗回来了", False), ("昨天搬的家", False)]
)
def test_what_is_still_to_come_is_not_heard_as_done(words: str, comes: bool) -> None:
    assert is_to_come(words) is comes


def test_trouble_that_is_over_hushes_nothing_and_what_goes_on_does() -> None:
    assert not is_hushed("复查过了，没再出血，肚子也不疼了")
    assert is_hushed("又出血了，肚子疼得直不起腰")


@pytest.mark.parametrize(
    "words", ["先理哪几格", "书架底层多宽", "门洞多高能过", "俩人各说各的，到底听谁的", "照片拍好了发哪"]
)
def test_a_question_of_which_and_how_wide_is_heard(words: str) -> None:
    assert is_question(words)


@pytest.mark.parametrize("words", ["多高兴啊", "没多重", "这事多重要啊"])
def test_an_exclamation_is_no_question(words: str) -> None:
    assert not is_question(words)


@pytest.mark.parametrize("words", ["收件人填错了，改成我弟", "发票抬头开错了", "给换双38的吧"])
def test_what_she_wants_done_about_an_order_is_order_service(shop: Shop, words: str) -> None:
    assert serves_order(words)
    assert shop.ask(words).suggestion.intent == "order_service"


def test_two_things_named_apart_are_compared_by_their_own_pages(shop: Shop) -> None:
    _creams(shop)
    found = texts(shop.ask("凝露跟海盐乳液差在哪，我一到下午就泛油"))
    assert all("适合干皮" in text and "适合油皮" in text for text in found)


def test_the_sizes_of_one_thing_are_not_two_things() -> None:
    sizes = [_row("A", "云栖 焖烧杯 450ml"), _row("B", "云栖 焖烧杯 800ml"), _row("C", "云栖 保温壶")]
    assert [one.sku for one in named_apart(sizes, "焖烧杯哪个好")] == ["A", "B"]


def test_when_a_thing_comes_in_is_no_question_about_her_order(shop: Shop) -> None:
    _creams(shop)
    assert not asks_where("凝露啥时候到货")
    assert asks_where("我的货啥时候到货")
    assert all("没有现货" in text for text in texts(shop.ask("凝露啥时候到货")))


def test_money_back_is_never_answered_with_what_only_arrived(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_product(session, sku="K1", name="云栖 羊绒盖毯", category="家纺")
        order = make_order(session, order_id="OK1", ordered_at=NOW - timedelta(days=6))
        make_order_line(session, order, sku="K1")
        make_event(session, type="delivered", at=NOW - timedelta(days=2), payload={"order_id": "OK1"})
    assert all("签收" not in text for text in texts(shop.ask("退回来的钱怎么没瞧见")))


def test_a_wish_to_keep_one_aside_is_asked_for_and_gets_no_list(shop: Shop) -> None:
    _creams(shop)
    proposal = shop.ask("能不能先给我留一瓶海盐乳液，月底再付")
    assert wants_no_list("先给我留一瓶")
    assert proposal.suggestion.kind == "reply"
    assert all("仓库" in text for text in texts(proposal))
    assert not wants_no_list("裙子我先留着")


def test_a_flaw_is_taken_on_only_of_what_she_has(shop: Shop) -> None:
    others = texts(shop.ask("老同事送的围巾起球了"))
    assert all("11点前" not in text and "12点前" not in text for text in others), others
    shop.later(hours=1)
    with shop.database.writing() as session:
        make_product(session, sku="K1", name="云栖 羊绒盖毯", category="家纺")
        order = make_order(session, order_id="OK1", ordered_at=NOW - timedelta(days=40))
        make_order_line(session, order, sku="K1")
    proposal = shop.ask("盖毯起球了，铺了没一礼拜")
    assert all("盖毯起球了" in text and "13点前" in text for text in texts(proposal)), texts(proposal)
    assert all("messages" in fields(draft) for draft in proposal.drafts)


@pytest.mark.parametrize(
    ("words", "name"),
    [("箱子里少了两颗螺丝", "missing"), ("能寄到山里不", "reach"), ("洗一水就开线", "flaw")],
)
def test_a_matter_of_the_shop_is_heard_without_its_usual_words(words: str, name: str) -> None:
    assert name in {matter.name for matter in matters_in(words)}


@pytest.mark.parametrize("words", ["孩子少睡了两个钟头", "我先留着不退", "脸上起皮了"])
def test_what_only_sounds_like_a_matter_is_none(words: str) -> None:
    assert not {"missing", "reserve", "flaw"} & {matter.name for matter in matters_in(words)}


def test_what_became_of_a_question_is_no_ask_for_a_list(shop: Shop) -> None:
    _creams(shop)
    assert asks_after("刚才问的那个呢")
    assert shop.ask("刚才问的那个呢").suggestion.kind == "reply"
