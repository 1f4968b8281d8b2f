"""Tasks in the console: overdue on top, the badge, the red banner, and a sealed life on every page."""

from datetime import timedelta

from sqlmodel import select

from api.services import Services
from tests.builders import (
    NOW,
    make_delivery,
    make_draft,
    make_member,
    make_order,
    make_score,
    make_suggestion,
    make_task,
)
from tests.console.conftest import Visitor, Wall, words_of
from tools.desk import call_due
from tools.holds import open_hold
from tools.models import Task


def _open_s1(services: Services, member_id: str = "m1", *, kind: str = "crisis", cause: str = "") -> str:
    with services.database.writing() as session:
        open_hold(session, member_id, kind=kind, level="S1", cause=cause, message_id="asked", now=services.clock())
        return session.exec(select(Task.id).where(Task.level == "S1")).one()


def test_overdue_tasks_come_first_and_the_navigation_counts_them(services: Services, rep: Visitor) -> None:
    with services.database.writing() as session:
        make_task(session, id="T1", title="约到店时间", owner_staff_id="r1")
        make_task(session, id="T2", title="回她电话", owner_staff_id="r1", due_at=NOW - timedelta(hours=3))
    page = rep.get("/tasks")
    said = words_of(page)
    assert said.index("已超时 1 件") < said.index("回她电话") < said.index("还来得及") < said.index("约到店时间")
    assert "3 小时前就该做完" in said
    assert '<span class="count alarm">' in page.text


def test_whoever_has_no_task_of_her_own_sees_the_work_of_others_first(services: Services, supervisor: Visitor) -> None:
    assert "您名下没有没做完的事" in words_of(supervisor.get("/tasks"))
    with services.database.writing() as session:
        make_task(session, id="T1", title="约到店时间", owner_staff_id="r1")
    everybodys = supervisor.get("/tasks")
    assert "约到店时间" in words_of(everybodys)
    assert '<a href="/tasks?tab=all" aria-current="page">' in everybodys.text
    assert "约到店时间" not in words_of(supervisor.get("/tasks?tab=mine"))
    with services.database.writing() as session:
        make_task(session, id="T2", title="回她电话", owner_staff_id="v1")
    assert '<a href="/tasks?tab=mine" aria-current="page">' in supervisor.get("/tasks").text


def test_many_calls_leave_room_for_the_page_and_hide_none_of_the_gravest(services: Services, rep: Visitor) -> None:
    with services.database.writing() as session:
        for number in range(5):
            make_member(session, f"w{number}", name=f"许安{number}")
            open_hold(session, f"w{number}", kind="medical", level="S2", cause="", message_id="", now=services.clock())
    call_due(services.database, services.roster, {"console"}, now=services.clock())
    page = rep.get("/members")
    assert page.text.count('class="call-banner"') == 3
    assert "还有别的会员在等人联系" in words_of(page)
    with services.database.writing() as session:
        for number in range(4):
            open_hold(session, f"w{number}", kind="crisis", level="S1", cause="", message_id="", now=services.clock())
    call_due(services.database, services.roster, {"console"}, now=services.clock())
    assert rep.get("/members").text.count("<strong>S1") == 4


def test_a_task_is_noted_on_her_page_and_done_on_the_list(services: Services, rep: Visitor) -> None:
    rep.get("/members/m1")
    answer = rep.post("/members/m1/tasks", kind="call", title="约到店时间", due_at="2026-03-05T18:00")
    assert answer.status_code == 303
    assert "约到店时间" in words_of(rep.get("/members/m1"))
    with services.database.reading() as session:
        task = session.exec(select(Task)).one()
    assert rep.post(f"/tasks/{task.id}/done", version="1").status_code == 303
    assert "还没有" not in words_of(rep.get("/tasks?tab=done"))
    assert "约到店时间" in words_of(rep.get("/tasks?tab=done"))


def test_a_second_person_is_told_that_it_is_done_already(services: Services, rep: Visitor) -> None:
    with services.database.writing() as session:
        make_task(session, id="T1", owner_staff_id="r1", state="done", done_by="v1", done_at=NOW, version=2)
    answer = rep.post("/tasks/T1/done", version="1")
    assert answer.status_code == 409
    assert "已经有人处理完了" in words_of(answer)


def test_a_cry_for_help_is_a_red_banner_until_somebody_takes_it(services: Services, rep: Visitor) -> None:
    task_id = _open_s1(services)
    call_due(services.database, services.roster, {"console"}, now=services.clock())
    page = rep.get("/")
    assert 'class="call-banner"' in page.text
    assert "没有人值班" not in words_of(page)
    task = words_of(rep.get(f"/tasks/{task_id}"))
    assert "有人当班" in task
    assert "12356" in task
    assert rep.post(f"/tasks/{task_id}/done", version="1", note="").status_code == 422
    assert rep.post(f"/tasks/{task_id}/take", version="1").status_code == 303
    assert 'class="call-banner"' not in rep.get("/").text
    assert "林知夏已接手" in words_of(rep.get(f"/tasks/{task_id}"))


