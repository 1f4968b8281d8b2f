"""What is told to a person at a terminal goes to stderr; results go to stdout."""

from api.terminal.printing import ask_password, live_text, say, show, show_json, show_table

__all__ = ["ask_password", "live_text", "say", "show", "show_json", "show_table"]
