"""What follows if nobody acts on a suggestion: one line for the rep, never for the member."""

from tools.models import Suggestion
from tools.yaml_text import table_beside

_lines = table_beside(__file__)


def if_nothing(suggestion: Suggestion) -> str:
    """Return the line by route, else by what she wants, else by kind; '' where nothing can be said."""
    table = _lines()
    by_intent = table["intents"].get(suggestion.intent, "") if suggestion.origin == "reply" else ""
    return str(table["routes"].get(suggestion.route) or by_intent or table["kinds"].get(suggestion.kind, ""))
