"""The map, the plan, the library, the audit log, and pages that are not there."""

from sqlalchemy import text

from api.services import Services
from tests.builders import make_planned_touch
from tests.console.conftest import Visitor, words_of


def test_before_the_first_scoring_the_map_says_what_to_do(supervisor: Visitor) -> None:
    assert "重新评分" in words_of(supervisor.get("/quadrants"))


def test_an_operator_scores_and_the_map_is_drawn(visitor: Visitor) -> None:
    visitor.sign_in("o1")
    assert visitor.post("/quadrants/score").status_code == 303
    page = visitor.get("/quadrants")
    assert page.text.count('<rect class="cell') >= 1
    assert "2 位会员" in words_of(page)
    assert "公式 1.0.0" in words_of(page)


def test_a_rep_may_look_at_the_map_but_not_score(rep: Visitor) -> None:
    assert "/quadrants/score" not in rep.get("/quadrants").text
    assert rep.post("/quadrants/score").status_code == 403


def test_the_plan_shows_reasons_and_what_stands_in_the_way(services: Services, rep: Visitor) -> None:
    with services.database.writing() as session:
        make_planned_touch(session, "m1", staff_id="r1", reason="孕29周，本月关怀还没做满", minutes=4, state="planned")
        make_planned_touch(session, "m2", staff_id="r2", reason="给别人的", trigger="birthday")
        make_planned_touch(session, "m1", staff_id="r1", state="blocked", blocked_by=["CT-4"], trigger="pregnancy")
    page = words_of(rep.get("/plan"))
    assert "孕29周" in page
    assert "离上次主动联系太近" in page
    assert "给别人的" not in page
    assert "孕29周" not in words_of(rep.get("/plan?state=blocked"))


def test_a_plan_that_is_leafed_through_to_nowhere_is_empty(rep: Visitor) -> None:
    assert rep.get(f"/plan?skip={'9' * 30}").status_code == 200


def test_only_those_allowed_run_the_plan(rep: Visitor) -> None:
    assert rep.post("/plan/run").status_code == 403


def test_the_library_lists_searches_and_shows_a_page(rep: Visitor) -> None:
    assert "数胎动" in words_of(rep.get("/playbooks"))
    hits = words_of(rep.get("/playbooks?q=宝宝胎动怎么数呀"))
    assert "数胎动" in hits
    assert "%" in hits
    page = words_of(rep.get("/playbooks/PB-P21"))
    for expected in ("主动关怀", "回答她的问题", "出处 S19", "胎动一天数几回", "1.5.0"):
        assert expected in page
    assert "先别买" in words_of(rep.get("/playbooks/PB-P23"))


def test_a_question_that_nothing_answers_says_so(rep: Visitor) -> None:
    assert "没有合适的话术" in words_of(rep.get("/playbooks?q=量子计算机的退相干时间"))


def test_the_audit_log_is_for_auditors(rep: Visitor) -> None:
    assert rep.get("/audit").status_code == 403
    assert 'href="/audit"' not in rep.get("/").text


def test_a_whole_chain_is_said_to_be_whole_and_a_changed_line_shows(
    services: Services, visitor: Visitor, reply: dict[str, str]
) -> None:
    visitor.sign_in("r1")
    visitor.post(f"/drafts/{reply['usual']}/reject", version="1", reason="other")
    visitor.sign_in("u1")
    page = words_of(visitor.get("/audit"))
    assert "链条完整" in page
    assert "没有采用" in page
    with services.database.writing() as session:
        session.connection().execute(text("UPDATE audit_entry SET actor = 'somebody else' WHERE number = 1"))
    broken = visitor.get("/audit")
    assert "链条断了" in words_of(broken)


def test_a_page_that_is_not_there_has_a_way_back(rep: Visitor) -> None:
    for path in ("/drafts/none", "/members/none", "/playbooks/PB-NONE", "/nowhere"):
        answer = rep.get(path)
        assert answer.status_code == 404, path
        assert "回到待审" in words_of(answer)


def test_a_program_gets_a_problem_document_instead(rep: Visitor) -> None:
    answer = rep.client.get("/drafts/none", headers={"Accept": "application/json"})
    assert answer.headers["content-type"] == "application/problem+json"


def test_pages_are_not_kept_by_anybody(rep: Visitor) -> None:
    assert rep.get("/members/m1").headers["cache-control"] == "no-store"
