"""Tasks over HTTP: lists, decisions by version, who is on duty, and the member in the round."""

from fastapi.testclient import TestClient

from api.services import Services
from tests.api.conftest import bearer
from tests.builders import make_task
from tools.desk import call_due
from tools.models import Task

CRISIS = {"message_id": "x1", "text": "我不想活了"}


def _add(client: TestClient, **given: object) -> dict[str, object]:
    answer = client.post("/api/v1/tasks", json={"member_id": "m1", "kind": "call", **given})
    assert answer.status_code == 201, answer.text
    document: dict[str, object] = answer.json()
    return document


def test_a_task_is_added_listed_taken_and_done(client: TestClient) -> None:
    task = _add(client, title="约到店时间", due_at="2026-03-05T18:00")
    assert (task["owner"], task["source"], task["due_at"]) == ("r1", "hand", "2026-03-05T18:00:00+08:00")
    assert [item["id"] for item in client.get("/api/v1/tasks?owner=me").json()["items"]] == [task["id"]]
    taken = client.post(f"/api/v1/tasks/{task['id']}/take", headers={"If-Match": '"1"'})
    assert (taken.json()["taken_by"], taken.headers["etag"]) == ("r1", '"2"')
    done = client.post(f"/api/v1/tasks/{task['id']}/done", json={"note": "周六来"}, headers={"If-Match": '"2"'})
    assert (done.json()["state"], done.json()["closed_by"]) == ("done", "r1")
    assert client.get("/api/v1/tasks").json()["items"] == []
    assert len(client.get("/api/v1/tasks?state=done").json()["items"]) == 1


def test_a_decision_names_its_version_and_comes_too_late_once(client: TestClient) -> None:
    path = f"/api/v1/tasks/{_add(client)['id']}"
    assert client.post(f"{path}/done", json={}).status_code == 428
    assert client.post(f"{path}/done", json={}, headers={"If-Match": "9"}).status_code == 409
    assert client.post(f"{path}/cancel", json={"reason": "她不需要了"}, headers={"If-Match": "1"}).status_code == 200
    assert client.post(f"{path}/done", json={}, headers={"If-Match": "2"}).status_code == 409


def test_a_task_is_handed_over_and_put_off(client: TestClient) -> None:
    path = f"/api/v1/tasks/{_add(client)['id']}"
    later = client.post(f"{path}/snooze", json={"until": "2026-03-06T10:00"}, headers={"If-Match": "1"}).json()
    assert later["remind_at"] == later["due_at"] == "2026-03-06T10:00:00+08:00"
    moved = client.post(f"{path}/reassign", json={"to": "r2"}, headers={"If-Match": "2"})
    assert moved.json()["owner"] == "r2"
    assert client.get(path, headers=bearer("r2")).status_code == 200
    assert client.post(f"{path}/reassign", json={"to": "r1"}, headers={"If-Match": "3"}).status_code == 403


def test_nobody_reaches_tasks_about_members_of_others(services: Services, client: TestClient) -> None:
    with services.database.writing() as session:
        make_task(session, "m2", id="T9", owner_staff_id="r2")
    assert client.get("/api/v1/tasks/T9").status_code == 404
    assert client.get("/api/v1/tasks?member_id=m2").json()["items"] == []
    assert client.post("/api/v1/tasks", json={"member_id": "m2"}).status_code == 404
    assert client.post("/api/v1/tasks", json={"member_id": "m1"}, headers=bearer("u1")).status_code == 403


def test_what_is_wrong_with_a_request_is_named(client: TestClient) -> None:
    for given in ({"kind": "spy"}, {"due_at": "2020-01-01T10:00"}, {"title": "x" * 81}):
        assert client.post("/api/v1/tasks", json={"member_id": "m1", **given}).status_code == 422
    for query in ("state=lost", "cursor=x", "limit=0"):
        assert client.get(f"/api/v1/tasks?{query}").status_code == 422


def test_a_cry_for_help_calls_the_desk_and_says_who_is_there(services: Services, client: TestClient) -> None:
    answer = client.post("/api/v1/members/m1/messages", json=CRISIS).json()
    assert answer["level"] == "S1"
    desk = answer["desk"]
    assert desk["on_duty"] is True
    assert {"120", "12356"} <= {line["number"] for line in desk["hotlines"]}
    (item,) = client.get("/api/v1/tasks?desk=crisis").json()["items"]
    assert (item["level"], item["needs_note"], item["source"]) == ("S1", True, "triage")
    call_due(services.database, services.roster, {"console"}, now=services.clock())
    alerts = client.get(f"/api/v1/tasks/{item['id']}").json()["alerts"]
    assert {alert["staff_id"] for alert in alerts} == {"r1", "v1"}
    refused = client.post(f"/api/v1/tasks/{item['id']}/done", json={}, headers={"If-Match": "1"})
    assert refused.status_code == 422


def test_a_suggestion_says_openly_whether_anybody_is_there(client: TestClient) -> None:
    routed = client.post("/api/v1/suggestions", json={"member_id": "m1", "message": CRISIS["text"]}).json()
    assert routed["desk"]["on_duty"] is True
    assert routed["desk"]["says"]
    plain = client.post("/api/v1/suggestions", json={"member_id": "m1", "message": "今天天气真好"}).json()
    assert plain["desk"] is None


def test_the_portrait_says_what_may_be_said_and_why(client: TestClient) -> None:
    member = client.get("/api/v1/members/m1").json()
    assert member["phone"] == "138****0000"
    purposes = member["may_say"]["purposes"]
    assert set(purposes) == {"care", "reply", "product_list"}
    assert purposes["care"]["allowed"] is True
    assert purposes["product_list"]["reasons"][0]["rule"] == "LS-1"
    assert member["may_say"]["topics"]["fitting"]
    week = next(fact for fact in member["facts"] if fact["field"] == "due_date")
    assert (week["derived"]["name"], week["age_days"]) == ("gest_week", 30)
    assert {record["code"] for record in member["consents"]["records"]} >= {"care", "marketing", "due_date"}


def test_the_full_number_is_shown_once_asked_for_and_leaves_a_trace(services: Services, client: TestClient) -> None:
    from tools import audit

    assert client.post("/api/v1/members/m1/phone").json() == {"phone": "13800000000"}
    assert client.post("/api/v1/members/m1/phone", headers=bearer("u1")).status_code == 403
    assert client.post("/api/v1/members/m2/phone").status_code == 404
    with services.database.reading() as session:
        entries = [entry for entry in audit.entries(session) if entry.action == "member.phone_shown"]
    assert [(entry.actor, entry.member_id) for entry in entries] == [("r1", "m1")]


def test_the_timeline_can_be_narrowed_to_kinds(services: Services, client: TestClient) -> None:
    _add(client)
    kinds = {item["kind"] for item in client.get("/api/v1/members/m1/timeline").json()["items"]}
    assert kinds == {"message", "task"}
    only = client.get("/api/v1/members/m1/timeline?kind=task&kind=order").json()["items"]
    assert [item["kind"] for item in only] == ["task"]
    assert client.get("/api/v1/members/m1/timeline?kind=gossip").status_code == 422
    with services.database.reading() as session:
        assert session.get_one(Task, only[0]["id"]).member_id == "m1"
