"""What goes to a model and what comes back, free of any client library."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict


class ToolCall(BaseModel):
    """The model's wish to look something up; `arguments` is its JSON, unread."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    arguments: str = "{}"


class ChatMessage(BaseModel):
    """One message to or from the model; `reasoning` is given back to providers that sent it."""

    model_config = ConfigDict(frozen=True)

    role: Literal["system", "user", "assistant", "tool"]
    content: str
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""
    reasoning: str = ""

    def for_wire(self) -> dict[str, Any]:
        """Return the message in the form of Chat Completions."""
        sent: dict[str, Any] = {"role": self.role, "content": self.content}
        if self.tool_calls:
            sent["tool_calls"] = [_wired(call) for call in self.tool_calls]
        if self.tool_call_id:
            sent["tool_call_id"] = self.tool_call_id
        if self.reasoning:
            sent["reasoning_content"] = self.reasoning
        return sent


class Reply(BaseModel):
    """One whole reply: its text, its wishes, why it ended, and the tokens it cost (None where nobody counted)."""

    text: str = ""
    reasoning: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    finish_reason: str = ""
    tokens_in: int | None = None
    tokens_out: int | None = None


def _wired(call: ToolCall) -> dict[str, Any]:
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
