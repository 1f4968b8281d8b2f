"""A Chroma server is used by the same code, is shared between hosts, and may be lost without losing anything."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from knowledge import library
from knowledge.index import ChromaServer
from knowledge.search import Librarian
from tests.knowledge.pages import TODAY, CountingEmbedder, write_pages
from tools.database import Database
from tools.errors import Unavailable

WAIT_S = 60


@pytest.fixture(scope="module")
def chroma() -> str:
    # `make test` calls the environment's Python by its path, so its commands are beside it and not on the path.
    beside = Path(sys.executable).parent / "chroma"
    found = str(beside) if beside.exists() else shutil.which("chroma")
    if found is None:
        required = os.environ.get("ZHIJI_REQUIRE_ALL") == "1"
        (pytest.fail if required else pytest.skip)("the command chroma is not there")
    return found


class Server:
    """A Chroma server that a test may kill and start again with an empty folder."""

    def __init__(self, command: str, folder: Path) -> None:
        self.command, self.folder, self.starts = command, folder, 0
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]

    def start(self) -> None:
        self.starts += 1
        place = ["--path", str(self.folder / str(self.starts)), "--host", "127.0.0.1", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [self.command, "run", *place], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        give_up_at = time.monotonic() + WAIT_S
        while time.monotonic() < give_up_at:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the Chroma server did not start")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def server(chroma: str, tmp_path: Path) -> Iterator[Server]:
    server = Server(chroma, tmp_path / "chroma")
    server.start()
    yield server
    server.kill()


def test_hosts_share_a_server_and_survive_its_loss(server: Server, sqlite_database: Database, tmp_path: Path) -> None:
    write_pages(
        tmp_path / "pages", {"id": "PB-A", "questions": ["甲乙丙丁"]}, {"id": "PB-B", "questions": ["戊己庚辛"]}
    )
    with sqlite_database.writing() as session:
        library.sync(session, [tmp_path / "pages"], now=datetime(2026, 11, 22, tzinfo=UTC))
    hosts = [
        Librarian(sqlite_database, CountingEmbedder(), server=ChromaServer("127.0.0.1", server.port)) for _ in range(2)
    ]
    assert [host.search("甲乙丙丁", today=TODAY)[0].playbook.id for host in hosts] == ["PB-A", "PB-A"]
    hosts[0].close()
    assert hosts[1].search("戊己庚辛", today=TODAY)[0].playbook.id == "PB-B"
    server.kill()
    with pytest.raises(Unavailable, match="Chroma server"):
        hosts[1].search("甲乙丙丁", today=TODAY)
    server.start()
    assert hosts[1].search("甲乙丙丁", today=TODAY)[0].playbook.id == "PB-A"
    hosts[1].close()
