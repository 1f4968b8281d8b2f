"""Nobody writes a thing twice: what a form was refused for is said in Chinese, and what was typed is still there."""

import re
from html import unescape

import pytest
from sqlmodel import select

from api.security import SESSION_COOKIE
from api.services import Services
from tests.builders import PASSWORD, make_hold, make_member, make_task
from tests.console.conftest import Visitor, words_of
from tools.models import Draft, Task

pytestmark = pytest.mark.in_turn

WORDS = "先把小腿慢慢拉一拉，抽筋时脚尖往上勾，别急。\n我明天再问您一句。"


def _fields(page: str) -> dict[str, str]:
    """Return the fields of the form that can be sent again."""
    form = page[page.index('<form class="retry"') :]
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)
    typed = re.findall(r'<textarea name="(\w+)"[^>]*>(.*?)</textarea>', form, re.DOTALL)
    dated = re.findall(r'<input type="datetime-local" name="(\w+)" value="([^"]*)">', form)
    return {name: unescape(value) for name, value in (*hidden, *typed, *dated)}


def test_a_task_in_the_past_is_refused_in_chinese_and_can_be_corrected_on_the_spot(
    services: Services, rep: Visitor
) -> None:
    refused = rep.post(
        "/members/m1/tasks", kind="call", title="给她回电话", note="她白天在班", due_at="2020-01-01T20:00"
    )
    assert refused.status_code == 422
    assert "这个时间已经过去了" in words_of(refused)
    assert '<a class="button primary" href="/members/m1">' in refused.text
    fields = _fields(refused.text)
    assert {fields[name] for name in ("kind", "title", "note")} == {"call", "给她回电话", "她白天在班"}
    assert rep.post("/members/m1/tasks", **(fields | {"due_at": "2030-01-01T20:00"})).status_code == 303
    with services.database.reading() as session:
        assert [task.title for task in session.exec(select(Task)).all()] == ["给她回电话"]


def test_words_typed_in_an_ended_session_are_sent_after_signing_in_again(
    services: Services, rep: Visitor, reply: dict[str, str]
) -> None:
    draft_id = reply["usual"]
    rep.get(f"/drafts/{draft_id}")
    rep.client.cookies.delete(SESSION_COOKIE)
    ended = rep.post(f"/drafts/{draft_id}/edit", version="1", text=WORDS)
    assert ended.status_code == 401
    assert "刚才的内容没有提交，但都还在" in words_of(ended)
    kept = re.findall(r'<textarea hidden name="kept">(.*?)</textarea>', ended.text, re.DOTALL)
    kept += re.findall(r'name="kept" value="([^"]*)"', ended.text)
    resumed = rep.post(
        "/login",
        staff_id="r1",
        password=PASSWORD,
        next_path=f"/drafts/{draft_id}",
        kept_path=f"/drafts/{draft_id}/edit",
        kept=[unescape(one) for one in kept],
    )
    assert "刚才的内容还没有提交" in words_of(resumed)
    assert rep.post(f"/drafts/{draft_id}/edit", **_fields(resumed.text)).status_code == 303
    with services.database.reading() as session:
        assert session.get_one(Draft, draft_id).text == WORDS


def test_a_wrong_password_in_between_loses_no_words(rep: Visitor, reply: dict[str, str]) -> None:
    rep.client.cookies.delete(SESSION_COOKIE)
    kept = {"kept_path": f"/drafts/{reply['usual']}/edit", "kept": [f"text:{WORDS}"]}
    rep.get("/login")
    again = rep.post("/login", staff_id="r1", password="wrong", next_path="/", **kept)
    assert again.status_code == 403
    assert f'<textarea hidden name="kept">text:{WORDS}</textarea>' in again.text


