"""GET /kpis: figures of drafts and of care, over the members the asker may see."""

import pytest
from fastapi.testclient import TestClient

from api.services import Services
from api.worker import Worker
from tests.api.conftest import bearer
from tests.builders import make_member
from tools.kpis.rules import rules

_KPIS = "/api/v1/kpis"


def test_care_and_drafts_are_told_with_their_definitions(client: TestClient) -> None:
    told = client.get(_KPIS).json()
    assert {"overall", "by_playbook", "costs", "definitions", "service"} <= set(told)
    service = told["service"]
    assert service["overall"]["members"] == 1
    assert set(service["overall"]["measures"]) == set(service["definitions"])
    assert service["overall"]["measures"]["reply_rate"] == {"value": None, "n": 0, "why": "nothing"}
    assert {"months", "by_quadrant", "by_rep", "holds", "stops", "keeping", "cohorts", "loss"} <= set(service)


def test_a_filter_narrows_and_a_rep_asks_for_no_colleague(client: TestClient) -> None:
    assert client.get(_KPIS, headers=bearer("u1")).json()["service"]["overall"]["members"] == 2
    named = client.get(_KPIS, params={"rep": "r2"}, headers=bearer("u1")).json()
    assert (named["rep"], named["service"]["overall"]["members"]) == ("r2", 1)
    assert client.get(_KPIS, params={"rep": "r2"}).status_code == 403
    assert client.get(_KPIS, params={"rep": "r1"}).status_code == 200


def test_what_cannot_be_asked_is_a_problem_with_its_fix(client: TestClient) -> None:
    for wrong in ({"quadrant": "gold"}, {"rep": "r9"}, {"since": "2026-03-05", "until": "2026-03-04"}):
        answer = client.get(_KPIS, params=wrong, headers=bearer("u1"))
        assert answer.status_code == 422, wrong
        assert answer.headers["content-type"] == "application/problem+json"


def test_what_is_kept_of_a_large_base_is_counted_anew_when_wished(
    client: TestClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rules()["kept"], "from_members", 1)
    assert client.get(_KPIS).json()["service"]["overall"]["members"] == 1
    with services.database.writing() as session:
        make_member(session, "m3")
    assert client.get(_KPIS).json()["service"]["overall"]["members"] == 1
    assert client.get(_KPIS, params={"fresh": True}).json()["service"]["overall"]["members"] == 2
    assert client.get(_KPIS).json()["service"]["overall"]["members"] == 2


def test_the_worker_has_counted_a_large_base_before_it_is_asked_for(
    client: TestClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rules()["kept"], "from_members", 1)
    worker = Worker(services)
    for _ in range(8):
        worker.round()
    with services.database.writing() as session:
        make_member(session, "m3")
    assert client.get(_KPIS).json()["service"]["overall"]["members"] == 1
    assert client.get(_KPIS, headers=bearer("u1")).json()["service"]["overall"]["members"] == 2
