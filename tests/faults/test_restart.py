"""PostgreSQL stopped and started under the running product: it says so, loses and doubles nothing, recovers alone."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from api.app import create_app
from api.services import Services, build_services
from api.settings import read_settings
from tests.builders import make_member, make_queued, make_staff
from tests.conftest import stop_for
from tests.postgres import PrivateServer, reason_for_absence
from tools.clock import utc_now
from tools.models import Delivery, Message, Task
from tools.staff import keep_token

LATE = 3

pytestmark = pytest.mark.needs_postgres


@pytest.fixture
def server() -> Iterator[PrivateServer]:
    """Give a server of the test's own, to be stopped."""
    stop_for(reason_for_absence())
    server = PrivateServer(keeps_commits=True)
    try:
        server.start()
        yield server
        server.stop()
    finally:
        server.remove()


@pytest.fixture
def services(server: PrivateServer, tmp_path: Path) -> Iterator[Services]:
    """Give the product on that server, with a member and somebody who may ask."""
    opened = build_services(read_settings(data_dir=tmp_path, database_url=server.url, undo_window_s=0))
    with opened.database.writing() as session:
        make_staff(session, "a1", "admin")
        keep_token(session, "a1", "token", label="test", by="a1", now=utc_now())
        make_member(session, consent_care=True)
    yield opened
    opened.close()


@pytest.fixture
def client(services: Services) -> Iterator[TestClient]:
    """Give a client of the serving product, which delivers too."""
    with TestClient(create_app(services), headers={"Authorization": "Bearer token"}) as opened:
        yield opened


def _until(holds: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < give_up_at, "it did not recover"
        time.sleep(0.1)


def _ask(client: TestClient, message_id: str) -> int:
    words = {"message_id": message_id, "at": utc_now().isoformat(), "direction": "in", "text": "今天天气真不错"}
    return client.post("/api/v1/members/m1/messages", json=words).status_code


def _queue(services: Services, number: int) -> None:
    with services.database.writing() as session:
        make_queued(session, id=f"D{number}", text="芸姐，晚安。", not_before=utc_now())


def _states(services: Services) -> list[str]:
    with services.database.reading() as session:
        return list(session.exec(select(Delivery.state)).all())


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_database_that_is_restarted_is_named_while_it_is_away_and_found_again(
    server: PrivateServer, services: Services, client: TestClient, mode: str
) -> None:
    assert client.get("/readyz").status_code == 200
    server.stop(mode)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "database server" in answer.json()["checks"]["database"]["detail"]
    assert answer.json()["checks"]["database"]["fix"]
    refused = client.post("/api/v1/suggestions", json={"member_id": "m1"})
    assert (refused.status_code, refused.json()["title"]) == (503, "Unavailable")
    assert refused.json()["fix"]
    assert _ask(client, "lost") == 503
    server.start()
    assert client.get("/readyz").status_code == 200
    assert _ask(client, "lost") == 201
    _queue(services, 1)
    _until(lambda: _states(services) == ["sent"])


def test_restarts_under_a_delivering_product_lose_nothing_and_double_nothing(
    server: PrivateServer, services: Services, client: TestClient, tmp_path: Path
) -> None:
    for number in range(LATE):
        _queue(services, number)
        server.stop("immediate" if number % 2 else "fast")
        server.start()
    _until(lambda: set(_states(services)) == {"sent"})
    keys = [json.loads(line)["key"] for line in (tmp_path / "delivered.jsonl").read_text().splitlines()]
    assert len(keys) == len(set(keys)) == LATE
    with services.database.reading() as session:
        assert len(session.exec(select(Message).where(Message.direction == "out")).all()) == LATE
        assert session.exec(select(Task).where(Task.kind == "delivery_unknown")).all() == []
