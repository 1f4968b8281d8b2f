"""What holds for the program whichever command is run: settings, ports, version, help."""

import socket
import subprocess
import sys
from importlib.metadata import version

import pytest

from tests.api.conftest import Run, on_sqlite


def test_a_port_in_use_is_said_with_another_one(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, _, err = run("serve", "--port", str(port))
    assert code == 1
    assert f"--port {port + 1}" in err


@on_sqlite
def test_a_wrong_setting_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIJI_PORT", "eighty")
    code, _, err = run("doctor")
    assert code == 2
    assert "port" in err


@on_sqlite
def test_production_refuses_the_development_secret(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIJI_ENVIRONMENT", "production")
    code, _, err = run("doctor")
    assert code == 2
    assert "ZHIJI_SECRET_KEY" in err


def test_help_loads_nothing_heavy() -> None:
    listing = (
        "import sys, api.cli; print([m for m in ('langgraph', 'chromadb', 'sqlmodel', 'fastapi') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@on_sqlite
def test_the_version_is_told_without_a_store(run: Run) -> None:
    assert run("--version")[:2] == (0, f"zhiji {version('zhiji')}\n")
