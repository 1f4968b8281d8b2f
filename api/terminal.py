"""What is told to a person at a terminal goes to stderr; results go to stdout."""

import json
import sys
from typing import Any


def say(line: str) -> None:
    """Tell the person at the terminal; stdout stays free for results."""
    sys.stderr.write(line + "\n")


def show(line: str) -> None:
    """Print a result."""
    sys.stdout.write(line + "\n")


def show_json(document: Any) -> None:
    """Print the one JSON document."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n")
