"""The console while a model writes, what it was told, and what became of drafts."""

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.services import Services
from tests.agent.scripted_model import Say, drafts, scripted
from tests.builders import NOW, make_hold, make_member, make_message, make_score, make_task
from tests.console.conftest import Visitor, Wall, words_of
from tools.kpis.rules import rules
from tools.models import ModelExchange, Staff

CALM = drafts(usual="{call}，<b>每天</b>挑个固定的时间坐下来，静静感受就好，心里有数了再告诉产检医生。")


@pytest.fixture
def writer(services: Services) -> Iterator[Visitor]:
    """Give a rep in front of a product with a model."""
    with scripted(CALM) as script:
        writing = replace(services, workshop=replace(services.workshop, model=script.model()))
        with TestClient(create_app(writing), headers={"Accept": "text/html"}, follow_redirects=False) as client:
            visitor = Visitor(client)
            visitor.sign_in("r1")
            yield visitor


def test_words_appear_on_the_page_while_they_are_written_and_it_leads_to_the_drafts(writer: Visitor) -> None:
    writer.get("/members/m1")
    page = writer.post("/members/m1/suggest", message="宝宝胎动怎么数呀")
    assert page.status_code == 200
    assert "静静感受" in words_of(page)
    assert "<b>" not in page.text
    assert "<script" not in page.text
    assert 'content="0;url=/drafts/D' in page.text
    assert page.text.rstrip().endswith("</html>")


def test_a_live_page_of_a_colleagues_member_is_not_there(writer: Visitor) -> None:
    writer.get("/members/m1")
    assert writer.post("/members/m2/suggest", message="在吗").status_code == 404


def test_a_refusal_while_writing_is_told_in_words(writer: Visitor) -> None:
    writer.get("/members/m1")
    page = writer.post("/members/m1/suggest", message="好" * 100_000)
    assert "stop-text" in page.text
    assert "/drafts/" not in page.text.partition('class="card live"')[2]


def test_a_supervisor_reads_what_the_model_was_told_and_a_rep_does_not(
    services: Services, visitor: Visitor, reply: dict[str, str]
) -> None:
    with services.database.writing() as session:
        from tools.models import Draft

        suggestion = session.get_one(Draft, reply["usual"]).suggestion_id
        told = [{"role": "user", "content": "{call}问 <i>抽筋</i>"}]
        session.add(ModelExchange(id="X1", member_id="m1", suggestion_id=suggestion, at=NOW, model="m", messages=told))
    visitor.sign_in("v1")
    page = visitor.get(f"/drafts/{reply['usual']}")
    assert "{call}问 &lt;i&gt;抽筋" in page.text
    visitor.sign_in("r1")
    assert "{call}" not in visitor.get(f"/drafts/{reply['usual']}").text


def test_opening_a_draft_counts_as_displaying_it(supervisor: Visitor, reply: dict[str, str]) -> None:
    assert "还没有人看过草稿" in words_of(supervisor.get("/kpis/drafts"))
    supervisor.get(f"/drafts/{reply['usual']}")
    said = words_of(supervisor.get("/kpis/drafts"))
    assert "展示过 3 条草稿" in said
    assert "采纳率" in said
    assert "负反馈率" in said
    assert "PB-P21 1.5.0" in said


def test_what_a_model_cost_stands_below_what_became_of_its_drafts(services: Services, supervisor: Visitor) -> None:
    assert "模型花费" not in words_of(supervisor.get("/kpis/drafts"))
    with services.database.writing() as session:
        spent = {"calls": 3, "tokens_in": 4200, "tokens_out": 310, "micro_yuan": 120_000, "milliseconds": 1800}
        session.add(ModelExchange(id="X1", member_id="m1", at=NOW, model="big", task="repair", outcome="cut", **spent))
    said = words_of(supervisor.get("/kpis/drafts"))
    for part in ("模型花费", "big", "改写", "4,200 / 310", "0.12", "2 s"):
        assert part in said


def test_the_owner_reads_whom_we_care_for_how_fast_we_answer_and_what_cannot_be_told(
    services: Services, supervisor: Visitor
) -> None:
    with services.database.writing() as session:
        make_score(session, "m1")
        make_message(session, "m1", direction="out", purpose="care", at=NOW - timedelta(days=9))
        make_hold(session, "m1", kind="medical", level="S1")
        make_task(session, "m1", source="draft:D1", due_at=NOW - timedelta(days=1))
    page = words_of(supervisor.get("/kpis"))
    for part in (
        "2 位会员，应关怀 1 位",
        "紧急或就医信号 1",
        "服务覆盖率",
        "首响中位数",
        "太少",
        "潜力增长股",
        "健康信号 S1",
    ):
        assert part in page
    for part in ("说过会回她的", "没有事先随机留出的对照组", "负反馈率", "承诺兑现率"):
        assert part in page


