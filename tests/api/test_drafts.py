from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from api.services import Services
from api.worker import Worker
from tests.api.conftest import bearer
from tools.models import Delivery, Message


@pytest.fixture
def draft(client: TestClient) -> dict[str, Any]:
    """Give one proposed draft that answers a question."""
    asked = {"member_id": "m1", "message": "最近小腿半夜老抽筋，有啥法子"}
    made: dict[str, Any] = client.post("/api/v1/suggestions", json=asked).json()["drafts"][0]
    return made


def _decide(client: TestClient, draft: dict[str, Any], verb: str, body: Any = None, **headers: str) -> Any:
    tagged = {"If-Match": str(draft["version"]), **headers}
    return client.post(f"/api/v1/drafts/{draft['id']}/{verb}", json=body, headers=tagged)


def test_an_approved_reply_leaves_once_and_becomes_a_message(
    client: TestClient, services: Services, draft: dict[str, Any]
) -> None:
    assert _decide(client, draft, "approve").json()["state"] == "approved"
    worker = Worker(services)
    assert [worker.round(), worker.round()] == [1, 0]
    with services.database.reading() as session:
        assert session.exec(select(Delivery.state)).all() == ["sent"]
        sent = session.exec(select(Message).where(Message.direction == "out")).one()
    assert sent.text == draft["text"]
    assert (services.settings.data_dir / "delivered.jsonl").read_text("utf-8").count("\n") == 1


def test_a_second_approval_of_the_same_version_is_a_conflict(client: TestClient, draft: dict[str, Any]) -> None:
    assert _decide(client, draft, "approve").status_code == 200
    again = _decide(client, draft, "approve")
    assert again.status_code == 409
    assert again.json()["fix"]


def test_a_decision_without_a_version_is_refused(client: TestClient, draft: dict[str, Any]) -> None:
    assert client.post(f"/api/v1/drafts/{draft['id']}/approve").status_code == 428


def test_a_decision_with_a_nonsense_version_is_refused(client: TestClient, draft: dict[str, Any]) -> None:
    answer = client.post(f"/api/v1/drafts/{draft['id']}/approve", headers={"If-Match": "latest"})
    assert answer.status_code == 422


def test_approving_one_draft_supersedes_its_siblings(client: TestClient, draft: dict[str, Any]) -> None:
    shown = client.get(f"/api/v1/drafts/{draft['id']}").json()
    _decide(client, draft, "approve")
    states = {client.get(f"/api/v1/drafts/{sibling}").json()["state"] for sibling in shown["siblings"]}
    assert states == {"superseded"}


def test_an_edit_moves_the_version_and_a_selling_edit_is_refused(client: TestClient, draft: dict[str, Any]) -> None:
    edited = _decide(client, draft, "edit", {"text": "先把脚尖往回勾，缓过来再揉一揉。老是抽就问问产检医生。"})
    assert edited.status_code == 200
    assert edited.headers["ETag"] == '"2"'
    sold = _decide(
        client, edited.json(), "edit", {"text": "抽筋啊，我们家钙片今天立减50，点链接下单 https://a.example/x"}
    )
    assert sold.status_code == 422
    assert sold.json()["findings"]
    assert client.get(f"/api/v1/drafts/{draft['id']}").json()["version"] == 2


def test_an_approval_can_be_undone_before_it_leaves(
    client: TestClient, services: Services, draft: dict[str, Any]
) -> None:
    approved = _decide(client, draft, "approve").json()
    undone = _decide(client, approved, "undo")
    assert undone.json()["state"] == "proposed"
    assert Worker(services).round() == 0


def test_a_rejection_needs_a_known_reason(client: TestClient, draft: dict[str, Any]) -> None:
    assert _decide(client, draft, "reject", {"reason": "because"}).status_code == 422
    assert _decide(client, draft, "reject", {"reason": "too_long"}).json()["state"] == "rejected"


def test_a_revision_rejects_and_drafts_anew(client: TestClient, draft: dict[str, Any]) -> None:
    answer = _decide(client, draft, "revise", {"reason": "too_long"})
    assert answer.status_code == 200
    assert answer.json()["drafts"]


def test_a_rep_sees_only_drafts_for_own_members(client: TestClient, draft: dict[str, Any]) -> None:
    assert client.get("/api/v1/drafts", headers=bearer("r2")).json()["items"] == []
    assert client.get(f"/api/v1/drafts/{draft['id']}", headers=bearer("r2")).status_code == 404
    assert _decide(client, draft, "approve", **bearer("r2")).status_code == 404


def test_outreach_needs_a_supervisor(client: TestClient) -> None:
    care = client.post("/api/v1/suggestions", json={"member_id": "m1", "kind": "care"}).json()["drafts"][0]
    assert _decide(client, care, "approve").status_code == 403
    assert _decide(client, care, "approve", **bearer("v1")).status_code == 200


def test_the_queue_is_paged_by_cursor(client: TestClient, draft: dict[str, Any]) -> None:
    first = client.get("/api/v1/drafts", params={"limit": 1}).json()
    second = client.get("/api/v1/drafts", params={"limit": 1, "cursor": first["next_cursor"]}).json()
    assert first["items"][0]["id"] != second["items"][0]["id"]


def test_a_batch_decides_each_draft_for_itself(client: TestClient, draft: dict[str, Any]) -> None:
    decisions = [
        {"id": draft["id"], "version": draft["version"], "action": "approve"},
        {"id": "nobody", "version": 1, "action": "approve"},
    ]
    items = client.post("/api/v1/drafts:batch", json={"decisions": decisions}).json()["items"]
    assert items[0]["draft"]["state"] == "approved"
    assert items[1]["problem"]["status"] == 404
