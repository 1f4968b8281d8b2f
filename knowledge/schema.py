"""The words of the playbook schema, read once from the YAML files beside this module."""

from functools import cache
from pathlib import Path
from typing import Any

from tools import yaml_text

_HERE = Path(__file__).parent


@cache
def read_yaml(name: str) -> dict[str, Any]:
    """Return one YAML file of this floor as a mapping; read once per process."""
    words: dict[str, Any] = yaml_text.read_yaml(_HERE / name)
    return words


def schema() -> dict[str, Any]:
    """Return the words a playbook file may use."""
    return read_yaml("schema.yaml")


def allowed(key: str) -> tuple[str, ...]:
    """Return one list of the schema, such as 'kinds' or 'routes'."""
    return tuple(schema()[key])
