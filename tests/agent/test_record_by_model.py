"""Answers from the record in a model's words: it says where a fact goes, never what the fact is."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from agent.masking import Veil
from agent.toolbox import Toolbox
from agent.writer.kept import kept
from tests.agent.scripted_model import Say, Script, drafts, scripted
from tests.agent.shop import Shop, fields, texts
from tests.builders import NOW, make_event, make_message, make_order, make_order_line, make_product
from tools.access import SYSTEM
from tools.models import Message, ModelExchange

HOW_MUCH = "燕麦片我那会儿拿的，合下来一包多少钱"
HOW_MANY = "上回那单拢共几件"
POINTS = "我的积分还剩多少"
WHERE = "燕麦片走到哪了"
USE = "燕麦片我打算用沸水煮一个钟头"


@pytest.fixture
def bought(shop: Shop) -> Shop:
    """Give a shop in which she bought three bags of oats for 63 yuan, and they are under way."""
    with shop.database.writing() as session:
        make_product(session, sku="K1", name="云栖 燕麦片 500g", spec="开封后30天内吃完，忌用沸水久煮", price_fen=2500)
        order = make_order(session, order_id="OK1", ordered_at=NOW - timedelta(days=5), amount_fen=6300)
        make_order_line(session, order, sku="K1", quantity=3, amount_fen=6300)
        payload = {"order_id": "OK1", "carrier": "中通", "tracking_no": "ZT7700125"}
        make_event(session, type="shipped", at=NOW - timedelta(days=2), payload=payload)
        make_event(session, type="points_balance", at=NOW - timedelta(days=1), payload={"balance": 1280})
    return shop


@pytest.fixture
def cups(shop: Shop) -> Shop:
    with shop.database.writing() as session:
        make_product(session, sku="C1", name="云栖 焖烧杯 450ml", category="家居", price_fen=11900, stock=0)
        make_product(session, sku="C2", name="云栖 焖烧杯 800ml", category="家居", price_fen=16900, stock=4)
    return shop


def _material(script: Script) -> str:
    return str(script.requests[0]["messages"][1]["content"])


def _asked(shop: Shop, said: str, words: str) -> tuple[Script, list[str], str, set[str]]:
    """Return the script, the texts, who wrote them and what they rest on, where the model says one thing."""
    with scripted(drafts(usual=said)) as script:
        proposal = shop.with_model(script.model()).ask(words)
    rests_on = {field for draft in proposal.drafts for field in fields(draft)}
    return script, texts(proposal), proposal.suggestion.drafter, rests_on


def test_a_sum_comes_back_in_the_models_words_and_never_leaves_the_house(bought: Shop) -> None:
    script, said, drafter, rests_on = _asked(bought, "{call}，帮您翻到那一单了，{money2}，您记账用这个数。", HOW_MUCH)
    assert drafter == "model"
    assert said == ["芸姐，帮您翻到那一单了，合下来一份21元，您记账用这个数。"]
    assert "orders" in rests_on
    assert "记录上查到的答案" in _material(script)
    for secret in ("63元", "21元", "OK1", "6300"):
        assert secret not in script.seen(), secret


def test_what_a_placeholder_stands_for_is_told_with_the_sum_covered(bought: Shop) -> None:
    script, *_ = _asked(bought, "{call}，{money1}。", HOW_MUCH)
    assert "{money1} = 3份实付…元" in _material(script)
    assert "E1: message {message1}" in _material(script)
    assert "E2: event {event1}" in _material(script)


def test_the_id_of_a_record_stays_in_the_house_and_has_no_way_into_a_text(bought: Shop) -> None:
    script, said, drafter, _ = _asked(bought, "{call}，{money2}，见{event1}。", HOW_MUCH)
    message_ids = [row.message_id for row in bought.rows(Message)]
    assert message_ids
    assert all(message_id not in script.seen() for message_id in message_ids)
    assert drafter == "composer"
    assert all("event1" not in text for text in said)


def test_a_price_by_size_is_placed_and_its_card_goes_with_it(cups: Shop) -> None:
    with scripted(drafts(usual="{call}，帮您看了，{money1}，不着急定。")) as script:
        proposal = cups.with_model(script.model()).ask("焖烧杯大的那个啥价")
        assert "169" not in script.seen()
    assert proposal.suggestion.drafter == "model"
    assert texts(proposal) == ["芸姐，帮您看了，焖烧杯800ml现在是169元，不着急定。"]
    assert [one["sku"] for one in proposal.drafts[0].attachments] == ["C2"]
    assert "products" in fields(proposal.drafts[0])
    assert proposal.drafts[0].playbook_id == ""


TRUE_WORDS = [
    (HOW_MANY, "{call}，翻到了，那一单一共3件，都是燕麦片500g。", "3件"),
    (POINTS, "{call}，看到了，您现在有1280积分。", "1280"),
    (WHERE, "{call}，燕麦片3月2日已经发出，中通，单号{order1}，到哪一站我去查，今天12点前回您。", "ZT7700125"),
    (USE, "{call}，先别急着煮，照说明来：{quote1}，照这句来最稳妥。", "忌用沸水久煮"),
]


@pytest.mark.parametrize(("words", "said", "fact"), TRUE_WORDS, ids=["count", "points", "parcel", "use"])
def test_a_fact_of_the_record_may_be_stated(bought: Shop, words: str, said: str, fact: str) -> None:
    _, written, drafter, rests_on = _asked(bought, said, words)
    assert drafter == "model"
    assert fact in written[0]
    assert rests_on & {"orders", "events"}


FALSE_WORDS = [
    (HOW_MUCH, "{call}，那一单合下来一份19元。", "19元"),
    (HOW_MUCH, "{call}，{money2}，一共66元。", "66元"),
    (HOW_MANY, "{call}，翻到了，那一单一共5件。", "5件"),
    (HOW_MANY, "{call}，翻到了，那一单一共十五件。", "十五件"),
    (POINTS, "{call}，看到了，您现在有1820积分。", "1820"),
    (WHERE, "{call}，燕麦片3月1日已经发出，今天12点前回您。", "1日"),
    (WHERE, "{call}，燕麦片3月2日已经发出，今天18点前回您。", "18"),
    (USE, "{call}，可以煮的，煮一会儿更软。", "leaves out"),
    (HOW_MUCH, "{call}，我去财务核一下，今天12点前回您。", "leaves out"),
]


@pytest.mark.parametrize(("words", "said", "named"), FALSE_WORDS)
def test_a_fact_that_was_changed_is_caught_repaired_once_and_then_the_composer_says_it(
    bought: Shop, words: str, said: str, named: str
) -> None:
    with scripted(drafts(usual=said)) as script:
        proposal = bought.with_model(script.model()).ask(words)
        assert len(script.requests) == 2
        assert named in script.requests[1]["messages"][1]["content"].split("上一稿被拦下的原因")[1]
    assert proposal.suggestion.drafter == "composer"
    assert "The model" in proposal.suggestion.fallback_reason
    assert proposal.drafts
    assert all(said.removeprefix("{call}，") not in text for text in texts(proposal))


def test_the_audit_says_why_an_answer_was_not_used(bought: Shop) -> None:
    with scripted(drafts(usual="{call}，一共5件。"), drafts(usual="{call}，一共3件。")) as script:
        bought.with_model(script.model()).ask(HOW_MANY)
    outcomes = [row.outcome for row in bought.rows(ModelExchange)]
    assert len(outcomes) == 2
    assert sorted(map(bool, outcomes)) == [False, True]
    assert any("5件" in outcome for outcome in outcomes)


def test_the_audit_says_which_rule_blocked_an_answer(bought: Shop) -> None:
    with scripted(drafts(usual="{call}，一共3件，今天下单立减，点链接就能拍。")) as script:
        bought.with_model(script.model()).ask(HOW_MANY)
    assert all("blocked by" in row.outcome for row in bought.rows(ModelExchange))


def test_a_model_that_mends_what_it_changed_is_used(bought: Shop) -> None:
    with scripted(drafts(usual="{call}，一共5件。"), drafts(usual="{call}，数过了，一共3件。")) as script:
        proposal = bought.with_model(script.model()).ask(HOW_MANY)
    assert (proposal.suggestion.drafter, texts(proposal)) == ("model", ["芸姐，数过了，一共3件。"])


def test_a_number_that_stands_elsewhere_in_the_material_is_no_excuse(bought: Shop) -> None:
    """Five days and five pieces are not the same five."""
    with bought.database.writing() as session:
        make_message(session, text="这5天忙坏了，5天没睡好", at=NOW - timedelta(hours=30))
    _, _, drafter, _ = _asked(bought, "{call}，翻到了，那一单一共5件。", HOW_MANY)
    assert drafter == "composer"


def test_the_record_answers_beside_a_page_where_she_asks_two_things(bought: Shop) -> None:
    script, *_ = _asked(bought, "{call}，一共3件。", HOW_MANY + "？宝宝胎动怎么数呀？")
    assert "话术资料" in _material(script)
    bought.later(hours=2)
    script, *_ = _asked(bought, "{call}，一共3件。", HOW_MANY)
    assert "话术资料" not in _material(script)


def test_which_of_two_orders_she_means_is_asked_with_what_is_on_record(bought: Shop) -> None:
    with bought.database.writing() as session:
        order = make_order(session, order_id="OK2", ordered_at=NOW - timedelta(days=3), amount_fen=900)
        make_order_line(session, order, sku="K1", quantity=1, amount_fen=900)
    asks = "{call}，您问的是2月27日那单，还是3月1日那单呀？"
    script, said, drafter, _ = _asked(bought, asks, "我的快递到哪了")
    assert (drafter, said) == ("model", [asks.replace("{call}", "芸姐")])
    assert "OK2" not in script.seen()


@pytest.mark.parametrize("trouble", [Say(status=500), Say("{}"), Say(wait_s=30)], ids=["down", "wrong shape", "stalls"])
def test_when_the_model_fails_the_composer_gives_the_same_answer(bought: Shop, trouble: Say) -> None:
    with scripted(trouble) as script:
        proposal = bought.with_model(script.model(timeout_s=0.3)).ask(HOW_MUCH)
    assert proposal.suggestion.fallback_reason
    assert all("21元" in text for text in texts(proposal))


@pytest.fixture
def approving(bought: Shop) -> Callable[[str], None]:
    def run(said: str) -> None:
        with scripted(drafts(usual=said)) as script:
            bought.approve(bought.with_model(script.model()).ask(HOW_MUCH))

    return run


def test_a_sum_placed_by_a_model_passes_the_gate_again_at_approval_and_is_sent(
    bought: Shop, approving: Callable[[str], None]
) -> None:
    approving("{call}，帮您翻到了，{money2}。")
    assert bought.deliver() == ["sent"]
    assert bought.channel.sent == ["芸姐，帮您翻到了，合下来一份21元。"]


@pytest.mark.parametrize("words", ["{label}", "说明上只有{label}", "照说明，{label}，没写“烫不烫”这一点"])
def test_a_label_is_placed_as_a_whole_wherever_it_stands(bought: Shop, words: str) -> None:
    label = "开封后30天内吃完，忌用沸水久煮"
    tools = Toolbox(bought.database, bought.workshop.librarian, SYSTEM, NOW)
    veil = Veil(tools.read_identifiers("m1"), tools.read_member("m1"), "Lin")
    told = kept(words.format(label=label), veil, [label])
    assert "沸水" not in told.text
    assert label in told.stands_for.values()
