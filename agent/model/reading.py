"""Read one reply from the wire, streamed or whole, into a Reply; whatever an endpoint may do becomes two errors."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from agent.errors import ModelUnavailable, UnusableAnswer
from agent.model.message import Reply, ToolCall

OnText = Callable[[str], None]


def read_whole(completion: Any) -> Reply:
    """Read a completion that came at once. Raises UnusableAnswer."""
    try:
        if not completion.choices:
            raise UnusableAnswer("The model's answer is empty.")
        choice = completion.choices[0]
        calls = [_call(call.id, call.function.name, call.function.arguments, n) for n, call in _numbered(choice)]
        reasoning = str(getattr(choice.message, "reasoning_content", "") or "")
        return Reply(
            text=choice.message.content or "",
            reasoning=reasoning,
            tool_calls=tuple(calls),
            finish_reason=choice.finish_reason or "",
            **_usage(completion),
        )
    except (AttributeError, TypeError, ValueError) as error:
        raise UnusableAnswer("The endpoint does not answer in the form of Chat Completions.") from error


def _numbered(choice: Any) -> Iterable[tuple[int, Any]]:
    return enumerate(choice.message.tool_calls or [])


def read_stream(stream: Any, on_text: OnText, still_in_time: Callable[[], None]) -> Reply:
    """Read a stream piece by piece; `still_in_time` may raise between two. Raises ModelUnavailable, UnusableAnswer."""
    if "event-stream" not in stream.response.headers.get("content-type", ""):
        return _unstreamed(stream, on_text)
    gathered = _Gathered(on_text)
    try:
        for chunk in stream:
            gathered.add(chunk)
            still_in_time()
    except (AttributeError, TypeError, ValueError) as error:
        raise UnusableAnswer("The endpoint does not stream in the form of Chat Completions.") from error
    finally:
        stream.close()
    if gathered.is_empty:
        raise UnusableAnswer("The model's answer is empty.")
    if not gathered.finish_reason:
        raise ModelUnavailable("The model broke off in the middle of its answer.")
    return gathered.reply()


def _unstreamed(stream: Any, on_text: OnText) -> Reply:
    """Read an answer that came whole although a stream was asked for; a web page is not one."""
    from openai.types.chat import ChatCompletion

    try:
        reply = read_whole(ChatCompletion.construct(**json.loads(stream.response.read())))
    except (ValueError, TypeError) as error:
        raise ModelUnavailable("What answers is not a model.", fix="Check ZHIJI_LLM_BASE_URL.") from error
    finally:
        stream.close()
    on_text(reply.text)
    return reply


class _Gathered:
    """The pieces of a stream so far."""

    def __init__(self, on_text: OnText) -> None:
        self._on_text = on_text
        self._texts: list[str] = []
        self._thoughts: list[str] = []
        self._calls: dict[int, dict[str, str]] = {}
        self._usage: dict[str, int | None] = {}
        self.finish_reason = ""

    def add(self, chunk: Any) -> None:
        if getattr(chunk, "usage", None):
            self._usage = _usage(chunk)
        for choice in (chunk.choices or [])[:1]:
            self.finish_reason = choice.finish_reason or self.finish_reason
            self._hear(choice.delta)

    @property
    def is_empty(self) -> bool:
        return not (self._texts or self._calls or self.finish_reason)

    def _hear(self, delta: Any) -> None:
        if delta is None:
            return
        if delta.content:
            self._texts.append(delta.content)
            self._on_text(delta.content)
        self._thoughts.append(str(getattr(delta, "reasoning_content", "") or ""))
        for piece in delta.tool_calls or []:
            self._collect(piece)

    def _collect(self, piece: Any) -> None:
        call = self._calls.setdefault(piece.index or 0, {"id": "", "name": "", "arguments": ""})
        call["id"] = piece.id or call["id"]
        if piece.function is not None:
            call["name"] = piece.function.name or call["name"]
            call["arguments"] += piece.function.arguments or ""

    def reply(self) -> Reply:
        calls = [_call(c["id"], c["name"], c["arguments"], number) for number, c in sorted(self._calls.items())]
        return Reply(
            text="".join(self._texts),
            reasoning="".join(self._thoughts),
            tool_calls=tuple(calls),
            finish_reason=self.finish_reason,
            **self._usage,
        )


def _call(call_id: str | None, name: str | None, arguments: str | None, number: int) -> ToolCall:
    # Some endpoints give no id; one is needed to say which result belongs to which wish.
    return ToolCall(id=call_id or f"call_{number}", name=name or "", arguments=arguments or "{}")


def _usage(answer: Any) -> dict[str, int | None]:
    usage = getattr(answer, "usage", None)
    return {
        "tokens_in": getattr(usage, "prompt_tokens", None),
        "tokens_out": getattr(usage, "completion_tokens", None),
    }
