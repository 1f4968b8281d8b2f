"""A tool that a model may call: a name, typed arguments, and a function that reads."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError

from agent.model.message import ToolCall
from tools.errors import ServiceError

NO_MORE = '{"error": "No more look-ups for this draft. Answer now."}'


@cache
def schema_of(shape: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON schema of a shape, worked out once: every request of every draft carries several."""
    return shape.model_json_schema()


@dataclass(frozen=True)
class Tool:
    """One READ function; `run` takes validated arguments and returns what the model may see."""

    name: str
    description: str
    arguments: type[BaseModel]
    run: Callable[[Any], str]

    def for_wire(self) -> dict[str, Any]:
        """Return the tool in the form of Chat Completions."""
        described = {
            "name": self.name,
            "description": self.description,
            "parameters": schema_of(self.arguments),
        }
        return {"type": "function", "function": described}


def call_tool(tools: Sequence[Tool], call: ToolCall) -> str:
    """Return the result of a call; a wrong name or wrong arguments are told to the model, never raised."""
    tool = next((tool for tool in tools if tool.name == call.name), None)
    if tool is None:
        return _fault(f"There is no such tool. There are: {', '.join(tool.name for tool in tools)}.")
    try:
        arguments = tool.arguments.model_validate_json(call.arguments or "{}")
    except ValidationError as error:
        places = {".".join(map(str, one["loc"])) or "arguments" for one in error.errors()}
        return _fault(f"Wrong arguments: {', '.join(sorted(places))}.")
    try:
        return tool.run(arguments)
    except ServiceError as error:
        # The sentence may name an id; its kind says enough.
        return _fault(f"Not found or not allowed ({type(error).__name__}).")


def _fault(sentence: str) -> str:
    return json.dumps({"error": sentence}, ensure_ascii=False)
