import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.__main__ import main
from api.app import create_app
from api.services import Services, build_services
from api.settings import read_settings
from tests.builders import NOW, PASSWORD_HASH, make_member, make_message, make_product, make_staff
from tests.library import address_of, with_catalogue_of
from tools.database import Database
from tools.staff import keep_token

Run = Callable[..., tuple[int, str, str]]
# For a command that asks no row, or whose file is what the test is about.
on_sqlite = pytest.mark.parametrize("stocked", ["sqlite"], indirect=True)
TOKENS = {
    "r1": "rep-token",
    "r2": "other-token",
    "v1": "supervisor-token",
    "o1": "operator-token",
    "u1": "auditor-token",
}
ROLES = {"r1": "rep", "r2": "rep", "v1": "supervisor", "o1": "operator", "u1": "auditor"}


@pytest.fixture
def services(stocked: Database, library: Services, tmp_path: Path) -> Iterator[Services]:
    """Give the product on a store of two reps, a supervisor, a few members and a product, on each database."""
    url = address_of(stocked)
    settings = read_settings(data_dir=tmp_path, database_url=url, worker_in_serve=False, undo_window_s=0)
    opened = with_catalogue_of(library, build_services(settings, clock=lambda: NOW))
    _fill(opened)
    yield opened
    opened.close()


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
def store(stocked: Database) -> Database:
    """Give the store that commands work on, with the shipped library and no staff, on each database."""
    return stocked


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """Give the folder that commands keep their files in."""
    return tmp_path


@pytest.fixture
def run(store: Database, data_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `zhiji` in this process and return exit code, stdout and stderr."""

    monkeypatch.setenv("ZHIJI_DATABASE_URL", address_of(store))

    def _run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["zhiji", *words])
        monkeypatch.setenv("ZHIJI_DATA_DIR", str(data_dir))
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return _run
