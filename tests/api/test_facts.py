"""What she told us, over HTTP: listed with her words, confirmed or rejected once."""

from fastapi.testclient import TestClient

from tests.api.conftest import bearer

_FACTS = "/api/v1/members/m1/facts"


def _told(client: TestClient, text: str = "我们搬到苏州了") -> dict[str, str]:
    client.post("/api/v1/members/m1/messages", json={"message_id": "x1", "text": text})
    (fact,) = client.get(_FACTS).json()["items"]
    return dict(fact)


def test_a_fact_is_listed_with_her_words_and_confirmed_once(client: TestClient) -> None:
    fact = _told(client)
    assert (fact["kind"], fact["value"], fact["quote"], fact["message_id"]) == ("city", "苏州", "我们搬到苏州了", "x1")
    assert client.post(f"{_FACTS}/{fact['id']}/confirm").json()["state"] == "confirmed"
    assert client.post(f"{_FACTS}/{fact['id']}/reject").status_code == 409
    assert client.get(_FACTS).json()["items"] == []
    assert client.get(f"{_FACTS}?state=confirmed").json()["items"][0]["decided_by"] == "r1"


def test_a_value_that_cannot_be_read_is_refused_and_can_be_given_again(client: TestClient) -> None:
    fact = _told(client, "预产期改到周三了")
    assert client.post(f"{_FACTS}/{fact['id']}/confirm").status_code == 422
    assert client.post(f"{_FACTS}/{fact['id']}/confirm", json={"value": "月底"}).status_code == 422
    assert client.post(f"{_FACTS}/{fact['id']}/confirm", json={"value": "2026-05-28"}).json()["value"] == "2026-05-28"


def test_another_reps_member_and_a_strangers_fact_are_not_found(client: TestClient) -> None:
    fact = _told(client)
    assert client.get(_FACTS, headers=bearer("r2")).status_code == 404
    assert client.post(f"/api/v1/members/m2/facts/{fact['id']}/confirm", headers=bearer("r2")).status_code == 404
    assert client.post(f"{_FACTS}/{fact['id']}/confirm", headers=bearer("u1")).status_code == 403


def test_a_suggestion_says_what_follows_if_nobody_acts(client: TestClient) -> None:
    answer = client.post("/api/v1/suggestions", json={"member_id": "m1", "message": "今天好累呀"}).json()
    assert answer["if_nothing"]
