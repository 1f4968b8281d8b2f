"""Look-ups while drafting: one member, one colleague, masked results, and nothing made up."""

import json
import re
from datetime import timedelta

import pytest

from tests.agent.scripted_model import Say, Script, drafts, look_up, scripted
from tests.agent.shop import Shop, fields, texts
from tests.builders import NOW, make_event, make_member, make_message, make_order, make_order_line, make_product
from tools.members.find import get

pytestmark = pytest.mark.in_turn

QUESTION = "宝宝胎动怎么数呀"
CALM = drafts(usual="{call}，每天挑个固定的时间坐下来，静静感受就好，心里有数了再告诉产检医生。")


def results(script: Script) -> str:
    return "".join(m["content"] for m in script.requests[-1]["messages"] if m["role"] == "tool")


@pytest.fixture
def known(shop: Shop) -> Shop:
    """Give a shop in which she has an order, a touch and a message full of personal data."""
    with shop.database.writing() as session:
        make_product(session, "W-BATH", name="棉朵 纱布浴巾", stock=5, spec="首次使用前清水漂洗", price_fen=12900)
        make_order_line(
            session, make_order(session, order_id="XO-77", ordered_at=NOW - timedelta(days=7)), sku="W-BATH"
        )
        make_member(session, "m2", name="吴若若", nickname="若若", phone="13911112222", owner_staff_id="r2")
        make_message(session, text="芸姐早", direction="out", topic="P21", at=NOW - timedelta(days=9))
        text = "寄到张杨路500号3栋1202室，收货人：王小明，13944445555，订单XO-77，wmAbCdEfGh12，yun@example.com"
        make_message(session, text=text, at=NOW - timedelta(days=1))
        get(session, "m1").wecom_external_userid = "wmQwErTyUi99"
    return shop


SECRETS = (
    *(
        "陈小芸",
        "小芸",
        "芸姐",
        "小豆",
        "Lin",
        "Zhou",
        "王小明",
        "若若",
        "13800000000",
        "13944445555",
        "张杨路",
        "XO-77",
    ),
    *("wmAbCdEfGh12", "wmQwErTyUi99", "yun@example.com", "2026-05-20", "2023-03-01", '"m1"', "129"),
)
EVERY_TOOL = Say(
    calls=(
        ("read_member", "{}"),
        ("read_quadrant", "{}"),
        ("find_playbooks", '{"query": "胎动怎么数"}'),
        ("find_products", '{"query": "纱布浴巾"}'),
        ("read_orders", "{}"),
        ("read_touches", "{}"),
    ),
    finish_reason="tool_calls",
)


def test_every_tool_answers_and_no_byte_that_leaves_names_anybody(known: Shop) -> None:
    with scripted(EVERY_TOOL, CALM) as script:
        proposal = known.with_model(script.model()).ask(QUESTION)
        found, seen = results(script), script.seen()
    assert proposal.suggestion.drafter == "model"
    for expected in ("29周", "quadrant", "胎动", "清水漂洗", '"days_ago":7', '"topic":"P21"'):
        assert expected in found, expected
    for secret in SECRETS:
        assert secret not in seen, secret


def test_an_order_tells_how_it_stands_and_no_sum(known: Shop) -> None:
    with known.database.writing() as session:
        make_event(session, type="shipped", at=NOW - timedelta(days=2), payload={"order_id": "XO-77"})
    with scripted(look_up("read_orders"), CALM) as script:
        known.with_model(script.model()).ask(QUESTION)
        found = results(script)
    assert '"state":"shipped"' in found
    assert "棉朵 纱布浴巾" in found
    assert "元" not in found


def test_what_she_spent_does_not_leave_with_her_quadrant(known: Shop) -> None:
    with scripted(look_up("read_quadrant"), CALM) as script:
        known.with_model(script.model()).ask(QUESTION)
        said = results(script) + script.requests[0]["messages"][1]["content"]
    assert "近90天消费 … 元" in said
    assert not re.search(r"\d\s*元", said)


def test_what_was_looked_up_is_cited(known: Shop) -> None:
    with scripted(look_up("read_orders"), CALM) as script:
        proposal = known.with_model(script.model()).ask(QUESTION)
    assert "orders" in fields(proposal.drafts[0])


@pytest.mark.parametrize("name", ["read_member", "read_orders"])
def test_another_members_data_cannot_even_be_asked_for(known: Shop, name: str) -> None:
    with scripted(look_up(name, member_id="m2"), CALM) as script:
        known.with_model(script.model()).ask(QUESTION)
        assert "Wrong arguments: member_id" in results(script)


