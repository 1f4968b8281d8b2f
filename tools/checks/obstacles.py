"""Rules that stand in the way of a text, in words: what it means and what to do."""

from functools import cache
from pathlib import Path

from tools.yaml_text import read_yaml


def obstacle(rule: str) -> tuple[str, str] | None:
    """Return (what it means, what to do), None for a rule without such words."""
    return _table().get(rule)


@cache
def _table() -> dict[str, tuple[str, str]]:
    loaded: dict[str, list[str]] = read_yaml(Path(__file__).parent / "obstacles.yaml")
    return {rule: (said[0], said[1]) for rule, said in loaded.items()}
