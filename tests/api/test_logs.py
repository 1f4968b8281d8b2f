"""A whole day of work leaves no name, phone or word of a member in the log, not even when something fails."""

import logging
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.exc import IntegrityError

from api.app import create_app
from api.logs import account_of, configure_logs
from api.services import Services
from api.worker import Worker
from tests.api.conftest import bearer
from tests.builders import make_member
from tools.errors import Unavailable

HERS = ("陈小芸", "芸姐", "13800000000", "小豆", "wm1", "肚子", "胎动", "流产")


class Failing:
    """A channel whose failure quotes the message it was given."""

    name = "console"

    def send(self, request: Any) -> Any:
        raise RuntimeError(f"cannot send {request['text']}")


def _live_a_day(client: TestClient, services: Services) -> None:
    words = {"message_id": "w1", "direction": "in", "text": "肚子里的小豆胎动好多", "suggest": True}
    found = client.post("/api/v1/members/m1/messages", json=words).json()
    draft = found["suggestion"]["drafts"][0]
    client.post(f"/api/v1/drafts/{draft['id']}/approve", headers={"If-Match": str(draft["version"])})
    for channels in (services.channels, {"console": Failing()}):
        Worker(replace(services, channels=channels)).round()
    client.post("/api/v1/members/m1/messages", json={"direction": "in", "text": "我流产了，13800000000"})
    client.get("/api/v1/members", params={"q": "陈小芸"})
    client.get("/api/v1/playbooks/search", params={"q": "肚子胎动"})
    client.post("/api/v1/members/m1/messages", json={"direction": "sideways", "text": "芸姐"})


def test_a_day_of_work_logs_nobodys_words(
    services: Services, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    configure_logs("DEBUG")
    with TestClient(create_app(services), headers=bearer("r1")) as client:
        _live_a_day(client, services)
    # What the test's own browser logs of its addresses is not ours.
    ours = [record.getMessage() for record in caplog.records if record.name != "httpx"]
    logged = capsys.readouterr().err + "\n".join(ours)
    assert [word for word in HERS if word in logged] == []


def test_a_round_that_fails_on_a_row_says_where_and_not_what(
    services: Services, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    configure_logs("INFO")
    worker = Worker(services)

    def fail() -> int:
        worker.stop()
        with services.database.writing() as session:
            make_member(session, "m1")
        return 0

    monkeypatch.setattr(worker, "round", fail)
    worker.run()
    logged = capsys.readouterr().err
    assert "IntegrityError at" in logged
    assert "test_logs.py" in logged
    assert [word for word in HERS if word in logged] == []


def test_a_row_the_database_refuses_is_not_quoted_by_the_web_server(services: Services) -> None:
    configure_logs("INFO")
    with pytest.raises(IntegrityError) as refused, services.database.writing() as session:
        make_member(session, "m1")
    server = logging.getLogger("uvicorn.error")
    record = server.makeRecord(
        server.name, logging.ERROR, "", 0, "Exception in ASGI", (), (type(refused.value), refused.value, None)
    )
    assert server.filter(record)
    said = logging.Formatter().format(record)
    assert "IntegrityError" in said
    assert [word for word in HERS if word in said] == []


def test_our_own_words_are_kept() -> None:
    assert account_of(Unavailable("The disk is full.")).startswith("Unavailable: The disk is full. at")
