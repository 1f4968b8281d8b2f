"""One request to an OpenAI-compatible endpoint, in the richest form that it is known to take."""

import time
from collections.abc import Mapping, Sequence
from threading import BoundedSemaphore, Lock
from typing import Any

from pydantic import BaseModel

from agent.errors import ModelUnavailable
from agent.model.breaker import Breaker
from agent.model.forms import Form, next_form, part_refused
from agent.model.limits import Limits, Retry
from agent.model.message import ChatMessage, Reply
from agent.model.protocol import Talk
from agent.model.reading import read_stream, read_whole
from agent.model.settings import ModelSettings
from agent.model.spending import Spending
from agent.model.tools import schema_of

_PARTS = ("usage", "mode", "tools", "stream")
_MAY_PASS = (408, 409, 429)


class Refused(Exception):
    """The endpoint does not take this form of request; what it said tells perhaps which part."""

    def __init__(self, status: int, said: str) -> None:
        """Keep the words for one look at them; they may quote the conversation, so they go nowhere else."""
        super().__init__(f"HTTP {status}")
        self.status, self.said = status, said


class Endpoint:
    """What this process has learned about one endpoint, its breaker, and a limit on requests at once."""

    def __init__(self, settings: ModelSettings, limits: Limits) -> None:
        """Open nothing yet."""
        self._settings, self._limits = settings, limits
        self._form = Form(settings.json_mode, settings.tools, settings.stream, settings.stream)
        self._lock = Lock()
        self._seats = BoundedSemaphore(settings.concurrency)
        self._client: Any = None
        self._breakers: dict[str, Breaker] = {}

    @property
    def breakers(self) -> tuple[Breaker, ...]:
        """Return the breakers of all models that were asked: one that fails must not silence another."""
        return tuple(self._breakers.values())

    @property
    def form(self) -> Form:
        """Return the richest form that the endpoint has not refused."""
        return self._form

    def ask(self, thread: Sequence[ChatMessage], shape: type[BaseModel], talk: Talk, *, may_call: bool) -> Reply:
        """Return one reply, asking in plainer and plainer forms until one is taken.

        Raises ModelUnavailable, BudgetSpent, UnusableAnswer.
        """
        self._take_seat(talk)
        try:
            with self._breaker(talk).watched():
                return self._in_some_form(thread, shape, talk, may_call)
        finally:
            self._seats.release()

    def _take_seat(self, talk: Talk) -> None:
        if not self._seats.acquire(timeout=max(0.0, min(self._settings.timeout_s, talk.spending.seconds_left))):
            busy = f"{self._settings.concurrency} requests to the model are under way already."
            raise ModelUnavailable(busy, fix="Raise ZHIJI_LLM_CONCURRENCY, or try again.")

    def _breaker(self, talk: Talk) -> Breaker:
        with self._lock:
            return self._breakers.setdefault(self._settings.model_for(talk.task), Breaker(self._limits.breaker))

    def _in_some_form(self, thread: Sequence[ChatMessage], shape: type[BaseModel], talk: Talk, may_call: bool) -> Reply:
        form, tried = self._form, list[Form]()
        while True:
            tried.append(form)
            try:
                reply = self._once(thread, shape, talk, form, may_call)
            except Refused as refusal:
                weaker = next_form(form, part_refused(refusal.said, self._limits.refused), tried)
                if weaker is None or len(tried) >= self._limits.most_forms:
                    refused = f"The model endpoint refuses the request (HTTP {refusal.status})."
                    raise ModelUnavailable(refused, fix="Check ZHIJI_LLM_MODEL and the endpoint's log.") from None
                form = weaker
            else:
                self._learn(form, may_call and bool(talk.tools))
                return reply

    def _learn(self, form: Form, had_tools: bool) -> None:
        """Remember what was taken; a request without tools says nothing about tools."""
        with self._lock:
            self._form = form if had_tools else Form(form.mode, self._form.tools, form.stream, form.usage)

    def _once(
        self, thread: Sequence[ChatMessage], shape: type[BaseModel], talk: Talk, form: Form, may_call: bool
    ) -> Reply:
        import openai

        spending, size = talk.spending, sum(len(message.content) for message in thread)
        spending.begin_call(size)
        request, timeout_s = self._request(thread, shape, talk, form, may_call)
        try:
            answer = self._sent(request, timeout_s, spending)
            reply = read_stream(answer, talk.on_text, spending.refuse_late) if form.stream else read_whole(answer)
        except openai.APIStatusError as error:
            raise self._refusal(error, form) from error
        except openai.OpenAIError as error:
            raise ModelUnavailable(f"The model does not answer ({type(error).__name__}).") from error
        except ValueError as error:
            raise ModelUnavailable("What answers is not a model.", fix="Check ZHIJI_LLM_BASE_URL.") from error
        if not form.stream:
            talk.on_text(reply.text)
        spending.count(reply, size, self._limits.prices.get(request["model"]))
        return reply

    def _refusal(self, error: Any, form: Form) -> Exception:
        """Tell a refused form (400, 422, or a server error that names a part of it) from an endpoint in trouble."""
        said = _said(error)
        part = part_refused(said, self._limits.refused)
        is_about_form = part in _PARTS and next_form(form, part, ()) is not None
        if error.status_code in (400, 422) or (error.status_code >= 500 and is_about_form):
            return Refused(error.status_code, said)
        return ModelUnavailable(f"The model does not answer ({type(error).__name__}).")

    def _sent(self, request: dict[str, Any], timeout_s: float, spending: Spending) -> Any:
        """Send a request, once more where its failure may pass and the endpoint asks for no long wait."""
        import openai

        retry = self._limits.retry
        for _ in range(retry.tries - 1):
            try:
                return self._send(request, timeout_s)
            except openai.APIError as error:
                pause_s = _pause(error, retry)
                if pause_s is None or pause_s >= spending.seconds_left or self._is_refused(error):
                    raise
                time.sleep(pause_s)
        return self._send(request, timeout_s)

    def _is_refused(self, error: Any) -> bool:
        return part_refused(_said(error), self._limits.refused) in _PARTS

    def _send(self, request: dict[str, Any], timeout_s: float) -> Any:
        """Post a request that has the form of the wire already; the typed call would search it for things to rename."""
        from openai import Stream
        from openai.types.chat import ChatCompletion, ChatCompletionChunk

        return self._ready().post(
            "/chat/completions",
            body=request,
            options={"timeout": timeout_s},
            cast_to=ChatCompletion,
            stream=bool(request.get("stream")),
            stream_cls=Stream[ChatCompletionChunk],
        )

    def _ready(self) -> Any:
        with self._lock:
            if self._client is None:
                import openai

                key = self._settings.api_key.get_secret_value() or "none"
                self._client = openai.OpenAI(base_url=self._settings.base_url, api_key=key, max_retries=0)
            return self._client

    def _request(
        self, thread: Sequence[ChatMessage], shape: type[BaseModel], talk: Talk, form: Form, may_call: bool
    ) -> tuple[dict[str, Any], float]:
        """Return what is asked, and how many seconds each try of it may take."""
        request: dict[str, Any] = {
            "model": self._settings.model_for(talk.task),
            "messages": [message.for_wire() for message in thread],
            "max_tokens": max(1, min(self._settings.max_tokens, talk.spending.tokens_left)),
            **_answer_form(form, shape),
        }
        if talk.tools and form.tools:
            request["tools"] = [tool.for_wire() for tool in talk.tools]
            request["tool_choice"] = "auto" if may_call else "none"
        if form.stream:
            request["stream"] = True
            request |= {"stream_options": {"include_usage": True}} if form.usage else {}
        return request, max(0.05, min(self._settings.timeout_s, talk.spending.seconds_left / self._limits.retry.tries))


def _answer_form(form: Form, shape: type[BaseModel]) -> dict[str, Any]:
    if form.mode == "schema":
        schema = {"name": shape.__name__, "schema": schema_of(shape), "strict": False}
        return {"response_format": {"type": "json_schema", "json_schema": schema}}
    return {"response_format": {"type": "json_object"}} if form.mode == "object" else {}


def _said(error: Any) -> str:
    return str(error.body if error.body is not None else error.message)


def _pause(error: Any, retry: Retry) -> float | None:
    """Return how long to wait before another try, None where the failure will not pass or the wait is too long."""
    import openai

    if isinstance(error, openai.APIConnectionError):
        return retry.pause_s
    status = getattr(error, "status_code", 0)
    if status not in _MAY_PASS and status < 500:
        return None
    wished = _wished_pause(error.response.headers)
    return None if wished > retry.longest_pause_s else max(wished, retry.pause_s)


def _wished_pause(headers: Mapping[str, str]) -> float:
    """Read the seconds an endpoint asks for; a date, or what cannot be read, counts as a long wait."""
    written = headers.get("retry-after", "").strip()
    if not written:
        return 0.0
    try:
        return max(0.0, float(written))
    except ValueError:
        return float("inf")