def test_figures_can_be_asked_for_one_quadrant_and_a_wrong_question_is_told(
    services: Services, supervisor: Visitor
) -> None:
    with services.database.writing() as session:
        make_score(session, "m1")
    assert " 1 位会员" in words_of(supervisor.get("/kpis?quadrant=growth_stock"))
    assert "这里没有会员" in words_of(supervisor.get("/kpis?quadrant=cash_cow"))
    for wrong in ("since=2026-03-05&until=2026-03-04", "since=yesterday", "quadrant=gold", "rep=nobody"):
        page = supervisor.get(f"/kpis?{wrong}")
        assert page.status_code == 422, wrong
        assert "<html" in page.text


def test_a_rep_chooses_no_colleague_and_may_not_read_one_by_the_address(rep: Visitor) -> None:
    assert 'name="rep"' not in rep.get("/kpis").text
    assert "1 位会员" in words_of(rep.get("/kpis"))
    assert rep.get("/kpis?rep=r2").status_code == 403
    assert rep.get("/kpis/drafts?rep=r2").status_code == 403


def test_a_supervisor_chooses_among_those_whose_members_are_in_reach(supervisor: Visitor) -> None:
    page = supervisor.get("/kpis").text
    assert '<option value="r1">' in page
    assert '<option value="u1">' not in page


def test_the_figures_go_into_a_spreadsheet_row_by_row_with_what_they_stand_on(
    services: Services, supervisor: Visitor
) -> None:
    with services.database.writing() as session:
        make_message(session, "m1", text="在吗", at=NOW - timedelta(hours=5))
        session.get_one(Staff, "r1").name = "=HYPERLINK(1)"
    page = supervisor.get("/kpis").text
    address = unescape(re.findall(r'href="(/kpis/figures\.csv[^"]*)"', page)[0])
    answer = supervisor.get(address)
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"].startswith('attachment; filename="zhiji-figures-')
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(answer.text.lstrip("\ufeff").splitlines()))
    named = {row[1]: row for row in rows if len(row) > 7}
    assert [one in page for one in named["人均关怀次数"][1:4]] == [True] * 3
    assert any(row and "没有" in row[0] for row in rows[-8:])
    # A name that a spreadsheet would run is text there.
    assert "'=HYPERLINK(1)" in [row[0] for row in rows if row]
    assert supervisor.get("/kpis/figures.csv?quadrant=none").status_code == 422


def test_the_figures_of_a_colleague_do_not_leave_as_a_file_either(rep: Visitor) -> None:
    assert rep.get("/kpis/figures.csv?rep=r2").status_code == 403


def test_prompts_are_shown_with_their_version_to_those_who_may(visitor: Visitor) -> None:
    visitor.sign_in("v1")
    page = visitor.get("/prompts")
    assert "铁律" in page.text
    assert "material.md" in page.text
    visitor.sign_in("r1")
    assert visitor.get("/prompts").status_code == 403


def test_the_model_failing_leaves_a_working_page(services: Services) -> None:
    with scripted(Say(status=500)) as script:
        failing = replace(services, workshop=replace(services.workshop, model=script.model()))
        with TestClient(create_app(failing), headers={"Accept": "text/html"}, follow_redirects=False) as client:
            visitor = Visitor(client)
            visitor.sign_in("r1")
            visitor.get("/members/m1")
            page = visitor.post("/members/m1/suggest", message="宝宝胎动怎么数呀")
    assert 'content="0;url=/drafts/D' in page.text


def test_a_large_base_says_when_its_figures_were_counted_and_counts_anew_when_wished(
    services: Services, supervisor: Visitor, wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rules()["kept"], "from_members", 1)
    assert "重新数一遍" not in words_of(supervisor.get("/kpis"))
    with services.database.writing() as session:
        make_member(session, "m3")
    wall.now += timedelta(hours=1)
    page = supervisor.get("/kpis")
    assert "2 位会员" in words_of(page)
    anew = supervisor.get(unescape(re.findall(r'href="(/kpis\?[^"]*fresh=true)"', page.text)[0]))
    assert (anew.status_code, "fresh" in anew.headers["location"]) == (303, False)
    assert "3 位会员" in words_of(supervisor.get(anew.headers["location"]))
    assert "数于,今天" in supervisor.get("/kpis/figures.csv").text.splitlines()[0]
