import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from api.__main__ import main
from api.app import create_app
from api.services import Services, build_services
from api.settings import read_settings
from tests.agent.shop import copy_library
from tests.builders import NOW, PASSWORD_HASH, make_member, make_message, make_product, make_staff
from tests.postgres import PostgresServer
from tools.database import open_database
from tools.models import PassageVector
from tools.staff import keep_token

Run = Callable[..., tuple[int, str, str]]
TOKENS = {
    "r1": "rep-token",
    "r2": "other-token",
    "v1": "supervisor-token",
    "o1": "operator-token",
    "u1": "auditor-token",
}
ROLES = {"r1": "rep", "r2": "rep", "v1": "supervisor", "o1": "operator", "u1": "auditor"}


@pytest.fixture(scope="session")
def library_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a store with the shipped playbooks indexed once."""
    folder = tmp_path_factory.mktemp("library")
    services = build_services(read_settings(data_dir=folder, database_url=""))
    services.workshop.librarian.warm()
    services.close()
    return folder / "zhiji.db"


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as reading, closing(sqlite3.connect(target)) as writing:
        reading.backup(writing)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.needs_postgres)])
def services(library_store: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Services]:
    """Give the product on a store of two reps, a supervisor, a few members and a product, on each database."""
    if request.param == "sqlite":
        _copy(library_store, tmp_path / "zhiji.db")
        url = ""
    else:
        url = _library_on(request.getfixturevalue("postgres_server"), library_store)
    settings = read_settings(data_dir=tmp_path, database_url=url, worker_in_serve=False, undo_window_s=0)
    opened = build_services(settings, clock=lambda: NOW)
    _fill(opened)
    yield opened
    opened.close()


def _library_on(server: PostgresServer, library_store: Path) -> str:
    """Put the library on a server, its vectors only if no test before did: they take longest and never change."""
    server.empty(keep=("passage_vector",))
    source, target = open_database(f"sqlite:///{library_store}"), open_database(server.url)
    with target.reading() as session:
        is_first = session.exec(select(PassageVector).limit(1)).first() is None
    copy_library(source, target, with_vectors=is_first)
    source.close()
    target.close()
    return server.url


def _fill(services: Services) -> None:
    with services.database.writing() as session:
        for staff_id, role in ROLES.items():
            make_staff(session, staff_id, role, password_hash=PASSWORD_HASH)
        make_member(session, "m1")
        make_member(session, "m2", owner_staff_id="r2", nickname="若若", store="s2")
        make_product(session, "W-BATH", name="棉朵 纱布浴巾", checklist_items=["纱布浴巾"])
        make_message(session, "m1", message_id="old", text="好的", at=NOW.replace(day=1))
        for staff_id, token in TOKENS.items():
            keep_token(session, staff_id, token, label="test", by=staff_id, now=NOW)


@pytest.fixture
def client(services: Services) -> Iterator[TestClient]:
    """Give a client that acts as the rep who owns m1."""
    with TestClient(create_app(services), headers=bearer("r1")) as opened:
        yield opened


def bearer(staff_id: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {TOKENS[staff_id]}"}


@pytest.fixture
def store(library_store: Path, tmp_path: Path) -> Path:
    """Give a store folder with the shipped library, and no staff."""
    folder = tmp_path / "data"
    folder.mkdir()
    source, target = sqlite3.connect(library_store), sqlite3.connect(folder / "zhiji.db")
    source.backup(target)
    source.close()
    target.close()
    return folder


@pytest.fixture
def run(store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `zhiji` in this process and return exit code, stdout and stderr."""

    def _run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["zhiji", *words])
        monkeypatch.setenv("ZHIJI_DATA_DIR", str(store))
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return _run
