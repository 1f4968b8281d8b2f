"""Members: search, what may be said, holds, and asking for a suggestion."""

from datetime import UTC, datetime, timedelta

from sqlmodel import select

from api.services import Services
from tests.builders import NOW, make_event, make_hold, make_member, make_order, make_proposed_fact, make_score
from tests.console.conftest import Visitor, words_of
from tools import audit
from tools.models import Hold, Message, ProposedFact


def test_search_finds_by_name_and_shows_own_members_only(rep: Visitor) -> None:
    assert "陈小芸" in words_of(rep.get("/members?q=小芸"))
    page = words_of(rep.get("/members?q=若若"))
    assert "吴若若" not in page
    assert "没有找到" in page


def test_a_long_list_goes_on_where_it_stopped(services: Services, rep: Visitor) -> None:
    with services.database.writing() as session:
        for number in range(30):
            make_member(session, f"x{number:02d}", name=f"会员{number:02d}")
    first = rep.get("/members").text
    following = first.partition('<p class="more"><a class="button" href="')[2].partition('"')[0].replace("&amp;", "&")
    second = rep.get(following).text
    assert "会员29" in second
    assert "会员29" not in first


def test_the_page_says_in_plain_words_what_may_be_said(services: Services, rep: Visitor) -> None:
    with services.database.writing() as session:
        make_member(session, "silent", consent_care=None, consent_sensitive=[], name="顾安")
    open_hearted, silent = words_of(rep.get("/members/m1")), words_of(rep.get("/members/silent"))
    assert "可以主动关怀她" in open_hearted
    assert "可以说孕周、预产期" in open_hearted
    assert "还没问过能不能主动关怀" in silent
    assert "不要提宝宝的月龄、小名" in silent
    assert "还没有她同意关怀的记录" in silent


def test_consents_that_came_without_their_hour_are_said_to_be_so_once(services: Services, rep: Visitor) -> None:
    with services.database.writing() as session:
        no = {"consent_marketing": False, "consent_automated": None}
        make_member(session, "plain", consent_care=True, consent_sensitive=["due_date"], **no)
        make_member(session, "silent", consent_care=None, consent_sensitive=[], **no)
        make_member(session, "one", consent_care=True, consent_sensitive=[], **no)
    plain = words_of(rep.get("/members/plain"))
    assert plain.count("没有附同意的时间和来源") == 1
    assert "上面没写日期的 2 条" in plain
    assert "“可以主动关怀她”随会员资料带来" in words_of(rep.get("/members/one"))
    assert "没有附同意" not in words_of(rep.get("/members/silent"))


def test_a_phone_number_is_never_shown_in_full(rep: Visitor) -> None:
    page = rep.get("/members/m1").text
    assert "138****0000" in page
    assert "13800000000" not in page


def test_the_score_shows_four_looks_and_its_reasons(services: Services, rep: Visitor) -> None:
    with services.database.writing() as session:
        make_score(session, "m1", reasons=["近90天消费 800 元"], missing_fact="stated_spend")
    page = rep.get("/members/m1")
    assert page.text.count('<svg class="bar') == 4
    for expected in (
        "钱包份额",
        "交叉购买潜力",
        "行为参与度",
        "生命周期阶段",
        "近90天消费 800 元",
        "自述一年花费",
        "潜力增长股",
    ):
        assert expected in words_of(page)


def test_the_timeline_tells_orders_words_and_steps(services: Services, rep: Visitor) -> None:
    with services.database.writing() as session:
        make_order(session, "m1", amount_fen=25990)
        for kind in ("view", "view", "check_in"):
            make_event(session, "m1", type=kind, at=datetime(2026, 2, 1, tzinfo=UTC))
    page = words_of(rep.get("/members/m1"))
    for expected in ("¥259.90", "最近小腿半夜老抽筋", "浏览 ×2", "签到"):
        assert expected in page


def test_a_supervisor_releases_a_hold_with_a_reason(services: Services, supervisor: Visitor) -> None:
    with services.database.writing() as session:
        hold_id = make_hold(session, "m1", kind="complaint").id
    assert "投诉未结" in words_of(supervisor.get("/members/m1"))
    assert supervisor.post(f"/holds/{hold_id}/release", reason=" ").status_code == 422
    assert supervisor.post(f"/holds/{hold_id}/release", reason="已电话沟通").status_code == 303
    with services.database.reading() as session:
        assert session.get_one(Hold, hold_id).released_by == "v1"


