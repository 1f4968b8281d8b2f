"""The queue: what is on top, what belongs together, who sees it, and batches."""

from datetime import timedelta

import pytest

from api.services import Services
from api.worker import Worker
from tests.builders import NOW, make_delivery, make_draft, make_hold, make_message, make_suggestion
from tests.console.conftest import SHORT, USUAL, Visitor, Wall, words_of
from tools.models import Delivery, Draft, Message


def _state(services: Services, draft_id: str) -> str:
    with services.database.reading() as session:
        return session.get_one(Draft, draft_id).state


def test_siblings_share_one_card_and_the_usual_one_is_shown(rep: Visitor, reply: dict[str, str]) -> None:
    page = rep.get("/")
    assert page.text.count('class="card suggestion') == 1
    assert USUAL[:20] in page.text
    assert SHORT[:10] not in page.text
    assert "最近小腿半夜老抽筋" in words_of(page)
    assert "潜力增长股" not in page.text.partition("<ol")[2].partition("</ol>")[0]


def test_a_routed_message_stands_on_top_with_what_to_do(
    services: Services, rep: Visitor, reply: dict[str, str]
) -> None:
    with services.database.writing() as session:
        make_message(session, "m1", message_id="alarm", text="下午胎动一下都没有")
        make_hold(session, "m1", kind="medical", level="S1", message_id="alarm")
        routed = make_suggestion(session, "m1", route="medical", intent="medical", message_id="alarm")
        make_draft(
            session,
            "m1",
            suggestion=routed,
            kind="fixed_reply",
            risk=4,
            text="请马上去医院。",
            answers_message_id="alarm",
        )
    page = rep.get("/")
    cards = page.text.partition('<ol class="cards">')[2]
    assert cards.index("请马上去医院") < cards.index(USUAL[:10])
    assert "S1 立即" in words_of(page)
    assert "看医生" in words_of(page)
    assert "紧急未结" in words_of(page)


def test_a_rep_sees_own_members_only(services: Services, rep: Visitor) -> None:
    with services.database.writing() as session:
        other = make_draft(session, "m2", text="若若，这是给您的。").id
    assert "吴若若" not in rep.get("/").text
    assert rep.get(f"/drafts/{other}").status_code == 404
    assert rep.get("/members/m2").status_code == 404
    assert rep.post(f"/drafts/{other}/approve", version="1").status_code == 404
    assert _state(services, other) == "proposed"


def test_an_empty_queue_says_what_to_do_next(rep: Visitor) -> None:
    assert "都看完了" in words_of(rep.get("/"))


def test_filters_keep_what_was_asked_for(services: Services, supervisor: Visitor, reply: dict[str, str]) -> None:
    assert USUAL[:10] in supervisor.get("/?kind=reply").text
    assert USUAL[:10] not in supervisor.get("/?kind=care").text
    assert USUAL[:10] not in supervisor.get("/?quadrant=cash_cow").text


