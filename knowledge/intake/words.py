"""The words of the files that come in, read once: which header feeds which field, and what values mean."""

import re
from functools import cache

from tools.errors import BadInput
from tools.importing.aliases import squeezed, without_brackets
from tools.yaml_text import table_beside

words = table_beside(__file__)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    number = words()["numbered"]
    return tuple(
        (re.compile(re.escape(squeezed(header.replace("{n}", ""))) + number), field)
        for field, headers in words()["columns"].items()
        for header in headers
        if "{n}" in header
    )


@cache
def _plain() -> dict[str, str]:
    return {
        squeezed(header): field
        for field, headers in words()["columns"].items()
        for header in (*headers, field)
        if "{n}" not in header
    }


def field_of(header: str, mapping: dict[str, str]) -> str:
    """Return the field a header feeds, "" for one that feeds nothing; the company's own mapping decides first."""
    mapped = {squeezed(theirs): ours for theirs, ours in mapping.items()}
    for shape in (squeezed(header), without_brackets(header)):
        if shape in mapped:
            return mapped[shape]
        if shape in _plain():
            return _plain()[shape]
        for pattern, field in _patterns():
            if pattern.fullmatch(shape):
                return field
    return ""


def check_mapping(mapping: dict[str, str]) -> None:
    """Refuse a mapping to a field that no page has. Raises BadInput."""
    for theirs, ours in mapping.items():
        if ours and ours not in words()["columns"]:
            known = ", ".join(words()["columns"])
            raise BadInput(f"The mapping gives {theirs!r} the unknown field {ours!r}.", fix=f"Use one of {known}.")
