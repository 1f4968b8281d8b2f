"""What is told to a person at a terminal goes to stderr; results go to stdout."""

from api.terminal.printing import live_text, say, show, show_json, show_table

__all__ = ["live_text", "say", "show", "show_json", "show_table"]
