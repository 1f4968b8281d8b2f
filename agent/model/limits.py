"""Read the limits: budget per draft, prices, breaker, and what refusals are about."""

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tools.errors import BadInput
from tools.yaml_text import read_yaml

_BUILT_IN = Path(__file__).parent / "limits.yaml"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Budget(_Frozen):
    """What one draft may cost, its repair included."""

    calls: int = Field(gt=0)
    tool_calls: int = Field(ge=0)
    tokens: int = Field(gt=0)
    seconds: float = Field(gt=0)
    yuan: float = Field(gt=0)


class Price(_Frozen):
    """Yuan per million tokens."""

    input: float = Field(ge=0)
    output: float = Field(ge=0)


class BreakerLimits(_Frozen):
    """After so many failures in a row a pause, in seconds."""

    failures: int = Field(gt=0)
    pause_s: float = Field(gt=0)


class Retry(_Frozen):
    """A request that failed in a way that may pass is made so many times in all, after a pause of so many seconds.

    An endpoint that asks for a longer pause than `longest_pause_s` is not waited for.
    """

    tries: int = Field(default=2, gt=0)
    pause_s: float = Field(default=0.5, ge=0)
    longest_pause_s: float = Field(default=2.0, ge=0)


class Limits(_Frozen):
    """The whole file."""

    version: str
    budget: Budget
    prices: dict[str, Price]
    breaker: BreakerLimits
    retry: Retry = Retry()
    refused: dict[str, tuple[str, ...]]
    most_forms: int = Field(gt=0)
    kept_days: int = Field(gt=0)


@cache
def load_limits(path: Path | None = None) -> Limits:
    """Return the limits in force. Raises BadInput naming the file and the place."""
    chosen = path or _BUILT_IN
    try:
        document = read_yaml(chosen)
        return Limits.model_validate({**document, "version": str(document.get("version", ""))})
    except OSError as error:
        raise BadInput(f"The limits {chosen} cannot be read.", fix="Correct ZHIJI_LLM_LIMITS_FILE.") from error
    except (ValidationError, AttributeError, TypeError, ValueError) as error:
        raise BadInput(f"The limits {chosen} are wrong: {_places(error)}.", fix="Compare them with ours.") from error


def _places(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return "not a YAML table"
    return "; ".join(f"{'.'.join(map(str, one['loc']))} ({one['msg']})" for one in error.errors())