def test_whoever_typed_nothing_goes_to_the_login_and_back_to_the_page(rep: Visitor, reply: dict[str, str]) -> None:
    rep.client.cookies.delete(SESSION_COOKIE)
    answer = rep.post(f"/drafts/{reply['usual']}/approve", version="1")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/login?next=%2Fdrafts%2F{reply['usual']}"


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example", "/logout"])
def test_kept_words_are_never_sent_elsewhere(visitor: Visitor, path: str) -> None:
    visitor.get("/login")
    answer = visitor.post("/login", staff_id="r1", password=PASSWORD, next_path="/", kept_path=path, kept=["text:x"])
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize("foreign", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_what_another_site_posts_is_not_handed_on(rep: Visitor, foreign: dict[str, str]) -> None:
    rep.client.cookies.delete(SESSION_COOKIE)
    answer = rep.client.post("/members/m1/tasks", data={"title": "别处写的"}, headers=foreign)
    assert answer.status_code == 303
    assert "别处写的" not in answer.text


def test_an_expired_form_gets_a_token_of_this_session(services: Services, rep: Visitor) -> None:
    rep.token = "0" * 64
    refused = rep.post("/members/m1/tasks", kind="call", title="给她回电话")
    assert refused.status_code == 403
    assert "这张表单过期了" in words_of(refused)
    assert rep.post("/members/m1/tasks", **_fields(refused.text)).status_code == 303


def test_what_somebody_else_has_changed_can_be_copied_but_not_sent_blindly(services: Services, rep: Visitor) -> None:
    with services.database.writing() as session:
        make_task(session, id="T1", owner_staff_id="r1", version=2)
    refused = rep.post("/tasks/T1/done", version="1", note="已经电话联系，她很好")
    assert refused.status_code == 409
    assert "readonly>已经电话联系，她很好</textarea>" in refused.text
    assert "再提交一次" not in refused.text


def test_a_missing_field_is_a_page_and_not_a_document_for_programs(rep: Visitor) -> None:
    refused = rep.post("/members/m1/consents", purpose="care", answer="maybe", source="微信里")
    assert refused.status_code == 422
    assert refused.headers["content-type"].startswith("text/html")
    assert "有一栏没有填" in words_of(refused)
    assert "微信里" in refused.text


def test_passwords_and_tokens_are_never_shown_again(rep: Visitor) -> None:
    refused = rep.post("/members/m1/tasks", title="给她回电话", password="hunter2", due_at="2020-01-01T20:00")
    assert "hunter2" not in refused.text


@pytest.mark.parametrize(
    ("path", "fields", "says"),
    [
        ("/members/m3/suggest", {"kind": "reply"}, "没有等着回答的话"),
        ("/members/m1/tasks", {"kind": "dance"}, "没有这种待办"),
        ("/members/m1/consents", {"purpose": "care", "answer": "yes", "source": " "}, "在哪儿说的"),
        ("/holds/H1/release", {"reason": " "}, "解除要写一句为什么"),
        ("/tasks/T1/snooze", {"version": "1", "until": "never"}, "这个提醒时间用不了"),
        ("/tasks/T1/cancel", {"version": "1", "reason": " "}, "不做了也要写一句为什么"),
        ("/tasks/T1/reassign", {"version": "1", "to": "v1"}, "本来就归这位同事"),
    ],
)
def test_a_refused_form_says_in_chinese_what_to_change(
    services: Services, supervisor: Visitor, path: str, fields: dict[str, str], says: str
) -> None:
    with services.database.writing() as session:
        make_task(session, id="T1", owner_staff_id="v1")
        make_hold(session, id="H1", kind="complaint")
        make_member(session, "m3")
    refused = supervisor.post(path, **fields)
    assert refused.status_code == 422
    assert says in words_of(refused)


def test_a_refused_draft_form_says_what_is_missing(rep: Visitor, reply: dict[str, str]) -> None:
    assert "还没有选原因" in words_of(rep.post(f"/drafts/{reply['usual']}/reject", version="1"))
    assert "框里没有字" in words_of(rep.post(f"/drafts/{reply['usual']}/edit", version="1", text=" "))


def test_days_in_the_wrong_order_are_named(supervisor: Visitor) -> None:
    assert "对调一下" in words_of(supervisor.get("/kpis?since=2026-03-02&until=2026-02-01"))
