"""Read what is counted and how an edit's meaning is read."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from tools.yaml_text import read_yaml


@cache
def rules() -> dict[str, Any]:
    """Return the definitions as data."""
    loaded: dict[str, Any] = read_yaml(Path(__file__).parent / "kpis.yaml")
    return loaded


@cache
def meaning_marks() -> dict[str, tuple[re.Pattern[str], ...]]:
    """Return the marks of each kind of meaning."""
    return {kind: tuple(re.compile(mark) for mark in marks) for kind, marks in rules()["meaning"].items()}
