"""File what a turn told a model, whatever became of the turn."""

from agent.context import TurnContext
from agent.model import Exchange
from agent.prompts.render import prompt_version
from tools import exchanges
from tools.models import ModelExchange, new_id


def file_turn(context: TurnContext, member_id: str, suggestion_id: str) -> None:
    """File the turn's conversations in a transaction of their own, once no model is being asked any more."""
    if not context.exchanges:
        return
    rows = [_row(context, exchange, member_id, suggestion_id) for exchange in context.exchanges]
    with context.workshop.database.writing() as session:
        exchanges.file_exchanges(session, rows)


def _row(context: TurnContext, exchange: Exchange, member_id: str, suggestion_id: str) -> ModelExchange:
    return ModelExchange(
        id=new_id("X", context.now),
        member_id=member_id,
        suggestion_id=suggestion_id,
        at=context.now,
        asked_by=context.actor.staff_id,
        task=exchange.task,
        model=exchange.model,
        prompt_version=prompt_version(),
        messages=[dict(message) for message in exchange.messages],
        answer=exchange.answer,
        outcome=exchange.outcome,
        calls=exchange.calls,
        tokens_in=exchange.tokens_in,
        tokens_out=exchange.tokens_out,
        micro_yuan=exchange.micro_yuan,
        milliseconds=exchange.milliseconds,
    )
