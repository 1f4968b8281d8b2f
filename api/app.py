"""The HTTP application: API, console and health under one roof."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles
from fastapi_offline import FastAPIOffline
from starlette.middleware.base import RequestResponseEndpoint

from api.console import router as console
from api.refusals import answer_refusals
from api.routes import consents, drafts, facts, health, kpis, members, playbooks, scoring, suggestions, tasks
from api.services import Services
from api.worker import Worker

API_PREFIX = "/api/v1"
_PAGE_POLICY = "default-src 'self'; img-src 'self' data:; style-src 'self'; form-action 'self'; frame-ancestors 'none'"


def create_app(services: Services) -> FastAPI:
    """Build the application on running services; unless settings say no, it delivers too."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        worker = Worker(services) if services.settings.worker_in_serve else None
        if worker is not None:
            worker.start()
        yield
        if worker is not None:
            worker.stop()

    app = FastAPIOffline(
        title="zhiji", version="1", description="Drafts care; a person approves.", lifespan=lifespan, redoc_url=None
    )
    app.state.services = services
    for part in (suggestions, members, consents, facts, drafts, tasks, scoring, playbooks, kpis):
        app.include_router(part.router, prefix=API_PREFIX)
    app.include_router(health.router)
    app.include_router(console.router)
    app.mount("/assets", StaticFiles(directory=console.ASSETS), name="assets")
    pictures = services.settings.data_dir / "pictures"
    app.mount("/pictures", StaticFiles(directory=pictures, check_dir=False), name="pictures")
    answer_refusals(app)
    _guard_pages(app)
    return app


def _guard_pages(app: FastAPI) -> None:
    @app.middleware("http")
    async def _headers(request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        # The interactive API page brings scripts of its own.
        if not request.url.path.startswith(("/docs", "/redoc")):
            response.headers.setdefault("Content-Security-Policy", _PAGE_POLICY)
        return response
