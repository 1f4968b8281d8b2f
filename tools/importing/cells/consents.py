"""Which sensitive fields a member let us use, in the words of headers.yaml too, and under which text she agreed."""

from functools import cache
from typing import Any

from tools.checks.consent_texts import recordable, shown_text
from tools.clock import shanghai_day
from tools.errors import BadInput
from tools.importing.aliases import aliases, squeezed
from tools.importing.cells import times
from tools.importing.cells.structures import labels, parse_json
from tools.importing.cells.values import shown

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


def text_records(value: Any) -> dict[str, dict[str, str]]:
    """Read purpose → under which text she agreed, as `care 2026-01 2026-03-05|due_date 2026-01` or as JSON.

    JSON names `text`, and if known `at` and `source`: `{"care": {"text": "2026-01", "at": "2026-03-05"}}`.
    Raises BadInput for an unknown purpose, and for a text that is not listed or was not shown on that day.
    """
    read = parse_json(value) if isinstance(value, str) and value[:1] == "{" else value
    if isinstance(read, str):
        read = dict(_written(part) for part in read.split("|") if part.strip())
    if not isinstance(read, dict):
        raise BadInput(f"{shown(value)} names no text.", fix="Write `care 2026-01 2026-03-05|due_date 2026-01`.")
    return {purpose: _record(purpose, entry) for purpose, entry in read.items()}


def later(old: dict[str, dict[str, str]], new: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """Put new records beside old ones; of two for one purpose the later answer stays."""
    taken = {what: one for what, one in new.items() if what not in old or _moment(one) >= _moment(old[what])}
    return {**old, **taken}


def _moment(record: dict[str, str]) -> str:
    return record["at"]


def _written(part: str) -> tuple[str, dict[str, str]]:
    purpose, *rest = part.split(maxsplit=2)
    return purpose, dict(zip(("text", "at"), rest, strict=False))


def _record(purpose: str, entry: Any) -> dict[str, str]:
    if purpose not in recordable():
        raise BadInput(f"{shown(purpose)} is no purpose of consent.", fix=f"Use {', '.join(recordable())}.")
    if not isinstance(entry, dict) or not entry.get("text") or set(entry) - {"text", "at", "source"}:
        raise BadInput(f"The consent to {purpose} names no text.", fix='Write {"text": "2026-01", "at": "2026-03-05"}.')
    at = times.moment(entry["at"]) if entry.get("at") else None
    text = shown_text(purpose, str(entry["text"]), shanghai_day(at) if at else None)
    source = str(entry.get("source") or "").strip()
    return {"answer": "yes", "text": text.version, "at": at.isoformat() if at else "", "source": source}
