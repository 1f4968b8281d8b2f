"""Liveness, readiness by dependency, and figures for Prometheus."""

from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from api.deps import ServicesDep
from api.doctor import Dependency, examine
from tools.figures import queue_figures

router = APIRouter(tags=["health"])


@router.get("/healthz")
def alive() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "ok"}


@router.get("/readyz")
def ready(services: ServicesDep) -> JSONResponse:
    """Say which dependencies answer; 503 while one that drafts need is down."""
    findings = examine(services, quick=True)
    is_ready = all(finding.is_ok or not finding.is_needed for finding in findings)
    document: dict[str, Any] = {
        "status": "ready" if is_ready else "not ready",
        "checks": {finding.name: _check(finding) for finding in findings},
    }
    return JSONResponse(document, status_code=200 if is_ready else 503)


def _check(finding: Dependency) -> dict[str, Any]:
    found = {"ok": finding.is_ok, "needed": finding.is_needed, "detail": finding.detail}
    return found if finding.is_ok else {**found, "fix": finding.fix}


@router.get("/metrics")
def metrics(services: ServicesDep) -> Response:
    """Give counts of drafts and deliveries by state; no personal data."""
    registry = CollectorRegistry()
    with services.database.reading() as session:
        for name, states in queue_figures(session).items():
            gauge = Gauge(f"zhiji_{name}", f"Number of {name} by state", ["state"], registry=registry)
            for state, count in states.items():
                gauge.labels(state).set(count)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
