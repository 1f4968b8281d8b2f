from fastapi.testclient import TestClient
from sqlmodel import select

from api.services import Services
from tests.api.conftest import bearer
from tools.models import Draft, Hold, Member

LOSS = {"message_id": "x1", "text": "昨天B超说没有胎心了，今天做的手术"}


def test_a_rep_lists_and_opens_own_members_only(client: TestClient) -> None:
    assert [item["member_id"] for item in client.get("/api/v1/members").json()["items"]] == ["m1"]
    assert client.get("/api/v1/members/m1").json()["call"] == "芸姐"
    for path in ("", "/timeline", "/score"):
        assert client.get(f"/api/v1/members/m2{path}").status_code == 404


def test_facts_name_their_source_and_leave_out_what_is_not_consented(client: TestClient, services: Services) -> None:
    facts = {fact["field"]: fact for fact in client.get("/api/v1/members/m1").json()["facts"]}
    assert facts["due_date"]["source"] == "member.due_date"
    with services.database.writing() as session:
        member = session.get(Member, "m1")
        assert member is not None
        member.consent_sensitive = []
    facts = {fact["field"] for fact in client.get("/api/v1/members/m1").json()["facts"]}
    assert not facts & {"due_date", "children"}


def test_a_message_is_recorded_once(client: TestClient) -> None:
    message = {"message_id": "x1", "text": "今天天气真好"}
    assert client.post("/api/v1/members/m1/messages", json=message).status_code == 201
    again = client.post("/api/v1/members/m1/messages", json=message)
    assert again.status_code == 200
    assert again.json()["is_new"] is False
    said = [item for item in client.get("/api/v1/members/m1/timeline").json()["items"] if item["id"] == "x1"]
    assert len(said) == 1


def test_a_message_id_belongs_to_one_member(client: TestClient) -> None:
    client.post("/api/v1/members/m1/messages", json={"message_id": "x1", "text": "在吗"})
    answer = client.post("/api/v1/members/m2/messages", json={"message_id": "x1", "text": "在吗"}, headers=bearer("r2"))
    assert answer.status_code == 409


def test_a_loss_voids_what_was_queued_and_seals_the_pregnancy(client: TestClient, services: Services) -> None:
    client.post("/api/v1/suggestions", json={"member_id": "m1", "kind": "care"})
    answer = client.post("/api/v1/members/m1/messages", json={**LOSS, "suggest": True}).json()
    assert answer["route"] == "bereavement"
    assert [draft["kind"] for draft in answer["suggestion"]["drafts"]] == ["fixed_reply"]
    with services.database.reading() as session:
        states = session.exec(select(Draft.state).where(Draft.kind != "fixed_reply")).all()
        hold = session.exec(select(Hold)).one()
    assert set(states) == {"voided"}
    assert hold.kind == "bereavement"
    detail = client.get("/api/v1/members/m1").json()
    assert detail["care_hold"] is True
    assert detail["stage"]["gest_week"] is None
    assert client.post("/api/v1/suggestions", json={"member_id": "m1", "kind": "care"}).json()["drafts"] == []


def test_an_opt_out_stops_every_rep(client: TestClient) -> None:
    client.post("/api/v1/members/m1/messages", json={"message_id": "x1", "text": "以后别再给我发了"})
    care = client.post("/api/v1/suggestions", json={"member_id": "m1", "kind": "care"}, headers=bearer("v1")).json()
    assert care["drafts"] == []
    assert "CT-2" in care["blocked_by"]


def test_a_bad_cursor_is_named(client: TestClient) -> None:
    answer = client.get("/api/v1/members/m1/timeline", params={"cursor": "yesterday"})
    assert answer.status_code == 422
    assert "yesterday" in answer.json()["detail"]


def test_an_auditor_may_not_record_messages(client: TestClient) -> None:
    message = {"message_id": "x1", "text": "在吗"}
    assert client.post("/api/v1/members/m1/messages", json=message, headers=bearer("u1")).status_code == 403


def test_a_body_that_is_no_utf8_is_refused(client: TestClient) -> None:
    answer = client.post(
        "/api/v1/members/m1/messages",
        content=b'{"message_id": "x", "text": "\xff\xfe"}',
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code in (400, 422)
