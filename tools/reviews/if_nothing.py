"""What follows if nobody acts on a suggestion: one line for the rep, never for the member."""

from functools import cache
from pathlib import Path

from tools.models import Suggestion
from tools.yaml_text import read_yaml


@cache
def _lines() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = read_yaml(Path(__file__).parent / "if_nothing.yaml")
    return loaded


def if_nothing(suggestion: Suggestion) -> str:
    """Return the line by route, else by what she wants, else by kind; '' where nothing can be said."""
    table = _lines()
    by_intent = table["intents"].get(suggestion.intent, "") if suggestion.origin == "reply" else ""
    return table["routes"].get(suggestion.route, "") or by_intent or table["kinds"].get(suggestion.kind, "")
