"""From an answer's text to the wanted object, and to its words while they still arrive."""

import json
import re
from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from agent.errors import UnusableAnswer

Answer = TypeVar("Answer", bound=BaseModel)
# Reasoning models think aloud first; what they think is not what they answer.
_THOUGHTS = re.compile(r"<think>.*?</think>", re.DOTALL)
_MOST_OBJECTS = 50


def parsed(text: str, shape: type[Answer]) -> Answer:
    """Return the first JSON object of the wanted shape, whatever prose stands around it. Raises UnusableAnswer."""
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
