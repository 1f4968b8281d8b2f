"""Read YAML with libyaml: several times faster than the pure reader, and just as safe."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import yaml


def load_yaml(text: str) -> Any:
    """Return the document of a YAML text. Raises yaml.YAMLError."""
    return yaml.load(text, Loader=yaml.CSafeLoader)


def read_yaml(path: Path) -> Any:
    """Return the document of a YAML file in UTF-8. Raises OSError, UnicodeDecodeError, yaml.YAMLError."""
    return load_yaml(path.read_text("utf-8"))


def table_beside(module: str, name: str = "") -> Callable[[], dict[str, Any]]:
    """Return what gives a module (its `__file__`) the YAML table beside it, by its own name unless another is named.

    The file is read when it is first asked for, once a process.
    """
    path = Path(module).with_name(name) if name else Path(module).with_suffix(".yaml")

    @cache
    def table() -> dict[str, Any]:
        loaded: dict[str, Any] = read_yaml(path)
        return loaded

    return table
