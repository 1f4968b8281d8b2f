"""POST /suggestions: one request for help, as one document or as a stream of progress."""

import json
from collections.abc import Iterator
from queue import SimpleQueue
from threading import Thread
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from agent.request import Request
from agent.suggest import suggest
from api.answering import told
from api.deps import ActorDep, ServicesDep
from api.errors import problem
from api.services import Services
from tools.access import Actor
from tools.errors import ServiceError

router = APIRouter(tags=["suggestions"])
_END = None
# A proxy that gathers a stream before passing it on would make it pointless.
_UNBUFFERED = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}


class SuggestionRequest(BaseModel):
    """What to suggest, for whom."""

    model_config = ConfigDict(extra="forbid")

    member_id: str = Field(min_length=1, max_length=64)
    message: str = Field(default="", description="Her words just now; they are recorded")
    message_id: str = Field(default="", max_length=128)
    kind: Literal["", "reply", "care", "product_list"] = ""
    start: Literal["", "rep"] = Field(default="", description="'rep' when a rep explicitly starts a product list")
    dry_run: bool = Field(default=False, description="Record nothing, file nothing")

    def for_agent(self) -> Request:
        """Return the agent's form of this request."""
        return Request(
            member_id=self.member_id,
            kind=self.kind,
            message=self.message,
            message_id=self.message_id,
            started_by_rep=self.start == "rep",
            dry_run=self.dry_run,
        )


@router.post("/suggestions", status_code=201)
def make_suggestion(
    asked: SuggestionRequest,
    services: ServicesDep,
    actor: ActorDep,
    accept: Annotated[str, Header()] = "application/json",
) -> Response:
    """Draft for a member; with Accept: text/event-stream, progress and texts arrive as they are made."""
    if "text/event-stream" in accept:
        return StreamingResponse(
            _stream(services, actor, asked.for_agent()), media_type="text/event-stream", headers=_UNBUFFERED
        )
    proposal = suggest(services.workshop, actor, asked.for_agent())
    return JSONResponse(told(services, actor, proposal), status_code=201)


def _stream(services: Services, actor: Actor, request: Request) -> Iterator[str]:
    steps: SimpleQueue[tuple[str, Any] | None] = SimpleQueue()
    Thread(target=_work, args=(services, actor, request, steps), daemon=True).start()
    while (step := steps.get()) is not _END:
        name, content = step
        yield f"event: {name}\ndata: {json.dumps(content, ensure_ascii=False)}\n\n"


def _work(services: Services, actor: Actor, request: Request, steps: SimpleQueue[tuple[str, Any] | None]) -> None:
    try:
        proposal = suggest(
            services.workshop,
            actor,
            request,
            progress=lambda step: steps.put(("progress", step)),
            # Not checked yet: a "draft" event brings what passed.
            telling=lambda style, text: steps.put(("text", {"style": style, "text": text})),
        )
        document = told(services, actor, proposal)
        for draft in document["drafts"]:
            steps.put(("draft", draft))
        steps.put(("suggestion", document))
    except ServiceError as error:
        steps.put(("problem", problem(error)))
    finally:
        steps.put(_END)
