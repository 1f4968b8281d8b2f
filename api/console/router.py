"""The console's routes under one roof."""

from fastapi import APIRouter, Depends

from api.console.render import ASSETS
from api.console.routes import drafts, imports, learning, login, members, overview, playbooks, queue, rules, tasks
from api.console.typed import keep_typed

__all__ = ["ASSETS", "router"]

router = APIRouter(include_in_schema=False, dependencies=[Depends(keep_typed)])
for part in (login, queue, drafts, members, tasks, overview, playbooks, imports, learning, rules):
    router.include_router(part.router)