def test_a_long_queue_comes_page_by_page_and_repeats_nothing(services: Services, rep: Visitor) -> None:
    with services.database.writing() as session:
        ids = [make_draft(session, "m1", text=f"第{number}条").id for number in range(40)]
    seen: list[str] = []
    path = "/"
    while path:
        page = rep.get(path).text
        seen += [draft_id for draft_id in ids if f'class="lines" href="/drafts/{draft_id}"' in page]
        path = page.partition('<p class="more"><a class="button" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert sorted(seen) == sorted(ids)


def test_a_cursor_that_is_not_ours_gets_a_page_with_the_fix(rep: Visitor) -> None:
    answer = rep.get("/?cursor=nonsense")
    assert answer.status_code == 422
    assert "回到待审" in words_of(answer)


def test_a_batch_approves_each_and_they_wait_for_the_undo(services: Services, supervisor: Visitor) -> None:
    with services.database.writing() as session:
        ids = [make_draft(session, "m1", text=f"收到，第{number}件事我记下了。").id for number in range(2)]
    supervisor.get("/")
    answer = supervisor.post("/drafts/batch-approve", chosen=[f"{draft_id}:1" for draft_id in ids])
    assert (answer.status_code, answer.headers["location"]) == (303, "/?tab=approved&notice=batch")
    assert [_state(services, draft_id) for draft_id in ids] == ["approved", "approved"]
    assert "等待发送" in words_of(supervisor.get("/?tab=approved"))


def test_a_batch_tells_what_was_refused_and_keeps_the_rest(services: Services, supervisor: Visitor) -> None:
    with services.database.writing() as session:
        good = make_draft(session, "m1", text="收到，第1件事我记下了。").id
        stale = make_draft(session, "m1", text="好的。", version=3).id
    answer = supervisor.post("/drafts/batch-approve", chosen=[f"{good}:1", f"{stale}:2"])
    assert answer.status_code == 409
    assert "被改过" in words_of(answer)
    assert (_state(services, good), _state(services, stale)) == ("approved", "proposed")


@pytest.mark.parametrize("count", [0, 6])
def test_a_batch_holds_one_to_five(services: Services, supervisor: Visitor, count: int) -> None:
    with services.database.writing() as session:
        ids = [make_draft(session, "m1").id for _ in range(count)]
    assert supervisor.post("/drafts/batch-approve", chosen=[f"{each}:1" for each in ids]).status_code == 422
    assert {_state(services, each) for each in ids} <= {"proposed"}


def test_only_what_needs_no_second_look_is_offered_for_a_batch_approval(
    services: Services, rep: Visitor, reply: dict[str, str]
) -> None:
    held = [{"rule": "TONE", "verdict": "hold", "start": 0, "end": 2, "message": "听着像推销"}]
    with services.database.writing() as session:
        make_draft(session, "m1", findings=held, risk=2, text="有点像推销的话")
        care = make_draft(session, "m1", kind="care", text="天冷了，记得添衣。")
    page = rep.get("/").text
    assert page.count("选“常”这一版") == 1
    # The others may be put aside together, not approved.
    assert page.count("<span>选中<span") == 2
    assert f'value="{care.id}:1"' in page
    assert f'value="{reply["usual"]}:1"' in page


def test_an_unknown_delivery_asks_a_person_and_keeps_the_answer(services: Services, supervisor: Visitor) -> None:
    with services.database.writing() as session:
        draft = make_draft(session, "m1", state="approved", decided_by="r1", decided_at=NOW, text="在路上的话")
        delivery = make_delivery(session, draft, state="unknown").id
    page = supervisor.get("/?tab=attention")
    assert "不确定是否送达" in words_of(page)
    answer = supervisor.post(f"/deliveries/{delivery}/resolve", was_sent="yes", reason="聊天里有这一条")
    assert answer.status_code == 303
    with services.database.reading() as session:
        assert session.get_one(Delivery, delivery).state == "sent"


def test_what_was_sent_is_counted_for_today(
    services: Services, rep: Visitor, reply: dict[str, str], wall: Wall
) -> None:
    rep.get("/")
    rep.post(f"/drafts/{reply['usual']}/approve", version="1", text=USUAL)
    wall.now += timedelta(seconds=11)
    assert Worker(services).round() == 1
    page = rep.get("/?tab=sent")
    assert USUAL[:10] in page.text
    assert "1 今日已发" in words_of(page) or "今日已发 1" in words_of(page)
    with services.database.reading() as session:
        assert session.get(Message, "asked") is not None


def test_a_batch_puts_whole_suggestions_aside_for_one_reason(
    services: Services, supervisor: Visitor, reply: dict[str, str]
) -> None:
    with services.database.writing() as session:
        held = [{"rule": "TONE", "verdict": "hold", "start": 0, "end": 2, "message": "听着像推销"}]
        other = make_draft(session, "m1", kind="care", text="天冷了，多穿点。", findings=held, risk=2).id
    page = supervisor.get("/").text
    assert f'value="{other}:1"' in page
    answer = supervisor.post("/drafts/batch-reject", chosen=[f"{reply['usual']}:1", f"{other}:1"], reason="bad_timing")
    assert (answer.status_code, answer.headers["location"]) == (303, "/?notice=batch_rejected")
    with services.database.reading() as session:
        drafts = [session.get_one(Draft, draft_id) for draft_id in (*reply.values(), other)]
    assert [(draft.state, draft.decision_reason) for draft in drafts] == [("rejected", "bad_timing")] * 4
    assert supervisor.post(f"/drafts/{other}/undo", version="1").status_code == 303


def test_a_batch_is_put_aside_for_a_reason_only(services: Services, supervisor: Visitor, reply: dict[str, str]) -> None:
    refused = supervisor.post("/drafts/batch-reject", chosen=[f"{reply['usual']}:1"], reason="")
    assert refused.status_code == 422
    assert "还没有选原因" in words_of(refused)
    assert supervisor.post("/drafts/batch-reject", reason="other").status_code == 422
    stale = supervisor.post("/drafts/batch-reject", chosen=[f"{reply['usual']}:2"], reason="other")
    assert stale.status_code == 409
    assert "没有办成" in words_of(stale)
    with services.database.reading() as session:
        assert {session.get_one(Draft, draft_id).state for draft_id in reply.values()} == {"proposed"}


def test_what_a_check_has_found_is_never_approved_in_a_batch(services: Services, supervisor: Visitor) -> None:
    with services.database.writing() as session:
        held = [{"rule": "TONE", "verdict": "warn", "start": 0, "end": 2, "message": "请留意"}]
        noticed = make_draft(session, "m1", text="天冷了，多穿点。", findings=held, risk=1).id
        plain = make_draft(session, "m1", text="出门记得带伞。").id
    answer = supervisor.post("/drafts/batch-approve", chosen=[f"{noticed}:1", f"{plain}:1"])
    assert answer.status_code == 409
    assert "请打开看过再决定" in words_of(answer)
    with services.database.reading() as session:
        assert [session.get_one(Draft, each).state for each in (noticed, plain)] == ["proposed", "approved"]
