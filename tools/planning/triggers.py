"""The triggers of outreach and what a touch costs, as data."""

from functools import cache
from pathlib import Path
from typing import Any

from tools.yaml_text import read_yaml


@cache
def triggers() -> dict[str, Any]:
    """Return the triggers as data."""
    loaded: dict[str, Any] = read_yaml(Path(__file__).parent / "triggers.yaml")
    return loaded
