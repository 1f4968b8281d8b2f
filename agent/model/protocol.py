"""What the agent asks of a model: one validated answer, or a conversation in which it may look things up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar, runtime_checkable

from pydantic import BaseModel

from agent.model.message import ChatMessage
from agent.model.spending import Spending
from agent.model.tools import Tool

Answer = TypeVar("Answer", bound=BaseModel)


class ChatModel(Protocol):
    """Anything that answers a conversation with one validated object."""

    @property
    def name(self) -> str:
        """Name the model for the audit."""
        ...

    def answer(self, messages: Sequence[ChatMessage], shape: type[Answer]) -> Answer:
        """Return an answer of the wanted shape. Raises ModelUnavailable, UnusableAnswer."""
        ...


@dataclass(frozen=True)
class Exchange:
    """One finished conversation as it left the house and came back, for the audit; `outcome` is '' when it was used."""

    task: str
    model: str
    messages: tuple[dict[str, Any], ...]
    answer: str
    outcome: str
    calls: int
    tokens_in: int
    tokens_out: int
    micro_yuan: int
    milliseconds: int


@dataclass(frozen=True)
class Talk:
    """How one conversation is led: for which task, with which tools, at which cost, and who listens."""

    task: str
    spending: Spending
    tools: tuple[Tool, ...] = ()
    on_text: Callable[[str], None] = lambda _piece: None
    keep: Callable[[Exchange], None] = field(default=lambda _exchange: None)


@runtime_checkable
class TalkingModel(Protocol):
    """A model that looks things up, streams, keeps to a budget and tells what was said."""

    @property
    def name(self) -> str:
        """Name the model for the audit."""
        ...

    def begin_draft(self) -> Spending:
        """Return the account of a new draft."""
        ...

    def name_for(self, task: str) -> str:
        """Return the model that does a task."""
        ...

    def converse(self, messages: Sequence[ChatMessage], shape: type[Answer], talk: Talk) -> Answer:
        """Return an answer of the wanted shape. Raises ModelUnavailable, BudgetSpent, UnusableAnswer."""
        ...
