"""A model's words reach whoever waits while they are written; what was kept is shown to supervisors."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from agent.model.limits import load_limits
from api.app import create_app
from api.doctor import examine
from api.services import Services
from api.worker import Worker
from tests.agent.scripted_model import Say, Script, drafts, scripted
from tests.api.conftest import bearer
from tests.builders import NOW, make_staff
from tools.models import DraftShown, ModelExchange

ASKED = {"member_id": "m1", "message": "宝宝胎动怎么数呀"}
CALM = drafts(usual="{call}，每天挑个固定的时间坐下来，静静感受就好，心里有数了再告诉产检医生。")


@pytest.fixture
def script() -> Iterator[Script]:
    with scripted(CALM) as running:
        yield running


@pytest.fixture
def writing(services: Services, script: Script) -> Services:
    """Give the product with a model."""
    return replace(services, workshop=replace(services.workshop, model=script.model()))


def events(client: TestClient, asked: dict[str, object]) -> list[tuple[str, object]]:
    with client.stream("POST", "/api/v1/suggestions", json=asked, headers={"Accept": "text/event-stream"}) as stream:
        assert stream.headers["x-accel-buffering"] == "no"
        blocks = "".join(stream.iter_text()).strip().split("\n\n")
    pairs = [block.split("\n") for block in blocks]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in pairs]


def test_text_streams_while_it_is_written_then_comes_the_checked_draft(writing: Services) -> None:
    with TestClient(create_app(writing), headers=bearer("r1")) as client:
        told = events(client, ASKED)
    names = [name for name, _ in told]
    pieces = [step["text"] for name, step in told if name == "text" and isinstance(step, dict)]
    draft = next(step for name, step in told if name == "draft")
    assert names.index("text") < names.index("draft") < names.index("suggestion")
    assert len(pieces) > 1
    assert isinstance(draft, dict)
    assert "".join(pieces) == draft["text"]
    assert draft["text"].startswith("芸姐，")


def test_what_left_is_kept_masked_and_not_for_a_dry_run(writing: Services, script: Script) -> None:
    with TestClient(create_app(writing), headers=bearer("r1")) as client:
        events(client, {**ASKED, "dry_run": True})
        suggestion = events(client, ASKED)[-1][1]
    with writing.database.reading() as session:
        kept = session.exec(select(ModelExchange)).all()
    assert isinstance(suggestion, dict)
    assert [one.suggestion_id for one in kept] == [suggestion["suggestion_id"]]
    assert kept[0].messages == script.requests[-1]["messages"]
    assert (kept[0].asked_by, kept[0].task, kept[0].outcome) == ("r1", "reply", "")
    assert "芸姐" not in json.dumps([kept[0].messages, kept[0].answer], ensure_ascii=False)


def test_what_failed_is_kept_with_the_reason(services: Services) -> None:
    with scripted(Say("不想写")) as script:
        failing = replace(services, workshop=replace(services.workshop, model=script.model()))
        with TestClient(create_app(failing), headers=bearer("r1")) as client:
            answer = client.post("/api/v1/suggestions", json=ASKED)
    assert answer.json()["drafter"] == "composer"
    with services.database.reading() as session:
        kept = session.exec(select(ModelExchange).order_by(ModelExchange.id)).all()
    assert len(kept) == 2
    assert all("no JSON object" in one.outcome for one in kept)
    assert all(one.suggestion_id == answer.json()["suggestion_id"] for one in kept)


def test_the_worker_forgets_what_is_old(writing: Services) -> None:
    old = NOW - timedelta(days=load_limits().kept_days + 1)
    with writing.database.writing() as session:
        session.add(ModelExchange(id="old", member_id="m1", at=old))
    Worker(writing).round()
    with writing.database.reading() as session:
        assert session.exec(select(ModelExchange)).all() == []


def test_a_model_left_alone_is_named_and_the_product_stays_ready(services: Services) -> None:
    with scripted(Say(status=401)) as script:
        model = script.model()
        broken = replace(services, workshop=replace(services.workshop, model=model))
        with TestClient(create_app(broken), headers=bearer("r1")) as client:
            before = client.get("/readyz").json()["checks"]["model_breaker"]
            for number in range(load_limits().breaker.failures):
                client.post("/api/v1/suggestions", json={**ASKED, "message": f"宝宝胎动怎么数呀{'呀' * number}"})
            answer = client.get("/readyz")
    after = answer.json()["checks"]["model_breaker"]
    assert before["ok"]
    assert "schema" in before["detail"]
    assert (after["ok"], after["needed"], answer.status_code) == (False, False, 200)
    assert "left" in after["fix"] or "tried again" in after["fix"]
    assert all(finding.fix for finding in examine(broken) if not finding.is_ok)


def test_figures_come_from_what_a_person_fetched(services: Services) -> None:
    with services.database.writing() as session:
        make_staff(session, "w1", "owner")
    with TestClient(create_app(services), headers=bearer("r1")) as client:
        drafted = client.post("/api/v1/suggestions", json={**ASKED, "dry_run": True}).json()["drafts"]
        assert client.get("/api/v1/kpis").json()["overall"]["displayed"] == 0
        drafted = client.post("/api/v1/suggestions", json=ASKED).json()["drafts"]
        client.get(f"/api/v1/drafts/{drafted[0]['id']}")
        mine = client.get("/api/v1/kpis").json()
        assert client.get("/api/v1/kpis?since=2026-03-05&until=2026-03-04").status_code == 422
        others = client.get("/api/v1/kpis", headers=bearer("r2")).json()
    assert mine["overall"]["displayed"] == len(drafted)
    assert mine["by_rep"][0]["key"] == {"staff_id": "r1"}
    assert others["overall"]["displayed"] == 0
    with services.database.reading() as session:
        assert {row.staff_id for row in session.exec(select(DraftShown))} == {"r1"}