def test_at_night_the_pages_say_that_nobody_is_there(services: Services, wall: Wall, rep: Visitor) -> None:
    wall.now = NOW + timedelta(hours=15)
    task_id = _open_s1(services, cause="violence")
    call_due(services.database, services.roster, {"console"}, now=services.clock())
    rep.sign_in("r1")
    assert "没有人值班，还没有人知道" in words_of(rep.get("/"))
    for path in (f"/tasks/{task_id}", "/members/m1"):
        said = words_of(rep.get(path))
        for expected in ("现在没有人值班", "110", "12338"):
            assert expected in said, path


def test_a_draft_that_answers_a_cry_for_help_says_who_is_there(services: Services, rep: Visitor) -> None:
    _open_s1(services)
    with services.database.writing() as session:
        parent = make_suggestion(session, "m1", route="crisis", message_id="asked")
        draft = make_draft(session, suggestion=parent, kind="fixed_reply", answers_message_id="asked")
    said = words_of(rep.get(f"/drafts/{draft.id}"))
    assert "当班：" in said
    assert "不等于有人看到" in said


def test_her_number_is_masked_until_it_is_asked_for(rep: Visitor) -> None:
    assert "13800000000" not in rep.get("/members/m1").text
    assert "13800000000" in rep.post("/members/m1/phone").text
    assert "13800000000" not in rep.get("/members/m1").text


def test_her_page_narrows_the_timeline_and_explains_what_may_be_said(services: Services, rep: Visitor) -> None:
    with services.database.writing() as session:
        make_order(session, order_id="O-77", amount_fen=8800)
    said = words_of(rep.get("/members/m1"))
    for expected in ("怎么算的：", "她没有开口要产品清单", "LS-1", "现在合适的话题", "没有附同意的时间和来源"):
        assert expected in said
    only = rep.get("/members/m1?kind=order").text.partition('id="happened"')[2]
    assert "¥88.00" in only
    assert "最近小腿半夜老抽筋" not in only


SEALED = ("孕", "宝宝", "预产期", "小豆", "胎动", "2026-05-20")


def test_after_a_loss_no_page_and_no_answer_tells_of_it(services: Services, visitor: Visitor) -> None:
    with services.database.writing() as session:
        make_member(session, "m3", nickname="小豆妈", name="许安", personas=["maternal"], tags=["孕晚期"])
        parent = make_suggestion(
            session,
            "m3",
            why_now="孕29周，该数胎动了",
            quadrant={"name": "growth_stock", "reasons": ["按宝宝月龄估算"]},
        )
        draft = make_draft(session, "m3", suggestion=parent, kind="care", text="宝宝快29周啦，数数胎动")
        sent = make_draft(session, "m3", kind="care", text="小豆最近好吗", state="approved")
        make_delivery(session, sent, state="refused", day="2026-03-01")
        make_score(session, "m3", reasons=["按预产期估算一年要花 12,000 元"], missing_fact="children")
        open_hold(session, "m3", kind="bereavement", level="S2", cause="pregnancy_child", message_id="", now=NOW)
    visitor.sign_in("v1")
    paths = (
        "/members/m3",
        f"/drafts/{draft.id}",
        "/?tab=closed",
        "/?tab=attention",
        "/members?q=许安",
        "/tasks?tab=all",
        "/plan",
    )
    for path in paths:
        answer = visitor.get(path)
        assert answer.status_code == 200, path
        hers = words_of(answer).replace("她和孩子", "")
        for word in SEALED:
            assert word not in hers, (path, word)
    for path in ("/members/m3", "/members/m3/timeline", "/members/m3/score", f"/drafts/{draft.id}"):
        text = visitor.client.get(f"/api/v1{path}").text
        for word in SEALED:
            assert word not in text, (path, word)


def test_a_supervisor_hands_over_everything_of_a_colleague(services: Services, supervisor: Visitor) -> None:
    with services.database.writing() as session:
        make_task(session, id="T1", title="约到店时间", owner_staff_id="r1")
        make_task(session, id="T2", title="回她电话", owner_staff_id="r1")
        make_task(session, id="T3", title="别人的事", owner_staff_id="v1")
    everybodys = supervisor.get("/tasks?tab=all")
    assert "林知夏 · 2 件" in words_of(everybodys)
    assert "都转给别人" not in words_of(everybodys)
    hers = words_of(supervisor.get("/tasks?tab=all&owner=r1"))
    assert "回她电话" in hers
    assert "别人的事" not in hers
    assert "都转给别人" in hers
    answer = supervisor.post("/tasks/hand-over", owner="r1", to="v1", note="病假三天")
    assert answer.status_code == 303
    after = words_of(supervisor.get(answer.headers["location"]))
    assert "都转交好了" in after
    assert all(title in after for title in ("约到店时间", "回她电话", "别人的事"))
    assert supervisor.post("/tasks/hand-over", owner="r1", to="").status_code == 404


def test_a_rep_hands_over_nobodys_list(services: Services, rep: Visitor) -> None:
    with services.database.writing() as session:
        make_task(session, id="T1", owner_staff_id="r1")
    assert "看这位的" not in words_of(rep.get("/tasks?tab=all"))
    assert rep.post("/tasks/hand-over", owner="r1", to="r2").status_code == 403
