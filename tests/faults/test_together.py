"""A server, two workers and imports at once on one store: writers queue, nothing is locked, nothing is sent twice."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlmodel import func, select

from api.services import build_services
from api.settings import read_settings
from tests.builders import make_member, make_queued, make_staff
from tests.postgres import PostgresServer
from tools.clock import utc_now
from tools.database import Database, open_database
from tools.models import Delivery, Member, Message
from tools.staff import keep_token

ROOT = Path(__file__).parents[2]
HERS, BATCHES, ROWS = 12, 3, 800


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.needs_postgres)])
def url(request: pytest.FixtureRequest) -> str:
    """Say which database: blank is the file in the store's folder."""
    if request.param == "sqlite":
        return ""
    server: PostgresServer = request.getfixturevalue("postgres_server")
    server.empty()
    return server.url


@pytest.fixture
def folder(tmp_path: Path, url: str) -> Path:
    """Give a store with an administrator, some members with a text to be delivered, and the shipped pages."""
    services = build_services(read_settings(data_dir=tmp_path / "store", database_url=url))
    with services.database.writing() as session:
        make_staff(session, "a1", "admin")
        keep_token(session, "a1", "token", label="test", by="a1", now=utc_now())
        for number in range(HERS):
            make_member(session, f"h{number}")
            make_queued(session, f"h{number}", text="芸姐，晚安。")
    services.close()
    return tmp_path / "store"


def _zhiji(folder: Path, url: str, *words: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "ZHIJI_DATA_DIR": str(folder), "ZHIJI_DATABASE_URL": url}
    return subprocess.Popen(
        [sys.executable, "-m", "api", *words],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def serving(folder: Path, url: str, unused_port: int) -> Iterator[list[subprocess.Popen[str]]]:
    """Run `serve`, which delivers too, and two more workers."""
    commands = [("serve", "--port", str(unused_port)), ("worker",), ("worker",)]
    running = [_zhiji(folder, url, *words) for words in commands]
    give_up_at = time.monotonic() + 90
    while time.monotonic() < give_up_at:
        try:
            httpx.get(f"http://127.0.0.1:{unused_port}/healthz", timeout=1)
            break
        except httpx.HTTPError:
            time.sleep(0.2)
    yield running
    for process in running:
        if process.poll() is None:
            process.terminate()
        process.communicate()


def _import(folder: Path, url: str, batch: int, answers: list[str]) -> None:
    path = folder.parent / f"members{batch}.csv"
    path.write_text("member_id,name\n" + "".join(f"b{batch}-{row},n{row}\n" for row in range(ROWS)))
    process = _zhiji(folder, url, "import", "members", str(path), "--as", "a1", "--json")
    out, err = process.communicate()
    answers.append(out if process.returncode == 0 else err)


def test_serving_delivering_and_importing_at_once_never_meet_a_lock(
    folder: Path, url: str, serving: list[subprocess.Popen[str]], unused_port: int
) -> None:
    imports: list[str] = []
    importing = [threading.Thread(target=_import, args=(folder, url, batch, imports)) for batch in range(BATCHES)]
    for thread in importing:
        thread.start()
    with httpx.Client(base_url=f"http://127.0.0.1:{unused_port}/api/v1", timeout=60) as client:
        client.headers["Authorization"] = "Bearer token"
        statuses = [_write_to(client, number) for number in range(HERS)]
    for thread in importing:
        thread.join()
    assert set(statuses) <= {200, 201}, statuses
    assert [json.loads(answer)["inserted"] for answer in imports] == [ROWS] * BATCHES
    database = open_database(url or f"sqlite:///{folder / 'zhiji.db'}")
    _wait_until_delivered(database)
    for process in serving:
        process.terminate()
    assert not any("locked" in process.communicate()[1] for process in serving)
    with database.reading() as session:
        assert session.exec(select(func.count()).select_from(Member)).one() == HERS + ROWS * BATCHES
        assert session.exec(select(func.count()).select_from(Message).where(Message.direction == "in")).one() == HERS
        assert session.exec(select(func.count()).select_from(Message).where(Message.direction == "out")).one() == HERS
    database.close()
    keys = [json.loads(line)["key"] for line in (folder / "delivered.jsonl").read_text().splitlines()]
    assert len(keys) == len(set(keys)) == HERS


def _wait_until_delivered(database: Database) -> None:
    give_up_at = time.monotonic() + 60
    states: set[str] = set()
    while time.monotonic() < give_up_at and states != {"sent"}:
        time.sleep(0.1)
        with database.reading() as session:
            states = set(session.exec(select(Delivery.state)).all())
    assert states == {"sent"}


def _write_to(client: httpx.Client, number: int) -> int:
    words = {"message_id": f"w{number}", "at": utc_now().isoformat(), "direction": "in", "text": "今天天气真不错"}
    return client.post(f"/members/h{number}/messages", json=words).status_code
