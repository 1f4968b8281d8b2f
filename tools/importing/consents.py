"""Which sensitive fields a member let us use: names of columns, also in the words of headers.yaml."""

from functools import cache
from typing import Any

from tools.errors import BadInput
from tools.importing.aliases import aliases, squeezed
from tools.importing.structures import labels
from tools.importing.values import shown

# Not columns of the member, but facts that wording may rest on.
_OTHER_FACTS = ("orders", "events", "messages", "health")


def field_names(value: Any) -> list[str]:
    """Read a list of field names. Raises BadInput for a name that is no member column."""
    return list(dict.fromkeys(_field_name(label) for label in labels(value)))


def _field_name(label: str) -> str:
    name = _names().get(squeezed(label))
    if name is None:
        raise BadInput(
            f"{shown(label)} is not a member column.", fix="Name columns such as due_date, children or birthday."
        )
    return name


@cache
def _names() -> dict[str, str]:
    named = {squeezed(name): name for name in (*aliases("members"), *_OTHER_FACTS)}
    for column, others in aliases("members").items():
        for alias in others:
            named.setdefault(squeezed(alias), column)
    return {word: "children" if name == "child_nickname" else name for word, name in named.items()}
