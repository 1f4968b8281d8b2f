"""The product served on a port, and a real browser in front of it."""

import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING

import pytest
import uvicorn

from api.app import create_app
from api.security import hash_password
from api.services import Services, build_services
from api.settings import read_settings
from tests.builders import PASSWORD, make_member, make_staff
from tests.library import with_catalogue_of
from tools.clock import utc_now

if TYPE_CHECKING:
    from playwright.sync_api import Page

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str:
    """Return the browser's path; skip, or fail where nothing may be skipped."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found:
        return found
    required = os.environ.get("ZHIJI_REQUIRE_ALL") == "1"
    (pytest.fail if required else pytest.skip)("There is no Chromium on this machine.")


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def running(
    request: pytest.FixtureRequest, library: Services, library_store: Path, tmp_path: Path
) -> Iterator[tuple[str, Services]]:
    """Serve the product, worker included, on a port of its own; a test may say in how many seconds texts leave."""
    shutil.copy(library_store, tmp_path / "zhiji.db")
    settings = read_settings(data_dir=tmp_path, database_url="", undo_window_s=getattr(request, "param", 1))
    services = with_catalogue_of(library, build_services(settings))
    with services.database.writing() as session:
        make_staff(session, "r1", "rep", name="林知夏", password_hash=hash_password(PASSWORD))
        make_member(session, "m1", due_date=None, children=[], updated_at=utc_now(), created_at=utc_now())
    port = _free_port()
    server = uvicorn.Server(uvicorn.Config(create_app(services), port=port, log_level="warning"))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    deadline = monotonic() + 30
    while not server.started and monotonic() < deadline:
        sleep(0.05)
    yield f"http://127.0.0.1:{port}", services
    server.should_exit = True
    thread.join(timeout=20)
    services.close()


def sign_in(page: "Page", address: str, staff_id: str = "r1") -> None:
    page.goto(address)
    page.get_by_label("工号").fill(staff_id)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="进入工作台").click()
    page.get_by_role("heading", name="待审", exact=True).wait_for()
