"""Lead a conversation with any model: one of your own without look-ups gets the same material and the same audit."""

from collections.abc import Sequence
from time import monotonic
from typing import TypeVar

from pydantic import BaseModel

from agent.model.limits import load_limits
from agent.model.message import ChatMessage
from agent.model.protocol import ChatModel, Exchange, Talk, TalkingModel
from agent.model.spending import Spending
from tools.errors import ServiceError

Answer = TypeVar("Answer", bound=BaseModel)


def begin_draft(model: ChatModel | None) -> Spending:
    """Return the account of a new draft."""
    return model.begin_draft() if isinstance(model, TalkingModel) else Spending(load_limits().budget)


def converse(model: ChatModel, messages: Sequence[ChatMessage], shape: type[Answer], talk: Talk) -> Answer:
    """Return an answer of the wanted shape. Raises ModelUnavailable, BudgetSpent, UnusableAnswer."""
    if isinstance(model, TalkingModel):
        return model.converse(messages, shape, talk)
    began, said, outcome = monotonic(), "", ""
    talk.spending.begin_call(sum(len(message.content) for message in messages))
    try:
        answer = model.answer(messages, shape)
        said = answer.model_dump_json()
        return answer
    except ServiceError as error:
        outcome = error.message
        raise
    finally:
        sent = tuple(message.for_wire() for message in messages)
        talk.keep(Exchange(talk.task, model.name, sent, said, outcome, 1, 0, 0, 0, round((monotonic() - began) * 1000)))
