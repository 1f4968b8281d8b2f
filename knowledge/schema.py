"""The words of the playbook schema, read once from the YAML files beside this module."""

from functools import cache
from pathlib import Path
from typing import Any

from tools.yaml_text import read_yaml

HERE = Path(__file__).parent


@cache
def table_of(name: str) -> dict[str, Any]:
    """Return one YAML file of this floor; read once per process."""
    words: dict[str, Any] = read_yaml(HERE / name)
    return words


def schema() -> dict[str, Any]:
    """Return the words a playbook file may use."""
    return table_of("schema.yaml")


def allowed(key: str) -> tuple[str, ...]:
    """Return one list of the schema, such as 'kinds' or 'routes'."""
    return tuple(schema()[key])