def test_a_care_message_has_no_way_to_find_products(known: Shop) -> None:
    with scripted(
        look_up("find_products", query="浴巾"), drafts(usual="{call}，今天风大，出门添件外套，不用回我。")
    ) as script:
        known.with_model(script.model()).ask(kind="care")
        offered = [tool["function"]["name"] for tool in script.requests[0]["tools"]]
        assert "find_products" not in offered
        assert "no such tool" in results(script)


def test_a_colleague_who_lost_her_member_reads_nothing_more(known: Shop) -> None:
    """She is handed over while the model writes: the next look-up is refused."""
    from agent.lookups import Lookups, Nothing
    from agent.masking import Veil
    from agent.toolbox import Toolbox
    from tests.builders import REP
    from tools.errors import NotFound

    toolbox = Toolbox(known.database, known.workshop.librarian, REP, NOW)
    veil = Veil(toolbox.read_identifiers("m1"), toolbox.read_member("m1"), "Lin")
    with known.database.writing() as session:
        get(session, "m1").owner_staff_id = "r2"
    lookups = Lookups(toolbox, veil, "m1")
    for read in (lookups.read_member, lookups.read_quadrant, lookups.read_orders, lookups.read_touches):
        with pytest.raises(NotFound):
            read(Nothing())


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{call}，这条浴巾现在只要99元，软软的。", "99元"),
        ("{call}，认准货号KB-2088那一款就好。", "KB-2088"),
        ("{call}，每天补够1200毫克钙。", "1200"),
        ("{call}，１２００毫克就够了。", "1200"),
    ],
    ids=["price", "SKU", "number", "full-width number"],
)
def test_what_the_model_made_up_is_named_once_and_then_the_composer_writes(shop: Shop, text: str, named: str) -> None:
    with scripted(drafts(usual=text)) as script:
        proposal = shop.with_model(script.model()).ask(QUESTION)
        assert len(script.requests) == 2
        assert named in script.requests[1]["messages"][1]["content"]
    assert proposal.suggestion.drafter == "composer"
    assert "made up" in proposal.suggestion.fallback_reason
    assert all(named not in said for said in texts(proposal))


def test_an_answer_that_cannot_be_read_is_asked_for_once_more(shop: Shop) -> None:
    with scripted(Say("好的，我写好了"), CALM) as script:
        proposal = shop.with_model(script.model()).ask(QUESTION)
        assert len(script.requests) == 2
        assert "no JSON object" in script.requests[1]["messages"][1]["content"]
    assert proposal.suggestion.drafter == "model"


def test_hidden_words_come_back_in_the_draft(known: Shop) -> None:
    with scripted(drafts(usual="{call}，{order1}的事我记着，您先安心歇会儿，{rep}在。")) as script:
        proposal = known.with_model(script.model()).ask(QUESTION)
    assert proposal.suggestion.fallback_reason == ""
    assert texts(proposal) == ["芸姐，XO-77的事我记着，您先安心歇会儿，Lin在。"]


def test_a_text_is_told_while_it_arrives_with_its_blanks_filled(shop: Shop) -> None:
    heard: list[tuple[str, str]] = []
    answer = drafts(short="{call}，慢慢数。", usual='{call}，"静静"感受\n就好。')
    with scripted(answer) as script:
        from agent.request import Request
        from agent.suggest import suggest
        from tests.builders import REP

        workshop = shop.with_model(script.model()).workshop
        suggest(
            workshop, REP, Request("m1", message=QUESTION), telling=lambda style, piece: heard.append((style, piece))
        )
    assert "".join(piece for style, piece in heard if style == "short") == "芸姐，慢慢数。"
    assert "".join(piece for style, piece in heard if style == "usual") == '芸姐，"静静"感受\n就好。'
    assert len(heard) > 2
    assert "{" not in json.dumps(heard)


def test_each_task_may_have_a_model_of_its_own(shop: Shop) -> None:
    selling = drafts(usual="{call}，今天下单立减，点链接就能拍。")
    with scripted(selling, CALM) as script:
        proposal = shop.with_model(script.model(task_models={"reply": "big", "repair": "bigger"})).ask(QUESTION)
        assert [request["model"] for request in script.requests] == ["big", "bigger"]
    assert proposal.suggestion.model == "bigger"


def test_a_draft_and_its_repair_share_one_budget(shop: Shop) -> None:
    with scripted(look_up("read_member")) as script:
        proposal = shop.with_model(script.model()).ask(QUESTION)
        assert len(script.requests) <= 10
    assert proposal.suggestion.drafter == "composer"
    assert proposal.suggestion.fallback_reason


def test_a_provider_without_tools_gets_the_same_material(shop: Shop) -> None:
    with scripted(CALM, unknown=("tools",)) as script:
        proposal = shop.with_model(script.model()).ask(QUESTION)
        assert "tools" not in script.requests[-1]
        assert "胎动" in script.requests[-1]["messages"][1]["content"]
    assert proposal.suggestion.drafter == "model"
