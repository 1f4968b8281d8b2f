"""The language model: a small protocol, and any OpenAI-compatible endpoint behind it."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Literal, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from agent.errors import ModelUnavailable, UnusableAnswer

Answer = TypeVar("Answer", bound=BaseModel)
JsonMode = Literal["schema", "object", "text"]
_LADDER: tuple[JsonMode, ...] = ("schema", "object", "text")
# Reasoning models think aloud first; what they think is not what they answer.
_THOUGHTS = re.compile(r"<think>.*?</think>", re.DOTALL)
_MOST_OBJECTS = 50


class ChatMessage(BaseModel):
    """One message to or from the model."""

    model_config = ConfigDict(frozen=True)

    role: Literal["system", "user", "assistant"]
    content: str


class ModelSettings(BaseModel):
    """Where the model is and how long it may take; without a base URL there is no model."""

    model_config = ConfigDict(frozen=True)

    base_url: str = Field(default="", description="OpenAI-compatible endpoint, e.g. http://127.0.0.1:8080/v1")
    model: str = Field(default="", description="Model name at that endpoint")
    api_key: SecretStr = Field(default=SecretStr(""), description="Key for the endpoint, if it wants one")
    timeout_s: float = Field(
        default=45.0,
        gt=0,
        le=120,
        description="Longest wait for one request, in seconds; a failed one is tried once more",
    )
    max_tokens: int = Field(default=1200, gt=0, description="Longest answer, in tokens")
    json_mode: JsonMode = Field(default="schema", description="Where the structured-output ladder starts")


class ChatModel(Protocol):
    """Anything that answers a conversation with one validated object."""

    @property
    def name(self) -> str:
        """Name the model for the audit."""
        ...

    def answer(self, messages: Sequence[ChatMessage], shape: type[Answer]) -> Answer:
        """Return an answer of the wanted shape. Raises ModelUnavailable, UnusableAnswer."""
        ...


class OpenAIModel:
    """Chat Completions at any compatible endpoint; the way of asking for JSON is found out once and remembered."""

    def __init__(self, settings: ModelSettings) -> None:
        """Open nothing yet."""
        self._settings = settings
        self._mode: JsonMode = settings.json_mode
        self._client: Any = None

    @property
    def name(self) -> str:
        """Name the model for the audit."""
        return self._settings.model

    def answer(self, messages: Sequence[ChatMessage], shape: type[Answer]) -> Answer:
        """Ask down the ladder schema → object → text until the endpoint accepts the form."""
        for mode in _LADDER[_LADDER.index(self._mode) :]:
            text = self._ask(messages, shape, mode)
            if text is not None:
                self._mode = mode
                return _parsed(text, shape)
        raise ModelUnavailable("The model endpoint accepts no form of request.", fix="Check ZHIJI_LLM_MODEL.")

    def _ask(self, messages: Sequence[ChatMessage], shape: type[BaseModel], mode: JsonMode) -> str | None:
        """Return the answer's text, None if the endpoint does not know this JSON mode."""
        import openai

        try:
            completion = self._chat().create(**self._request(messages, shape, mode))
        except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
            if mode == "text":
                # Not the endpoint's own words: they may quote the conversation back.
                refused = f"The model endpoint refuses the request (HTTP {error.status_code})."
                raise ModelUnavailable(refused, fix="Check ZHIJI_LLM_MODEL and the endpoint's log.") from error
            return None
        except openai.OpenAIError as error:
            raise ModelUnavailable(f"The model does not answer ({type(error).__name__}).") from error
        return _content(completion)

    def _chat(self) -> Any:
        if self._client is None:
            import openai

            key = self._settings.api_key.get_secret_value() or "none"
            self._client = openai.OpenAI(
                base_url=self._settings.base_url, api_key=key, timeout=self._settings.timeout_s, max_retries=1
            )
        return self._client.chat.completions

    def _request(self, messages: Sequence[ChatMessage], shape: type[BaseModel], mode: JsonMode) -> dict[str, Any]:
        request: dict[str, Any] = {
            "model": self._settings.model,
            "messages": [message.model_dump() for message in messages],
            "max_tokens": self._settings.max_tokens,
        }
        if mode == "schema":
            schema = {"name": shape.__name__, "schema": shape.model_json_schema(), "strict": False}
            request["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif mode == "object":
            request["response_format"] = {"type": "json_object"}
        return request


def _content(completion: Any) -> str:
    if not completion.choices:
        raise UnusableAnswer("The model's answer is empty.")
    choice = completion.choices[0]
    if choice.finish_reason == "length":
        raise UnusableAnswer("The model's answer was cut off.", fix="Raise ZHIJI_LLM_MAX_TOKENS.")
    if not choice.message.content:
        raise UnusableAnswer("The model's answer is empty.")
    return str(choice.message.content)


def _parsed(text: str, shape: type[Answer]) -> Answer:
    """Validate an answer: the first JSON object of the wanted shape counts, whatever prose stands around it."""
    found = list(_objects(_THOUGHTS.sub("", text)))
    if not found:
        raise UnusableAnswer("The model's answer holds no JSON object.")
    for candidate in found:
        try:
            return shape.model_validate(candidate)
        except ValidationError:
            continue
    raise UnusableAnswer("The model's answer has the wrong shape.")


def _objects(text: str) -> Iterator[Any]:
    decoder, start = json.JSONDecoder(), text.find("{")
    for _ in range(_MOST_OBJECTS):
        if start < 0:
            return
        try:
            found, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            end = start + 1
        else:
            yield found
        start = text.find("{", end)
