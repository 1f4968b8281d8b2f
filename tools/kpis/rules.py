"""Read what is counted and how an edit's meaning is read."""

import re
from functools import cache

from tools.yaml_text import table_beside

rules = table_beside(__file__, "kpis.yaml")


@cache
def meaning_marks() -> dict[str, tuple[re.Pattern[str], ...]]:
    """Return the marks of each kind of meaning."""
    return {kind: tuple(re.compile(mark) for mark in marks) for kind, marks in rules()["meaning"].items()}
