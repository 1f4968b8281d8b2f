"""What ails is named with its fix, and only what drafts cannot do without makes the product unready."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.app import create_app
from api.doctor import examine
from api.services import Services
from knowledge.index.chroma import ChromaServer
from knowledge.search import Librarian
from tests.api.conftest import Run, on_sqlite
from tools.database import newest_revision
from tools.embedder import UseEmbedder


@pytest.fixture
def lonely(services: Services) -> Iterator[Services]:
    """Give the product with a Chroma server named that is not there."""
    librarian = Librarian(services.database, UseEmbedder(), server=ChromaServer("127.0.0.1", 9, timeout_s=1))
    yield replace(services, workshop=replace(services.workshop, librarian=librarian))
    librarian.close()


def test_a_lost_chroma_server_is_named_and_the_product_stays_ready(lonely: Services) -> None:
    with TestClient(create_app(lonely)) as client:
        answer = client.get("/readyz")
    index = answer.json()["checks"]["index"]
    assert (answer.status_code, answer.json()["status"]) == (200, "ready")
    assert (index["ok"], index["needed"]) == (False, False)
    assert "127.0.0.1:9" in index["detail"]
    assert "in process" in index["detail"]
    assert index["fix"]


def test_every_finding_that_is_not_well_has_a_fix(lonely: Services) -> None:
    findings = {finding.name: finding for finding in examine(lonely)}
    assert {"database", "playbooks", "index", "model", "wecom", "clock", "audit", "deliveries"} <= set(findings)
    assert [finding.name for finding in findings.values() if not finding.is_ok and not finding.fix] == []
    assert not findings["index"].is_ok


def test_a_database_of_another_version_makes_the_product_unready(services: Services) -> None:
    _set_revision(services, "0000")
    try:
        with TestClient(create_app(services)) as client:
            answer = client.get("/readyz")
    finally:
        _set_revision(services, newest_revision(services.database))
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"]["fix"] == "Run `zhiji db upgrade`."


def _set_revision(services: Services, revision: str) -> None:
    with services.database.writing() as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})


@on_sqlite
def test_the_doctor_names_a_database_that_is_away_instead_of_falling_over(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHIJI_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    code, out, _ = run("doctor", "--json")
    (check,) = json.loads(out)["checks"]
    assert (code, check["name"], check["is_ok"]) == (1, "database", False)
    assert "does not answer" in check["detail"]
    assert check["fix"]