def test_a_rep_may_not_release_a_hold(services: Services, rep: Visitor) -> None:
    with services.database.writing() as session:
        hold_id = make_hold(session, "m1", kind="complaint").id
    assert "/release" not in rep.get("/members/m1").text
    answer = rep.post(f"/holds/{hold_id}/release", reason="想恢复")
    assert answer.status_code == 403
    assert "找主管" in words_of(answer)


def test_her_question_becomes_a_draft(services: Services, rep: Visitor) -> None:
    rep.get("/members/m1")
    answer = rep.post("/members/m1/suggest", message="宝宝胎动怎么数呀", kind="")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/drafts/")
    page = words_of(rep.get(answer.headers["location"]))
    assert "宝宝胎动怎么数呀" in page
    with services.database.reading() as session:
        assert session.exec(select(Message).where(Message.text == "宝宝胎动怎么数呀")).one().direction == "in"


def test_where_no_draft_may_be_the_page_says_why_and_what_to_do(services: Services, rep: Visitor) -> None:
    with services.database.writing() as session:
        make_member(session, "silent", consent_care=None, name="顾安")
    answer = rep.post("/members/silent/suggest", kind="care")
    assert answer.status_code == 303
    page = words_of(rep.get(answer.headers["location"].partition("#")[0]))
    assert "这次没有主动关怀草稿" in page
    assert "还没有她同意关怀的记录" in page
    assert "PI-1" in page


def test_a_list_nobody_asked_for_is_explained(rep: Visitor) -> None:
    answer = rep.post("/members/m1/suggest", kind="product_list")
    assert "没有开口要产品清单" in words_of(rep.get(answer.headers["location"].partition("#")[0]))


def test_an_auditor_may_look_but_not_ask(visitor: Visitor) -> None:
    visitor.sign_in("u1")
    assert "要一份建议" not in words_of(visitor.get("/members/m1"))
    assert visitor.post("/members/m1/suggest", message="在吗").status_code == 403


def test_a_suggestion_of_another_member_is_not_shown(services: Services, rep: Visitor) -> None:
    answer = rep.post("/members/m1/suggest", kind="product_list")
    suggestion = answer.headers["location"].partition("suggestion=")[2].partition("#")[0]
    with services.database.writing() as session:
        make_member(session, "m3", name="许安")
    assert "这次没有" not in words_of(rep.get(f"/members/m3?suggestion={suggestion}"))


def test_what_she_told_is_confirmed_with_one_click(services: Services, rep: Visitor) -> None:
    with services.database.writing() as session:
        fact = make_proposed_fact(session).id
    page = words_of(rep.get("/members/m1"))
    assert "她说过，等您确认" in page
    assert "我们搬到苏州了" in page
    answer = rep.post(f"/facts/{fact}/confirm", value="苏州")
    assert "已记进她的资料" in words_of(rep.get(answer.headers["location"]))
    assert "等您确认" not in words_of(rep.get("/members/m1"))


def test_what_is_no_fact_is_put_away(services: Services, rep: Visitor) -> None:
    with services.database.writing() as session:
        fact = make_proposed_fact(session).id
    rep.post(f"/facts/{fact}/reject")
    with services.database.reading() as session:
        assert session.get_one(ProposedFact, fact).state == "rejected"


def test_a_supervisor_takes_away_what_is_kept_about_her_and_it_is_written_down(
    services: Services, supervisor: Visitor
) -> None:
    assert "她要一份自己的资料" in words_of(supervisor.get("/members/m1"))
    answer = supervisor.post("/members/m1/export")
    assert answer.headers["content-disposition"] == 'attachment; filename="zhiji-member.json"'
    assert answer.json()["tables"]["member"][0]["member_id"] == "m1"
    with services.database.reading() as session:
        assert [entry.actor for entry in audit.entries(session, subject="member:m1", limit=1)] == ["v1"]


def test_a_rep_takes_nobodys_data_away(rep: Visitor) -> None:
    assert "她要一份自己的资料" not in words_of(rep.get("/members/m1"))
    assert rep.post("/members/m1/export").status_code == 403


def test_the_gravest_call_stands_first_and_every_fact_has_a_name_in_words(services: Services, rep: Visitor) -> None:
    with services.database.writing() as session:
        make_member(session, "grave", city="杭州")
        make_hold(session, "grave", kind="complaint", level="S2", opened_at=NOW - timedelta(days=3))
        make_hold(session, "grave", kind="crisis", level="S1", opened_at=NOW)
    page = words_of(rep.get("/members/grave"))
    assert page.index("紧急求助 · S1") < page.index("投诉未结 · S2")
    assert "城市 杭州" in page
