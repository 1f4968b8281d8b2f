import re

from fastapi.testclient import TestClient

from tests.api.conftest import bearer


def test_the_api_page_loads_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/docs").text
    sources = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert sources
    assert all(source.startswith("/") for source in sources)


def test_every_contract_route_is_described(client: TestClient) -> None:
    paths = set(client.get("/openapi.json").json()["paths"])
    wanted = {"/suggestions", "/members", "/members/{member_id}", "/members/{member_id}/timeline", "/drafts"}
    wanted |= {"/members/{member_id}/messages", "/members/{member_id}/score", "/drafts/{draft_id}", "/drafts:batch"}
    wanted |= {f"/drafts/{{draft_id}}/{verb}" for verb in ("approve", "edit", "reject", "revise", "undo")}
    wanted |= {"/quadrants", "/scores:run", "/plan", "/plan:run", "/playbooks", "/playbooks/search"}
    wanted |= {"/playbooks/{playbook_id}"}
    assert {f"/api/v1{path}" for path in wanted} <= paths
    assert {"/healthz", "/readyz", "/metrics"} <= paths


def test_health_readiness_and_figures_answer_without_a_login(client: TestClient) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        assert client.get(path, headers={"Authorization": ""}).status_code == 200


def test_scoring_and_planning_need_their_roles(client: TestClient) -> None:
    assert client.post("/api/v1/scores:run").status_code == 403
    scored = client.post("/api/v1/scores:run", headers=bearer("o1"))
    assert scored.status_code == 201
    assert scored.json()["members"] == 2
    assert client.get("/api/v1/quadrants").json()["run"]["id"] == scored.json()["run_id"]
    assert client.get("/api/v1/members/m1/score").json()["quadrant"]
    planned = client.post("/api/v1/plan:run", headers=bearer("o1"))
    assert planned.status_code == 201
    assert client.get("/api/v1/plan").status_code == 200


def test_a_playbook_with_a_broken_header_is_refused_with_its_line(client: TestClient) -> None:
    answer = client.put("/api/v1/playbooks/PB-X", json={"text": "---\nid: PB-X\ntitle: [\n---\n"}, headers=bearer("o1"))
    assert answer.status_code == 422
    assert "PB-X.md, line 4" in answer.json()["detail"]


def test_playbooks_are_listed_and_searched(client: TestClient) -> None:
    assert len(client.get("/api/v1/playbooks").json()["items"]) > 100
    hits = client.get("/api/v1/playbooks/search", params={"q": "小腿抽筋怎么缓解"}).json()["items"]
    assert hits[0]["id"] == "PB-P16"
    assert client.get("/api/v1/playbooks/search", params={"q": "比特币今天多少钱一个"}).json()["items"] == []


def test_a_wrong_address_a_wrong_method_and_a_wrong_shape_each_name_the_fix(client: TestClient) -> None:
    nowhere = client.get("/api/v1/nowhere")
    assert (nowhere.status_code, "/docs" in nowhere.json()["fix"]) == (404, True)
    wrong = client.delete("/api/v1/members")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "GET")
    assert "/docs" in wrong.json()["fix"]
    shape = client.get("/api/v1/members?limit=0").json()
    assert shape["errors"][0]["field"] == "query.limit"
    assert "errors" in shape["fix"]
