"""A conversation with an OpenAI-compatible model: it may look things up a few times, then it must answer."""

from collections.abc import Sequence
from time import monotonic
from typing import TypeVar

from pydantic import BaseModel

from agent.errors import UnusableAnswer
from agent.model.breaker import BreakerState
from agent.model.endpoint import Endpoint
from agent.model.forms import Form
from agent.model.limits import load_limits
from agent.model.message import ChatMessage, Reply
from agent.model.parsing import parsed
from agent.model.protocol import Exchange, Talk
from agent.model.settings import ModelSettings
from agent.model.spending import Spending
from agent.model.tools import NO_MORE, call_tool
from tools.errors import ServiceError

Answer = TypeVar("Answer", bound=BaseModel)


class OpenAIModel:
    """Chat Completions at any compatible endpoint; what the endpoint can do is found out once and remembered."""

    def __init__(self, settings: ModelSettings) -> None:
        """Open nothing yet. Raises BadInput when the limits cannot be read."""
        self._settings = settings
        self._limits = load_limits(settings.limits_file)
        self._endpoint = Endpoint(settings, self._limits)

    @property
    def name(self) -> str:
        """Name the model for the audit."""
        return self._settings.model

    @property
    def state(self) -> tuple[BreakerState, float]:
        """Return the state of the breaker that is shut the longest, and the seconds until it lets a try pass."""
        worst = max(self._endpoint.breakers, key=lambda one: (one.seconds_left, one.state != "closed"), default=None)
        return ("closed", 0.0) if worst is None else (worst.state, worst.seconds_left)

    @property
    def form(self) -> Form:
        """Return what the endpoint is known to take."""
        return self._endpoint.form

    @property
    def kept_days(self) -> int:
        """Return how long prompts and answers are kept."""
        return self._limits.kept_days

    def name_for(self, task: str) -> str:
        """Return the model that does a task."""
        return self._settings.model_for(task)

    def begin_draft(self) -> Spending:
        """Return the account of a new draft."""
        return Spending(self._limits.budget)

    def answer(self, messages: Sequence[ChatMessage], shape: type[Answer]) -> Answer:
        """Return an answer of the wanted shape. Raises ModelUnavailable, UnusableAnswer."""
        return self.converse(messages, shape, Talk("", self.begin_draft()))

    def converse(self, messages: Sequence[ChatMessage], shape: type[Answer], talk: Talk) -> Answer:
        """Let the model look things up within its budget, then validate its answer; every end of it is kept.

        Raises ModelUnavailable, BudgetSpent, UnusableAnswer.
        """
        thread, began, before = list(messages), monotonic(), _account(talk.spending)
        said, outcome = "", ""
        try:
            said = self._said(thread, shape, talk)
            return parsed(said, shape)
        except ServiceError as error:
            outcome = error.message
            raise
        finally:
            calls, tokens_in, tokens_out, micro_yuan = (
                now - then for now, then in zip(_account(talk.spending), before, strict=True)
            )
            talk.keep(
                Exchange(
                    task=talk.task,
                    model=self.name_for(talk.task),
                    messages=tuple(message.for_wire() for message in thread),
                    answer=said,
                    outcome=outcome,
                    calls=calls,
                    tokens_in=tokens_in,
                    tokens_out=tokens_out,
                    micro_yuan=micro_yuan,
                    milliseconds=round((monotonic() - began) * 1000),
                )
            )

    def _said(self, thread: list[ChatMessage], shape: type[BaseModel], talk: Talk) -> str:
        """Return the final words; look-ups are added to the thread."""
        while True:
            may_call = bool(talk.tools) and talk.spending.may_look_up
            reply = self._endpoint.ask(thread, shape, talk, may_call=may_call)
            if not reply.tool_calls:
                return _final(reply)
            if not may_call:
                raise UnusableAnswer("The model keeps looking things up and does not answer.")
            thread += [_as_message(reply), *_looked_up(reply, talk)]


def _looked_up(reply: Reply, talk: Talk) -> list[ChatMessage]:
    """Return one result for every wish: those beyond the budget are told so."""
    results = []
    for call in reply.tool_calls:
        result = call_tool(talk.tools, call) if talk.spending.may_look_up else NO_MORE
        talk.spending.tool_calls += 1
        results.append(ChatMessage(role="tool", content=result, tool_call_id=call.id))
    return results


def _account(spending: Spending) -> tuple[int, int, int, int]:
    return spending.calls, spending.tokens_in, spending.tokens_out, spending.micro_yuan


def _as_message(reply: Reply) -> ChatMessage:
    return ChatMessage(role="assistant", content=reply.text, tool_calls=reply.tool_calls, reasoning=reply.reasoning)


def _final(reply: Reply) -> str:
    if reply.finish_reason == "length":
        raise UnusableAnswer("The model's answer was cut off.", fix="Raise ZHIJI_LLM_MAX_TOKENS.")
    if not reply.text:
        raise UnusableAnswer("The model's answer is empty.")
    return reply.text
