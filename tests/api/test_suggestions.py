import json

from fastapi.testclient import TestClient
from sqlmodel import func, select

from api.services import Services
from tests.api.conftest import bearer
from tools.models import Draft, Message, Suggestion

SHAPE = {"suggestion_id", "member_id", "kind", "intent", "route", "blocked_by", "quadrant", "drafter", "drafts"}
CRAMPS = {"member_id": "m1", "message": "最近小腿半夜老抽筋，有啥法子"}


def test_a_question_gives_drafts_with_evidence_in_the_contract_shape(client: TestClient) -> None:
    answer = client.post("/api/v1/suggestions", json=CRAMPS)
    assert answer.status_code == 201
    document = answer.json()
    assert {
        "suggestion_id",
        "member_id",
        "kind",
        "intent",
        "route",
        "blocked_by",
        "quadrant",
        "drafter",
        "drafts",
    } <= set(document)
    assert len(document["drafts"]) >= 2
    for draft in document["drafts"]:
        assert draft["state"] == "proposed"
        assert draft["style"] in ("short", "usual", "warm")
        assert draft["playbook"]["id"] == "PB-P16"
        assert any(fact["field"] == "messages" for fact in draft["evidence"])


def test_a_rep_cannot_ask_for_a_colleagues_member(client: TestClient) -> None:
    answer = client.post("/api/v1/suggestions", json={"member_id": "m2", "message": "在吗"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_dry_run_leaves_no_row_behind(client: TestClient, services: Services) -> None:
    client.post("/api/v1/suggestions", json={**CRAMPS, "dry_run": True})
    with services.database.reading() as session:
        assert session.exec(select(func.count()).select_from(Draft)).one() == 0
        assert session.exec(select(func.count()).select_from(Suggestion)).one() == 0
        assert session.exec(select(func.count()).select_from(Message)).one() == 1


def test_a_stream_tells_progress_then_drafts_then_the_suggestion(client: TestClient) -> None:
    with client.stream("POST", "/api/v1/suggestions", json=CRAMPS, headers={"Accept": "text/event-stream"}) as stream:
        lines = [line for line in stream.iter_lines() if line]
    names = [line.removeprefix("event: ") for line in lines if line.startswith("event: ")]
    assert names[0] == "progress"
    assert names.count("draft") >= 2
    assert names[-1] == "suggestion"
    assert json.loads(lines[-1].removeprefix("data: "))["member_id"] == "m1"


def test_a_failing_stream_ends_with_the_problem(client: TestClient) -> None:
    asked = {"member_id": "nobody", "message": "在吗"}
    with client.stream("POST", "/api/v1/suggestions", json=asked, headers={"Accept": "text/event-stream"}) as stream:
        text = "".join(stream.iter_text())
    assert text.startswith("event: problem")


def test_without_a_token_nobody_is_signed_in(client: TestClient) -> None:
    answer = client.post("/api/v1/suggestions", json=CRAMPS, headers={"Authorization": "Bearer wrong"})
    assert answer.status_code == 401
    assert answer.json()["fix"]


def test_an_auditor_may_not_ask_for_drafts(client: TestClient) -> None:
    assert client.post("/api/v1/suggestions", json=CRAMPS, headers=bearer("u1")).status_code == 403


def test_an_unknown_field_is_refused_and_named(client: TestClient) -> None:
    answer = client.post("/api/v1/suggestions", json={**CRAMPS, "price": 1})
    assert answer.status_code == 422
    assert "price" in json.dumps(answer.json())


def test_a_blank_message_and_a_giant_one_are_refused_with_the_fix(client: TestClient) -> None:
    assert client.post("/api/v1/suggestions", json={"member_id": "m1", "message": "   "}).status_code == 422
    giant = client.post("/api/v1/suggestions", json={"member_id": "m1", "message": "好" * 100_000})
    assert giant.status_code == 422
    assert "100,000" in giant.json()["detail"]


def test_thanks_for_a_checklist_is_not_an_ask_for_products(client: TestClient) -> None:
    asked = {"member_id": "m1", "kind": "product_list", "message": "单子收到了，谢谢哈"}
    document = client.post("/api/v1/suggestions", json=asked).json()
    assert document["drafts"] == []
    assert document["blocked_by"] == ["LS-1"]


def test_a_red_flag_gets_one_fixed_reply_and_a_route(client: TestClient) -> None:
    document = client.post(
        "/api/v1/suggestions", json={"member_id": "m1", "message": "今天一天没怎么感觉到他动"}
    ).json()
    assert document["route"] == "medical"
    assert [draft["kind"] for draft in document["drafts"]] == ["fixed_reply"]
