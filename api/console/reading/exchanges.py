"""What a model was told and said, for those who may read it."""

import json
from typing import Any

from sqlmodel import Session

from api.console import moments
from api.console.labels import label
from api.console.pages.draft import ExchangeView
from api.console.visit import Visit
from tools.exchanges import exchanges_of
from tools.models import ModelExchange

_MICRO = 1_000_000


def exchange_views(visit: Visit, session: Session, suggestion_id: str) -> tuple[ExchangeView, ...]:
    """Return the conversations behind a suggestion, () for whoever may not read them."""
    if not visit.may("read_prompts"):
        return ()
    return tuple(_view(visit, one) for one in exchanges_of(session, visit.actor, suggestion_id))


def _view(visit: Visit, one: ModelExchange) -> ExchangeView:
    words = label("formats", "exchange_cost")
    cost = words.format(
        calls=one.calls,
        tokens=one.tokens_in + one.tokens_out,
        seconds=f"{one.milliseconds / 1000:.1f}",
        yuan=f"{one.micro_yuan / _MICRO:.4f}",
    )
    return ExchangeView(
        task=label("model_tasks", one.task),
        model=one.model,
        prompt_version=one.prompt_version,
        when=moments.moment(one.at, visit.now),
        cost=cost,
        lines=tuple((label("model_roles", str(m["role"])), _words(m)) for m in one.messages),
        answer=one.answer,
        outcome=one.outcome,
    )


def _words(message: dict[str, Any]) -> str:
    calls = [call["function"] for call in message.get("tool_calls", ())]
    return str(message["content"]) or json.dumps(calls, ensure_ascii=False)
