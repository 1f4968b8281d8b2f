"""Where a model is, which one writes what, and how it is asked."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

JsonMode = Literal["schema", "object", "text"]


class ModelSettings(BaseModel):
    """Where the model is and how long it may take; without a base URL there is no model."""

    model_config = ConfigDict(frozen=True)

    base_url: str = Field(default="", description="OpenAI-compatible endpoint, e.g. http://127.0.0.1:8080/v1")
    model: str = Field(default="", description="Model name at that endpoint")
    task_models: dict[str, str] = Field(default_factory=dict, description="Task (reply, care, repair) to model name")
    api_key: SecretStr = Field(default=SecretStr(""), description="Key for the endpoint, if it wants one")
    timeout_s: float = Field(
        default=45.0,
        gt=0,
        le=120,
        description="Longest wait for one request, in seconds; a failed one is tried once more",
    )
    max_tokens: int = Field(default=1200, gt=0, description="Longest answer, in tokens")
    json_mode: JsonMode = Field(default="schema", description="Where the structured-output ladder starts")
    tools: bool = Field(default=True, description="Whether the model may look things up")
    stream: bool = Field(default=True, description="Whether the answer is asked for as a stream")
    concurrency: int = Field(default=32, gt=0, description="Requests to the model at once")
    limits_file: Path | None = Field(default=None, description="Limits of your own; None for the built-in ones")

    def model_for(self, task: str) -> str:
        """Return the model that does a task."""
        return self.task_models.get(task) or self.model
